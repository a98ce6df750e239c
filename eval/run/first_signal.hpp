#pragma once

#include "async/asio.hpp"

namespace sluice::eval {

/// Notes the first SIGINT or SIGTERM while it lives, so that a run can end where it is whole. The
/// second one ends the program as if nobody listened; children die with it (child.hpp).
class first_signal {
public:
    explicit first_signal(asio::any_io_executor executor);

    /// 0 until there was one.
    int number() const { return number_; }

    /// From here on signals do what they always do; the executor's loop may end.
    void forget() { signals_.clear(); }

private:
    asio::signal_set signals_;
    int number_ = 0;
};

} // namespace sluice::eval
