#include "transfer/upload/upload_desk.hpp"

#include "async/on_pool.hpp"

namespace sluice::transfer {

upload_desk::upload_desk(needs with, std::unique_ptr<storage::target_folder> served)
    : served_(std::move(served)),
      shared_{with.calls,         with.store, with.claims, with.pool, with.tree_rules,
              with.library_rules, *served_,   {},          {},        std::move(with.now_ns),
              with.arrays}
{
    apply(0, std::chrono::hours(24));
}

result<std::unique_ptr<upload_desk>> upload_desk::open(needs with, const places& where)
{
    auto served = storage::target_folder::open(with.calls, where.served);
    if (!served) return served.error();
    std::unique_ptr<upload_desk> made(new upload_desk(std::move(with), std::move(*served)));
    auto& shared = made->shared_;
    auto incoming = storage::target_folder::open(shared.calls, where.incoming);
    if (!incoming) return incoming.error();
    shared.incoming = *(*incoming)->folder({});
    auto library = storage::target_folder::open(shared.calls, where.library);
    if (!library) return library.error();
    shared.library = *(*library)->folder({});
    const auto recovered = made->recover();
    if (!recovered) return recovered.error();
    return made;
}

void upload_desk::apply(std::uint64_t quota, std::chrono::milliseconds expiry)
{
    shared_.quota = quota;
    shared_.expiry_ns = std::chrono::nanoseconds(expiry).count();
}

upload_desk::session_ptr upload_desk::find(const std::string& id) const
{
    const std::scoped_lock lock(mutex_);
    const auto at = sessions_.find(id);
    return at == sessions_.end() ? nullptr : at->second;
}

void upload_desk::keep(const session_ptr& made)
{
    const std::scoped_lock lock(mutex_);
    sessions_[made->id()] = made;
}

/// Ended uploads are looked up in the store.
void upload_desk::drop_ended(const session_ptr& session)
{
    const auto phase = session->view().record.phase;
    if (phase == state::upload_phase::open || phase == state::upload_phase::completing) return;
    const std::scoped_lock lock(mutex_);
    sessions_.erase(session->id());
}

task<result<upload_view>> upload_desk::create(upload_order order)
{
    auto work = [this, order = std::move(order)] { return create_now(order); };
    auto made = co_await on_pool(shared_.pool, std::move(work));
    co_return made;
}

task<result<upload_view>> upload_desk::status(std::string id)
{
    if (const auto session = find(id)) co_return session->view();
    auto work = [this, id = std::move(id)] { return status_now(id); };
    auto seen = co_await on_pool(shared_.pool, std::move(work));
    co_return seen;
}

result<upload_view> upload_desk::status_now(const std::string& id)
{
    auto found = shared_.store.find_upload(id);
    if (!found) return found.error();
    if (!*found) return fail(errc::not_found, "upload", id);
    upload_view seen;
    seen.record = std::move(**found);
    std::tie(seen.policy, seen.record.metadata) = unpack_metadata(seen.record.metadata);
    return seen;
}

task<result<upload_view>> upload_desk::find_by_key(std::string door, std::string owner,
                                                   std::string key)
{
    auto work = [this, door = std::move(door), owner = std::move(owner), key = std::move(key)] {
        const auto found = shared_.store.find_upload_by_key(door, owner, key);
        if (!found) return result<upload_view>(found.error());
        if (!*found) return result<upload_view>(fail(errc::not_found, "upload", key));
        if (const auto session = find((*found)->id)) return result<upload_view>(session->view());
        return status_now((*found)->id);
    };
    auto seen = co_await on_pool(shared_.pool, std::move(work));
    co_return seen;
}

task<result<published_upload>> upload_desk::complete(std::string id, std::string peer,
                                                     byte_buffer sha256)
{
    auto work = [this, id = std::move(id), peer = std::move(peer), sha256 = std::move(sha256)] {
        return complete_now(id, peer, sha256);
    };
    auto made = co_await on_pool(shared_.pool, std::move(work));
    co_return made;
}

result<published_upload> upload_desk::complete_now(const std::string& id, const std::string& peer,
                                                   const byte_buffer& sha256)
{
    const auto session = find(id);
    if (!session) {
        const auto seen = status_now(id);
        if (!seen) return seen.error();
        if (seen->record.phase == state::upload_phase::published)
            return published_as(shared_, seen->record);
        return fail(errc::not_found, "upload", seen->record.outcome);
    }
    if (session->view().record.place == state::upload_place::none)
        return fail(errc::bad_usage, "complete", "it is a part of another upload");
    const auto mine = session->begin_completing();
    if (!mine) return mine.error();
    if (!sha256.empty()) session->promise(sha256);
    const bool again = session->view().record.phase == state::upload_phase::completing;
    auto made =
        again ? resume_publishing(shared_, *session) : publish_upload(shared_, *session, peer);
    if (!made) session->completing_failed();
    drop_ended(session);
    return made;
}

task<result<>> upload_desk::cancel(std::string id)
{
    const auto session = find(id);
    if (!session) co_return fail(errc::not_found, "upload", id);
    auto work = [this, session] {
        // So that a completion cannot be under way.
        const auto mine = session->begin_completing();
        if (!mine) return mine;
        const auto why = fail(errc::not_found, "upload", "it was cancelled");
        auto ended = session->end(state::upload_phase::cancelled, why);
        if (!ended) session->completing_failed();
        drop_ended(session);
        return ended;
    };
    auto ended = co_await on_pool(shared_.pool, std::move(work));
    co_return ended;
}

} // namespace sluice::transfer
