#pragma once

#include "async/notifier.hpp"

#include <deque>
#include <optional>

namespace sluice {

/// One writer, one reader on one loop, at most `capacity` items in between.
/// Not Asio's channel: in 1.22 its close() loses what is buffered and strands a waiting sender
/// (docs/asio.md, trap 4).
template <class T>
class bounded_queue {
public:
    bounded_queue(asio::any_io_executor executor, std::size_t capacity)
        : capacity_(capacity),
          changed_(executor)
    {
    }

    /// Waits for room. False: the reader has gone, stop producing.
    task<bool> push(T item)
    {
        while (!abandoned_ && items_.size() >= capacity_)
            co_await changed_.wait(deadline::never());
        if (abandoned_) co_return false;
        items_.push_back(std::move(item));
        changed_.notify_all();
        co_return true;
    }

    /// Waits for an item. Nothing: the writer has finished and everything was taken.
    task<std::optional<T>> pop()
    {
        while (items_.empty() && !finished_)
            co_await changed_.wait(deadline::never());
        std::optional<T> taken;
        if (!items_.empty()) {
            taken.emplace(std::move(items_.front()));
            items_.pop_front();
            changed_.notify_all();
        }
        co_return taken;
    }

    /// The writer leaves: the reader sees the end after everything pushed before.
    void finish()
    {
        finished_ = true;
        changed_.notify_all();
    }

    /// The reader leaves: a waiting writer wakes, a later one is refused. What was not taken dies.
    void abandon()
    {
        abandoned_ = true;
        items_.clear();
        changed_.notify_all();
    }

    std::size_t size() const { return items_.size(); }

private:
    std::size_t capacity_;
    std::deque<T> items_;
    bool finished_ = false;
    bool abandoned_ = false;
    notifier changed_;
};

} // namespace sluice
