#pragma once

#include "async/wake_up.hpp"

#include <functional>
#include <mutex>

namespace sluice {

/// Lets one coroutine in at a time, and the newest wins: who comes fences who is in, at once, and
/// waits until that one has left. The coroutines may run on different loops. Thread-safe.
class turnstile {
    struct seat;
    struct book;

public:
    turnstile();

    /// Held by who is in; leaving is its destruction, on the loop that entered. May outlive the
    /// turnstile.
    class pass {
    public:
        pass() = default;
        pass(pass&&) noexcept = default;
        pass& operator=(pass&& other) noexcept;
        ~pass();

        /// A newer one has come: stop and leave. From any thread.
        bool fenced() const;

        /// True if somebody had to be fenced for this pass.
        bool took_over() const { return took_over_; }

    private:
        friend class turnstile;
        void leave() noexcept;

        std::shared_ptr<book> in_;
        std::shared_ptr<seat> mine_;
        bool took_over_ = false;
    };

    /// Fences whoever is in or waits, and waits for its turn. `interrupt` runs on the caller's loop
    /// when a newer one comes while the pass is held; it may be empty. Errors: fenced (a newer one
    /// came first), timed_out (who is in did not leave; it stays fenced).
    task<result<pass>> enter(std::function<void()> interrupt, deadline limit);

    /// Fences whoever is in or waits, without wanting in. From any thread.
    void fence();

private:
    std::shared_ptr<book> book_;
};

} // namespace sluice
