#include "server/streams/topic.hpp"

#include "async/on_pool.hpp"
#include "async/sleep.hpp"
#include "base/rfc3339.hpp"
#include "http/websocket_frame.hpp"
#include "server/streams/topic_subscriber.hpp"

#include <algorithm>

namespace sluice::server {
namespace {

constexpr std::int64_t rate_span = 2'000'000'000;
constexpr std::size_t published_together = 1024;

} // namespace

byte_buffer websocket_front(std::size_t payload)
{
    byte_buffer made;
    http::websocket_frame frame(http::websocket_role::server, http::opcode::binary,
                                stream::message_head_size + payload);
    frame.append_head(made);
    return made;
}

topic::topic(std::string name, stream::topic_facts facts, std::unique_ptr<topic_log> log,
             asio::thread_pool& pool)
    : name_(std::move(name)),
      facts_(std::move(facts)),
      message_bytes_(*stream::message_size(facts_.layout)),
      front_(websocket_front(message_bytes_)),
      log_(std::move(log)),
      pool_(pool),
      ring_({}, log_ ? log_->start() : 0),
      reserved_(log_ ? log_->reserved() : 0)
{
    if (log_) told_.journal = "ok";
}

std::uint64_t topic::next() const
{
    const std::scoped_lock lock(mutex_);
    return ring_.next();
}

/// With the mutex held. What waits to be written can be had as well: who asks for it waits too.
std::uint64_t topic::first_kept() const
{
    if (!log_) return ring_.first();
    auto oldest = log_->messages().oldest();
    if (!oldest) oldest = being_written_;
    if (!oldest && !waiting_.empty()) oldest = waiting_.front()->sequence();
    return std::min(oldest.value_or(ring_.first()), ring_.first());
}

topic_figures topic::figures() const
{
    const std::scoped_lock lock(mutex_);
    auto made = told_;
    made.first = first_kept();
    made.next = ring_.next();
    made.messages = ring_.size();
    made.bytes = ring_.bytes();
    made.subscribers = subscribers_.size();
    for (const auto* one : subscribers_)
        made.missed += one->cursor_.counters().missed;
    // A topic that fell silent has a rate of nothing.
    if (real_time_ns() - rate_from_ > 2 * rate_span) made.rate = 0;
    if (!log_) return made;
    made.messages = std::max<std::uint64_t>(made.messages, log_->messages().messages());
    made.bytes = log_->messages().bytes();
    return made;
}

std::vector<subscriber_figures> topic::subscribers(std::size_t most) const
{
    const std::scoped_lock lock(mutex_);
    std::vector<subscriber_figures> all;
    for (const auto* one : subscribers_) {
        if (all.size() == most) break;
        const auto& at = one->cursor_;
        const auto behind = ring_.next() - std::min(ring_.next(), at.next());
        all.push_back({at.how(), at.next(), behind, at.counters()});
    }
    return all;
}

std::shared_ptr<topic_bell> topic::bell_for(const asio::any_io_executor& loop)
{
    const std::scoped_lock lock(mutex_);
    std::erase_if(bells_, [](const auto& one) { return one.expired(); });
    for (const auto& one : bells_)
        if (auto held = one.lock(); held && held->loop() == loop) return held;
    auto made = std::make_shared<topic_bell>(loop);
    bells_.push_back(made);
    return made;
}

/// With the mutex held.
void topic::ring_all()
{
    for (const auto& one : bells_)
        if (const auto held = one.lock()) held->ring();
}

/// With the mutex held.
bool topic::is_held_up() const
{
    if (blockers_ == 0) return false;
    return std::ranges::any_of(subscribers_, [&](const auto* one) {
        return !one->cut_ && one->cursor_.holds_up(ring_, message_bytes_);
    });
}

bool topic::needs_numbers() const
{
    const std::scoped_lock lock(mutex_);
    return log_ && ring_.next() >= reserved_;
}

/// Those who hold publishers up are not waited for any more.
void topic::cut_blockers()
{
    const std::scoped_lock lock(mutex_);
    for (auto* one : subscribers_)
        if (one->cursor_.holds_up(ring_, message_bytes_)) one->cut_ = true;
    ring_all();
}

/// With the mutex held.
void topic::count_rate(std::int64_t now_ns)
{
    ++told_.published;
    ++rate_count_;
    if (rate_from_ == 0) rate_from_ = now_ns;
    const auto span = now_ns - rate_from_;
    if (span < rate_span) return;
    told_.rate = static_cast<double>(rate_count_) * 1e9 / static_cast<double>(span);
    rate_from_ = now_ns;
    rate_count_ = 0;
}

/// With the mutex held. Times never go back, so that they can be searched.
stream::shared_message topic::number(byte_view payload)
{
    const auto now = real_time_ns();
    last_time_ = std::max(last_time_, now);
    count_rate(now);
    return std::make_shared<stream::message>(ring_.next(), last_time_, payload, front_);
}

/// With the mutex held. Nothing more behind what was lost, so that what waits has no hole.
void topic::keep_for_writing(stream::shared_message one)
{
    if (waiting_cut_ || waiting_bytes_ + one->cost() > most_waiting) {
        waiting_cut_ = true;
        if (log_)
            lose(one->sequence() + 1, 1, fail(errc::overloaded, "journal", "the disk is too slow"));
        return;
    }
    waiting_bytes_ += one->cost();
    waiting_.push_back(std::move(one));
}

result<std::optional<std::uint64_t>> topic::try_publish(byte_view payload)
{
    bool write = false;
    std::uint64_t made = 0;
    {
        const std::scoped_lock lock(mutex_);
        if (closed_) return *closed_;
        if (is_held_up()) return std::optional<std::uint64_t>();
        // Numbers are given only when no later program can give them again.
        if (log_ && ring_.next() >= reserved_) return std::optional<std::uint64_t>();
        auto one = number(payload);
        made = one->sequence();
        if (log_ || !told_.recording.empty()) {
            keep_for_writing(one);
            write = !std::exchange(writer_runs_, true);
        }
        ring_.push(std::move(one));
        ring_all();
    }
    if (write) start_writer();
    return std::optional(made);
}

task<result<std::uint64_t>> topic::add(byte_view payload)
{
    auto here = co_await asio::this_coro::executor;
    std::shared_ptr<topic_bell> bell;
    const auto limit = deadline::after(block_limit);
    while (true) {
        const auto done = try_publish(payload);
        if (!done) co_return done.error();
        if (*done) co_return **done;
        if (needs_numbers()) {
            auto work = [self = shared_from_this()]() -> result<> {
                self->reserve_numbers();
                return ok;
            };
            const auto reserved = co_await on_pool(pool_, std::move(work));
            static_cast<void>(reserved);
            continue;
        }
        if (!bell) {
            bell = bell_for(here);
            continue;
        }
        const bool rung = co_await bell->wait(limit);
        if (!rung) cut_blockers();
    }
}

task<result<std::uint64_t>> topic::publish(byte_view payloads)
{
    if (payloads.empty() || payloads.size() % message_bytes_ != 0)
        co_return fail(errc::malformed_message, "publish",
                       "a message of " + name_ + " has " + std::to_string(message_bytes_) +
                           " bytes");
    std::optional<std::uint64_t> first;
    std::size_t count = 0;
    while (!payloads.empty()) {
        // Millions of small messages come in one request: the others of this loop have their turn.
        if (++count % published_together == 0) {
            const bool slept = co_await sleep_for({});
            if (!slept) co_return fail(errc::cancelled, "publish", name_);
        }
        const auto one = co_await add(payloads.first(message_bytes_));
        if (!one) co_return one.error();
        if (!first) first = *one;
        payloads = payloads.subspan(message_bytes_);
    }
    co_return *first;
}

void topic::close(error why)
{
    const std::scoped_lock lock(mutex_);
    if (closed_) return;
    closed_ = std::move(why);
    ring_all();
    for (const auto* one : watches_)
        asio::post(one->loop_, one->run_);
}

topic_watch::topic_watch(std::shared_ptr<topic> of, asio::any_io_executor loop,
                         std::function<void()> run)
    : topic_(std::move(of)),
      loop_(std::move(loop)),
      run_(std::move(run))
{
    const std::scoped_lock lock(topic_->mutex_);
    topic_->watches_.insert(this);
    if (topic_->closed_) asio::post(loop_, run_);
}

topic_watch::~topic_watch()
{
    const std::scoped_lock lock(topic_->mutex_);
    topic_->watches_.erase(this);
}

std::optional<error> topic::closed() const
{
    const std::scoped_lock lock(mutex_);
    return closed_;
}

} // namespace sluice::server
