#pragma once

#include "async/wake_up.hpp"

#include <memory>
#include <mutex>
#include <vector>

namespace sluice::server {

/// Wakes those who wait for the next event of the store. Thread-safe.
class event_feed {
public:
    /// To be asked for before the store is looked at, so that nothing slips between; rings once.
    /// executor: of the loop that waits. After close it has rung already.
    std::shared_ptr<wake_up> next(asio::any_io_executor executor);

    /// There are new events.
    void ring();

    /// There will be no more: streams end.
    void close();
    bool closed() const;

private:
    std::vector<std::shared_ptr<wake_up>> take();

    mutable std::mutex mutex_;
    std::vector<std::weak_ptr<wake_up>> waiting_;
    std::size_t tidy_above_ = 64; // entries, then those who gave up are left out
    bool closed_ = false;
};

} // namespace sluice::server
