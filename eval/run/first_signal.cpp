#include "eval/run/first_signal.hpp"

#include <csignal>

namespace sluice::eval {

first_signal::first_signal(asio::any_io_executor executor)
    : signals_(std::move(executor), SIGINT, SIGTERM)
{
    signals_.async_wait([this](std::error_code failed, int number) {
        if (failed) return; // forgotten: this may be gone
        number_ = number;
        signals_.clear();
    });
}

} // namespace sluice::eval
