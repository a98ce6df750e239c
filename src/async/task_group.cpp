#include "async/task_group.hpp"

#include "async/is_abort.hpp"

#include <cassert>

namespace sluice {

task_group::task_group(asio::any_io_executor executor, on_failure report)
    : executor_(executor),
      report_(std::move(report)),
      empty_(executor, asio::steady_timer::time_point::max())
{
}

task_group::~task_group()
{
    assert(running_.empty());
}

void task_group::spawn(task<void> work)
{
    auto self = running_.emplace(running_.end());
    auto done = [this, self](std::exception_ptr thrown) {
        running_.erase(self);
        if (thrown && !is_abort(thrown)) report_(thrown);
        if (running_.empty()) empty_.cancel();
    };
    asio::co_spawn(executor_, std::move(work),
                   asio::bind_cancellation_slot(self->slot(), std::move(done)));
}

void task_group::cancel()
{
    for (auto it = running_.begin(); it != running_.end();)
        (it++)->emit(asio::cancellation_type::terminal);
}

task<void> task_group::join()
{
    while (!running_.empty()) {
        auto [ignored] = co_await empty_.async_wait(as_result);
        (void)ignored;
    }
}

} // namespace sluice
