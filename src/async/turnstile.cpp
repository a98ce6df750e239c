#include "async/turnstile.hpp"

namespace sluice {

struct turnstile::seat {
    seat(asio::any_io_executor on, std::function<void()> call)
        : executor(on),
          interrupt(std::move(call)),
          turn(std::make_shared<wake_up>(on))
    {
    }

    asio::any_io_executor executor;
    std::function<void()> interrupt; // of the loop's thread
    bool left = false;               // of the loop's thread
    std::atomic<bool> fenced = false;
    std::shared_ptr<wake_up> turn;
};

struct turnstile::book {
    std::mutex mutex;
    std::shared_ptr<seat> inside;
    std::shared_ptr<seat> waiting;

    /// With the mutex held.
    static void fence(const std::shared_ptr<seat>& who)
    {
        if (!who || who->fenced.exchange(true)) return;
        who->turn->ring();
        asio::post(who->executor, [who] {
            if (!who->left && who->interrupt) who->interrupt();
        });
    }

    void leave(const std::shared_ptr<seat>& who)
    {
        const std::scoped_lock lock(mutex);
        if (waiting == who) waiting.reset();
        if (inside != who) return;
        inside = std::exchange(waiting, nullptr);
        if (inside) inside->turn->ring();
    }
};

turnstile::turnstile() : book_(std::make_shared<book>()) {}

turnstile::pass& turnstile::pass::operator=(pass&& other) noexcept
{
    if (this == &other) return *this;
    leave();
    in_ = std::move(other.in_);
    mine_ = std::move(other.mine_);
    took_over_ = other.took_over_;
    return *this;
}

turnstile::pass::~pass()
{
    leave();
}

bool turnstile::pass::fenced() const
{
    return mine_ && mine_->fenced;
}

void turnstile::pass::leave() noexcept
{
    if (!mine_) return;
    mine_->left = true;
    in_->leave(mine_);
    mine_.reset();
    in_.reset();
}

void turnstile::fence()
{
    const std::scoped_lock lock(book_->mutex);
    book::fence(book_->inside);
    book::fence(book_->waiting);
}

task<result<turnstile::pass>> turnstile::enter(std::function<void()> interrupt, deadline limit)
{
    auto here = co_await asio::this_coro::executor;
    pass mine;
    mine.in_ = book_;
    mine.mine_ = std::make_shared<seat>(here, std::move(interrupt));
    const auto me = mine.mine_;
    {
        const std::scoped_lock lock(book_->mutex);
        mine.took_over_ = book_->inside != nullptr;
        book::fence(book_->inside);
        book::fence(book_->waiting);
        (book_->inside ? book_->waiting : book_->inside) = me;
    }
    if (mine.took_over_) {
        const bool rung = co_await me->turn->wait(limit);
        if (me->fenced) co_return fail(errc::fenced, "enter");
        if (!rung) co_return fail(errc::timed_out, "enter");
    }
    co_return std::move(mine);
}

} // namespace sluice
