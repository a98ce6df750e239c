#include "async/on_pool.hpp"
#include "server/streams/topic.hpp"

namespace sluice::server {

void topic::start_writer()
{
    asio::post(pool_, [self = shared_from_this()] { self->write_on(); });
}

/// What the pool does for a topic: a batch at a time, so that other topics have their turn.
void topic::write_on()
{
    write_waiting();
    {
        const std::scoped_lock lock(mutex_);
        if (waiting_.empty()) {
            writer_runs_ = false;
            return;
        }
    }
    start_writer();
}

/// In time, so that no publisher has to wait. On a full disk numbers are given all the same: the
/// topic is worth more than that. It is tried again with everything that is written.
void topic::reserve_numbers()
{
    const auto wanted = next() + reserved_at_once;
    {
        const std::scoped_lock lock(mutex_);
        const auto left = reserved_ - std::min(reserved_, ring_.next());
        if (!log_ || (left > reserved_at_once / 2 && !unreserved_)) return;
    }
    const auto reserved = log_->reserve(wanted);
    const std::scoped_lock lock(mutex_);
    reserved_ = std::max(reserved_, wanted);
    unreserved_ = !reserved;
    if (!reserved) told_.journal = code_name(reserved.error().code());
}

/// What waits now: who needs it on disk must not have to wait for what is published meanwhile.
void topic::write_waiting()
{
    const std::scoped_lock writer(writing_);
    messages some;
    bool cut = false;
    {
        const std::scoped_lock lock(mutex_);
        some.swap(waiting_);
        waiting_bytes_ = 0;
        cut = std::exchange(waiting_cut_, false);
        if (some.empty()) return;
        being_written_ = some.front()->sequence();
    }
    write_batch(some);
    if (!cut || !recorder_) return;
    const auto ended = end_recorder(fail(errc::overloaded, "record", "the disk is too slow"));
    static_cast<void>(ended);
}

void topic::write_batch(const messages& some)
{
    reserve_numbers();
    if (recorder_) take_down(some);
    if (!log_) return;
    const auto written = log_->write(some);
    const std::scoped_lock lock(mutex_);
    being_written_.reset();
    told_.journal = written ? "ok" : code_name(written.error().code());
    if (!written) lose(some.back()->sequence() + 1, some.size(), written.error());
}

/// With the mutex held.
void topic::lose(std::uint64_t behind, std::uint64_t count, error why)
{
    told_.unwritten += count;
    lost_behind_ = std::max(lost_behind_, behind);
    lost_why_ = std::move(why);
}

/// An error ends the recording and leaves what it has; the topic goes on.
void topic::take_down(const messages& some)
{
    const auto added = recorder_->add(some);
    if (!added) {
        const auto ended = end_recorder(added.error());
        static_cast<void>(ended);
        return;
    }
    const std::scoped_lock lock(mutex_);
    told_.recorded = recorder_->taken();
}

/// With writing_ held. why: nothing where it was wished.
result<> topic::end_recorder(std::optional<error> why)
{
    // It may wait for the disk until it is gone: outside of the lock.
    const auto ending = std::exchange(recorder_, nullptr);
    auto ended = ending->end();
    if (!why && !ended) why = ended.error();
    const std::scoped_lock lock(mutex_);
    told_.recorded = ending->taken();
    told_.recording.clear();
    if (why) {
        told_.recording_error = code_name(why->code());
        ++told_.broken_off;
    }
    return ended;
}

task<result<>> topic::sync(std::uint64_t from)
{
    if (!log_) co_return fail(errc::unsupported, "publish", "this server keeps no journals");
    auto work = [self = shared_from_this(), from]() -> result<> {
        self->write_waiting();
        {
            const std::scoped_lock lock(self->mutex_);
            if (from < self->lost_behind_) return self->lost_why_;
        }
        return self->log_->sync();
    };
    auto synced = co_await on_pool(pool_, std::move(work));
    co_return synced;
}

task<result<std::vector<stream::shared_message>>> topic::replay(std::uint64_t from,
                                                                std::size_t most)
{
    auto work = [self = shared_from_this(), from, most]() -> result<messages> {
        if (!self->log_) return messages();
        // What waits to be written may be what is asked for. Otherwise nobody waits for a slow
        // disk.
        if (self->log_->messages().next() <= from) self->write_waiting();
        return self->log_->messages().read(from, most);
    };
    auto read = co_await on_pool(pool_, std::move(work));
    co_return read;
}

task<result<std::uint64_t>> topic::find_time(std::int64_t time_ns)
{
    {
        const std::scoped_lock lock(mutex_);
        const bool held = !ring_.empty() && ring_.at(ring_.first())->time_ns() < time_ns;
        if (held || !log_) co_return ring_.find_time(time_ns);
    }
    auto work = [self = shared_from_this(), time_ns]() -> result<std::uint64_t> {
        const auto& kept = self->log_->messages();
        const auto found = kept.find_time(time_ns);
        if (!found || *found < kept.next()) return found;
        self->write_waiting();
        return kept.find_time(time_ns);
    };
    auto found = co_await on_pool(pool_, std::move(work));
    co_return found;
}

result<> topic::record(std::unique_ptr<topic_recorder> into)
{
    // What was published before is not in it.
    write_waiting();
    const std::scoped_lock writer(writing_);
    if (recorder_) return fail(errc::target_busy, "record", recorder_->target());
    const std::scoped_lock lock(mutex_);
    if (closed_) return *closed_;
    told_.recording = into->target();
    told_.recording_error.clear();
    told_.recorded = 0;
    recorder_ = std::move(into);
    return ok;
}

task<result<>> topic::end_recording()
{
    auto work = [self = shared_from_this()]() -> result<> {
        self->write_waiting();
        const std::scoped_lock writer(self->writing_);
        if (!self->recorder_) return fail(errc::not_found, "record", self->name_);
        return self->end_recorder(std::nullopt);
    };
    auto ended = co_await on_pool(pool_, std::move(work));
    co_return ended;
}

void topic::finish()
{
    write_waiting();
    {
        const std::scoped_lock writer(writing_);
        if (recorder_) {
            const auto ignored = end_recorder(std::nullopt);
            static_cast<void>(ignored);
        }
    }
    if (!log_) return;
    // Where this fails numbers are skipped, as after a kill.
    const auto ignored = log_->end(next());
    static_cast<void>(ignored);
}

void topic::drop_old(std::int64_t now_ns)
{
    if (log_) log_->drop_old(now_ns);
}

} // namespace sluice::server
