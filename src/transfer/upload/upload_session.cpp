#include "transfer/upload/upload_session.hpp"

#include <fcntl.h>

namespace sluice::transfer {
upload_session::upload_session(upload_shared& with, state::upload_record record, range_set durable,
                               target_claims::claim claim)
    : shared_(with),
      id_(record.id),
      size_(record.size),
      record_(std::move(record)),
      durable_(std::move(durable)),
      claim_(std::move(claim))
{
}

void upload_session::promise(const byte_buffer& sha256)
{
    const std::scoped_lock lock(mutex_);
    if (record_.expected_sha256.empty()) record_.expected_sha256 = sha256;
}

upload_view upload_session::view() const
{
    const std::scoped_lock lock(mutex_);
    upload_view seen;
    seen.record = record_;
    std::tie(seen.policy, seen.record.metadata) = unpack_metadata(record_.metadata);
    seen.durable = durable_;
    return seen;
}

std::uint64_t upload_session::epoch() const
{
    const std::scoped_lock lock(mutex_);
    return record_.epoch;
}

bool upload_session::covers(state::durable_range range) const
{
    const std::scoped_lock lock(mutex_);
    return durable_.covers(range);
}

std::uint64_t upload_session::prefix() const
{
    const std::scoped_lock lock(mutex_);
    return durable_.prefix();
}

result<std::shared_ptr<unique_fd>> upload_session::file()
{
    const std::scoped_lock lock(mutex_);
    if (auto open = file_.lock()) return open;
    auto opened = std::make_shared<unique_fd>(shared_.calls.open_at(
        shared_.incoming->get(), id_.c_str(), O_RDWR | O_NOFOLLOW | O_CLOEXEC, 0));
    if (!*opened) return storage::target_error("open upload", id_);
    file_ = opened;
    return opened;
}

std::shared_ptr<turnstile> upload_session::gate(std::optional<std::uint64_t> range)
{
    const std::scoped_lock lock(mutex_);
    std::erase_if(gates_, [](const auto& entry) { return entry.second.expired(); });
    auto& known = gates_[range];
    auto found = known.lock();
    if (!found) known = found = std::make_shared<turnstile>();
    return found;
}

result<> upload_session::hold(bool anew)
{
    // Two that raise the epoch at once would not know whose is the last; and mutex_ must not be
    // held while the store works.
    const std::scoped_lock one_by_one(taking_over_);
    {
        const std::scoped_lock lock(mutex_);
        if (held_ && !anew) return ok;
    }
    const auto taken = shared_.store.take_over(id_);
    if (!taken) return taken.error();
    const std::scoped_lock lock(mutex_);
    record_.epoch = *taken;
    held_ = true;
    return ok;
}

result<> upload_session::writable() const
{
    const std::scoped_lock lock(mutex_);
    if (ended_) return *ended_;
    if (completing_) return fail(errc::target_busy, "upload", "it is being completed");
    return ok;
}

result<> upload_session::begin_completing()
{
    const std::scoped_lock lock(mutex_);
    if (ended_) return *ended_;
    if (std::exchange(completing_, true))
        return fail(errc::target_busy, "upload", "it is being completed");
    return ok;
}

void upload_session::completing_failed()
{
    const std::scoped_lock lock(mutex_);
    completing_ = false;
}

result<> upload_session::move(state::upload_phase to, const std::string& outcome)
{
    std::uint64_t epoch = 0;
    auto from = state::upload_phase::open;
    {
        const std::scoped_lock lock(mutex_);
        if (ended_) return *ended_;
        epoch = record_.epoch;
        from = record_.phase;
    }
    const auto moved = shared_.store.move_upload(id_, epoch, from, to, outcome);
    if (!moved) return moved.error();
    const std::scoped_lock lock(mutex_);
    record_.phase = to;
    record_.outcome = outcome;
    return ok;
}

result<> upload_session::publish(const std::string& outcome, const state::ledger_record& entry)
{
    std::uint64_t epoch = 0;
    {
        const std::scoped_lock lock(mutex_);
        if (ended_) return *ended_;
        epoch = record_.epoch;
    }
    const auto published = shared_.store.publish_upload(id_, epoch, outcome, entry);
    if (!published) return published.error();
    const std::scoped_lock lock(mutex_);
    record_.phase = state::upload_phase::published;
    record_.outcome = outcome;
    return ok;
}

result<> upload_session::end(state::upload_phase to, const error& why)
{
    const auto outcome = code_name(why.code()) + ": " + why.raw_text();
    auto moved = move(to, outcome);
    if (!moved && moved.error() == errc::no_space) {
        // The store may share the full disk with the bytes; a kill here leaves an upload whose
        // bytes are gone, which the next start ends.
        shared_.calls.unlink_at(shared_.incoming->get(), id_.c_str());
        moved = move(to, outcome);
    }
    if (!moved) return moved.error();
    {
        const std::scoped_lock lock(mutex_);
        ended_ = why;
    }
    fence_all();
    shared_.calls.unlink_at(shared_.incoming->get(), id_.c_str());
    release();
    return ok;
}

void upload_session::release()
{
    const std::scoped_lock lock(mutex_);
    if (!ended_) ended_ = fail(errc::not_found, "upload", "it has ended");
    claim_ = {};
}

void upload_session::fence_all()
{
    std::vector<std::shared_ptr<turnstile>> open;
    {
        const std::scoped_lock lock(mutex_);
        for (const auto& [range, gate] : gates_)
            if (auto found = gate.lock()) open.push_back(std::move(found));
    }
    for (const auto& gate : open)
        gate->fence();
}

} // namespace sluice::transfer
