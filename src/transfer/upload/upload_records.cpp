#include "storage/file_type.hpp"
#include "transfer/upload/array_shelf.hpp"
#include "transfer/upload/upload_steps.hpp"

#include <fcntl.h>

namespace sluice::transfer {
namespace {

result<published_upload> look_at(upload_shared& shared, const state::upload_record& record,
                                 const arrival& arrived)
{
    const auto place = place_of(shared, record);
    if (!place) return place.error();
    const unique_fd file(::openat(place->folder->get(), arrived.name.c_str(),
                                  O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    if (!file) return fail_errno("published upload", arrived.name);
    const auto stamp = storage::stamp_of_open(file.get());
    if (!stamp) return stamp.error();
    published_upload made{.id = record.id,
                          .name = record.target,
                          .size = record.size,
                          .sha256 = arrived.sha256,
                          .stamp = *stamp,
                          .content_type = {}};
    if (record.place == state::upload_place::tree) {
        const auto slash = record.target.rfind('/');
        const auto above = slash == std::string::npos ? "" : record.target.substr(0, slash + 1);
        made.name = above + arrived.name;
        return made;
    }
    if (record.place == state::upload_place::array) return made;
    const auto type = storage::media_type_of(file.get());
    made.content_type = type ? *type : "application/octet-stream";
    return made;
}

result<> into_library(upload_shared& shared, const state::upload_record& record,
                      const published_upload& made)
{
    if (record.place != state::upload_place::library) return ok;
    const auto known = shared.store.find_library_file(made.id);
    if (!known) return known.error();
    if (*known) return ok;
    const state::library_record entry{made.id,     made.name,    made.size,      made.content_type,
                                      made.sha256, record.owner, shared.now_ns()};
    return shared.store.add_library_file(entry);
}

/// Under the name that it gets: another upload may have been faster, and then this one has failed.
result<> into_arrays(upload_shared& shared, upload_session& session, published_upload& made)
{
    const auto seen = session.view();
    if (seen.record.place != state::upload_place::array) return ok;
    const auto name = shared.arrays->enter(seen);
    if (name) {
        made.name = *name;
        return ok;
    }
    if (name.error() == errc::target_exists || name.error() == errc::over_quota) {
        shared.calls.unlink_at(shared.arrays->folder()->get(), made.id.c_str());
        [[maybe_unused]] const auto ignored =
            session.end(state::upload_phase::failed, name.error());
    }
    return name.error();
}

state::ledger_record ledger_entry(const upload_shared& shared, const state::upload_record& record,
                                  const published_upload& made, const arrival& arrived)
{
    state::ledger_record entry;
    entry.who = record.owner;
    entry.peer = arrived.peer;
    entry.what = made.name;
    entry.direction = "up";
    entry.door = record.door;
    entry.digest_kind = "sha256";
    entry.root_digest = made.sha256;
    entry.bytes = made.size;
    entry.started_ns = record.created_ns;
    entry.ended_ns = shared.now_ns();
    entry.result = "ok";
    return entry;
}

} // namespace

result<published_upload> record_arrival(upload_shared& shared, upload_session& session,
                                        const arrival& arrived)
{
    const auto record = session.view().record;
    auto made = look_at(shared, record, arrived);
    if (!made) return made.error();
    const auto entered_array = into_arrays(shared, session, *made);
    if (!entered_array) return entered_array.error();
    const auto listed = into_library(shared, record, *made);
    if (!listed) return listed.error();
    const auto entry = ledger_entry(shared, record, *made, arrived);
    const auto published = session.publish(made->name, entry);
    if (!published) return published.error();
    // Only on another file system the bytes are still there; else this finds nothing.
    shared.calls.unlink_at(shared.incoming->get(), record.id.c_str());
    const auto& stamp = made->stamp;
    const state::digest_key key{stamp.device, stamp.inode, stamp.size, stamp.modified_ns,
                                stamp.changed_ns};
    [[maybe_unused]] const auto ignored = shared.store.remember_sha256(key, made->sha256);
    session.release();
    return made;
}

} // namespace sluice::transfer
