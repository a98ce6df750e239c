#pragma once

#include "async/wake_up.hpp"
#include "base/result.hpp"

#include <functional>

namespace sluice {

/// Work on a pool that began at once and whose end is waited for later, so that its owner can do
/// something else meanwhile. The work owns what it uses: it ends even if nobody waits.
class pool_job {
public:
    /// home: the loop of who is going to wait; it does not end before the work has.
    pool_job(asio::thread_pool& pool, const asio::any_io_executor& home,
             std::function<result<>()> work);

    /// How the work ended. On the loop.
    task<result<>> ended();

private:
    struct state;

    std::shared_ptr<state> state_;
};

} // namespace sluice
