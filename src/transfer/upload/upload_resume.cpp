#include "transfer/upload/upload_steps.hpp"

#include <fcntl.h>

namespace sluice::transfer {
namespace {

constexpr unsigned most_candidates = 1000;

struct search {
    const storage::part_target& place;
    const state::upload_record& record;
    const completing_note& note;
    bool staged = false; // the bytes wait in incoming still
};

/// True if the file of this name is what the upload was about to become.
bool is_ours(const search& what, const std::string& name)
{
    const unique_fd file(::openat(what.place.folder->get(), name.c_str(),
                                  O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    if (!file) return false;
    const auto stamp = storage::stamp_of_open(file.get());
    if (!stamp || stamp->size != what.record.size) return false;
    if (stamp->device == what.note.device) return stamp->inode == what.note.inode;
    // Copied from another file system: only the bytes tell.
    const auto sha256 = sha256_of(file.get(), stamp->size);
    return what.staged && sha256 && *sha256 == what.note.sha256;
}

std::optional<std::string> find_ours(const search& what, storage::on_exists policy)
{
    auto name = what.place.name;
    for (unsigned number = 1; number < most_candidates; ++number) {
        if (is_ours(what, name)) return name;
        struct ::stat found{};
        const bool taken =
            ::fstatat(what.place.folder->get(), name.c_str(), &found, AT_SYMLINK_NOFOLLOW) == 0;
        if (!taken || policy != storage::on_exists::rename) break;
        name = storage::numbered_name(what.place.name, number);
    }
    return std::nullopt;
}

result<> sync_folders(upload_shared& shared, storage::shared_folder at)
{
    for (; at; at = at->above)
        if (shared.calls.sync_folder(at->get()) != 0)
            return storage::target_error("sync folder", {});
    return ok;
}

result<std::string> take_up(upload_shared& shared, upload_session& session, const search& what)
{
    const auto ours = find_ours(what, session.view().policy);
    if (ours) {
        const auto synced = sync_folders(shared, what.place.folder);
        if (!synced) return synced.error();
        return *ours;
    }
    if (!what.staged) return fail(errc::not_found, "resume upload", what.record.target);
    const auto file = session.file();
    if (!file) return file.error();
    return give_name(shared, session, (*file)->get());
}

} // namespace

result<published_upload> resume_publishing(upload_shared& shared, upload_session& session)
{
    const auto record = session.view().record;
    const auto note = completing_note_of(record.outcome);
    if (!note) return fail(errc::internal, "resume upload", record.outcome);
    const auto place = place_of(shared, record);
    if (!place) return place.error();
    struct ::stat found{};
    const bool staged =
        ::fstatat(shared.incoming->get(), record.id.c_str(), &found, AT_SYMLINK_NOFOLLOW) == 0;
    const search what{*place, record, *note, staged};
    const auto name = take_up(shared, session, what);
    if (!name && name.error() == errc::not_found) {
        const auto lost = fail(errc::io_failed, "resume upload", "the bytes are gone");
        [[maybe_unused]] const auto ignored = session.end(state::upload_phase::failed, lost);
        return lost;
    }
    if (!name && name.error() == errc::target_exists) {
        [[maybe_unused]] const auto ignored = session.move(state::upload_phase::open, {});
    }
    if (!name) return name.error();
    const arrival arrived{*name, {}, note->sha256};
    return record_arrival(shared, session, arrived);
}

} // namespace sluice::transfer
