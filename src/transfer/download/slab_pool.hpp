#pragma once

#include "async/notifier.hpp"
#include "base/bytes.hpp"

#include <memory>

namespace sluice::transfer {

/// Receive buffers of one size shared by all connections of a download: what bounds its memory.
/// On one loop; the pool must outlive the slabs.
class slab_pool {
public:
    slab_pool(asio::any_io_executor executor, std::size_t slab_bytes, std::size_t most)
        : slab_bytes_(slab_bytes),
          most_(most),
          changed_(executor)
    {
    }

    /// A slab on loan; comes back when it is destroyed, on the loop.
    class loan {
    public:
        loan() = default;
        loan(slab_pool& from, byte_buffer bytes) : from_(&from), bytes_(std::move(bytes)) {}
        loan(loan&& other) noexcept
            : from_(std::exchange(other.from_, nullptr)),
              bytes_(std::move(other.bytes_))
        {
        }
        loan& operator=(loan&& other) noexcept
        {
            if (this == &other) return *this;
            give_back();
            from_ = std::exchange(other.from_, nullptr);
            bytes_ = std::move(other.bytes_);
            return *this;
        }
        ~loan() { give_back(); }

        std::span<std::byte> bytes() { return bytes_; }
        explicit operator bool() const { return from_ != nullptr; }

    private:
        void give_back()
        {
            if (from_) from_->take_back(std::move(bytes_));
            from_ = nullptr;
        }

        slab_pool* from_ = nullptr;
        byte_buffer bytes_;
    };

    /// Waits until a slab is free.
    task<loan> borrow()
    {
        while (free_.empty() && lent_ == most_)
            co_await changed_.wait(deadline::never());
        ++lent_;
        byte_buffer bytes;
        if (free_.empty()) {
            bytes.resize(slab_bytes_);
        } else {
            bytes = std::move(free_.back());
            free_.pop_back();
        }
        co_return loan(*this, std::move(bytes));
    }

private:
    void take_back(byte_buffer bytes)
    {
        --lent_;
        free_.push_back(std::move(bytes));
        changed_.notify_all();
    }

    std::size_t slab_bytes_;
    std::size_t most_;
    std::size_t lent_ = 0;
    std::vector<byte_buffer> free_;
    notifier changed_;
};

} // namespace sluice::transfer
