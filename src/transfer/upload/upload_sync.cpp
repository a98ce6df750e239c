#include "transfer/upload/upload_session.hpp"

namespace sluice::transfer {

sync_ticket upload_session::make_durable(asio::any_io_executor on,
                                         std::vector<state::durable_range> written)
{
    auto answer = std::make_shared<sync_answer>(std::move(on));
    const std::scoped_lock lock(mutex_);
    wishes_.push_back({std::move(written), answer});
    if (!std::exchange(syncing_, true)) post_round();
    return answer;
}

void upload_session::post_round()
{
    asio::post(shared_.pool, [self = shared_from_this()] { self->sync_round(); });
}

/// Everything in the wishes was written before, so that this fdatasync covers it; what comes
/// meanwhile waits for the next round.
void upload_session::sync_round()
{
    std::vector<wish> taken;
    {
        const std::scoped_lock lock(mutex_);
        taken.swap(wishes_);
    }
    std::vector<state::durable_range> ranges;
    for (const auto& w : taken)
        ranges.insert(ranges.end(), w.ranges.begin(), w.ranges.end());
    auto outcome = ranges.empty() ? result<>(ok) : sync_file();
    if (outcome) outcome = commit(ranges);
    for (const auto& w : taken) {
        w.answer->outcome = outcome;
        w.answer->bell->ring();
    }
    const std::scoped_lock lock(mutex_);
    if (wishes_.empty())
        syncing_ = false;
    else
        post_round();
}

/// After a failure nobody knows which bytes are lost, and a second call would claim that none are
/// (fsync(2)): the upload ends.
result<> upload_session::sync_file()
{
    const auto open = file();
    if (!open) return open.error();
    if (shared_.calls.sync_data((*open)->get()) == 0) return ok;
    const auto why = storage::target_error("sync upload", id_);
    [[maybe_unused]] const auto ignored = end(state::upload_phase::failed, why);
    return why;
}

result<> upload_session::commit(const std::vector<state::durable_range>& ranges)
{
    if (ranges.empty()) return ok;
    const auto expires = shared_.now_ns() + shared_.expiry_ns;
    const auto noted = shared_.store.commit_ranges(id_, epoch(), ranges, expires);
    if (!noted) return noted.error();
    const std::scoped_lock lock(mutex_);
    for (const auto& range : ranges)
        durable_.add(range);
    record_.expires_ns = expires;
    return ok;
}

result<> upload_session::note_now(const std::vector<state::durable_range>& written)
{
    const auto synced = sync_file();
    if (!synced) return synced.error();
    return commit(written);
}

task<result<>> answered(sync_ticket ticket, deadline limit)
{
    const bool rung = co_await ticket->bell->wait(limit);
    if (!rung) co_return fail(errc::timed_out, "sync upload");
    co_return ticket->outcome;
}

} // namespace sluice::transfer
