#include "async/pool_job.hpp"

namespace sluice {

struct pool_job::state {
    state(const asio::any_io_executor& home, std::function<result<>()> todo)
        : bell(std::make_shared<wake_up>(home)),
          keeps(home),
          work(std::move(todo))
    {
    }

    /// On the pool. A bug in the work is thrown where its end is waited for.
    void run()
    {
        try {
            outcome = work();
        } catch (...) {
            thrown = std::current_exception();
        }
        work = nullptr;
        bell->ring();
        keeps.reset();
    }

    std::shared_ptr<wake_up> bell;
    asio::executor_work_guard<asio::any_io_executor> keeps;
    std::function<result<>()> work;
    result<> outcome; // these two are valid once the bell has rung
    std::exception_ptr thrown;
};

pool_job::pool_job(asio::thread_pool& pool, const asio::any_io_executor& home,
                   std::function<result<>()> work)
    : state_(std::make_shared<state>(home, std::move(work)))
{
    asio::post(pool, [state = state_] { state->run(); });
}

task<result<>> pool_job::ended()
{
    const auto held = state_;
    const bool rung = co_await held->bell->wait(deadline::never());
    static_cast<void>(rung);
    if (held->thrown) std::rethrow_exception(held->thrown);
    co_return held->outcome;
}

} // namespace sluice
