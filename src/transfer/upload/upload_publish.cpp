#include "transfer/upload/upload_publish.hpp"

#include "storage/adopt_file.hpp"
#include "transfer/upload/array_shelf.hpp"
#include "transfer/upload/upload_steps.hpp"

namespace sluice::transfer {
namespace {

result<> check_complete(const upload_view& seen)
{
    const auto missing = seen.durable.missing(seen.record.size);
    if (missing.empty()) return ok;
    std::string gaps;
    for (std::size_t i = 0; i < std::min<std::size_t>(missing.size(), 16); ++i)
        gaps += (i > 0 ? "," : "") + std::to_string(missing[i].first) + "-" +
                std::to_string(missing[i].past - 1);
    return fail(errc::unfinished, "upload", "missing bytes " + gaps);
}

/// Wrong content ends an upload; a failing disk does not.
result<> refuse(upload_session& session, const error& why)
{
    if (why != errc::checksum_mismatch && why != errc::type_refused &&
        why != errc::malformed_message)
        return why;
    const auto ended = session.end(state::upload_phase::failed, why);
    if (!ended) return ended.error();
    return why;
}

result<byte_buffer> judge(upload_shared& shared, upload_session& session, const upload_view& seen,
                          int file)
{
    auto sha256 = sha256_of(file, seen.record.size);
    if (!sha256) return sha256.error();
    const auto& expected = seen.record.expected_sha256;
    if (!expected.empty() && expected != *sha256) {
        const auto refused =
            refuse(session, fail(errc::checksum_mismatch, "complete", seen.record.target));
        return refused.error();
    }
    auto& rules = shared.rules_of(seen.record.place);
    const auto fits = rules.inspect(seen.record.target, file);
    if (!fits) {
        const auto refused = refuse(session, fits.error());
        return refused.error();
    }
    return sha256;
}

result<> to_completing(upload_shared& shared, upload_session& session, int file,
                       const byte_buffer& sha256)
{
    const auto note = made_durable(shared, file, sha256);
    if (!note && note.error().stage() == "sync upload") {
        [[maybe_unused]] const auto ignored =
            session.end(state::upload_phase::failed, note.error());
    }
    if (!note) return note.error();
    return session.move(state::upload_phase::completing, *note);
}

} // namespace

result<std::string> made_durable(upload_shared& shared, int file, const byte_buffer& sha256)
{
    if (shared.calls.sync_data(file) != 0) return storage::target_error("sync upload", {});
    const auto stamp = storage::stamp_of_open(file);
    if (!stamp) return stamp.error();
    return to_text(completing_note{sha256, stamp->device, stamp->inode});
}

result<std::string> give_name(upload_shared& shared, upload_session& session, int file)
{
    const auto seen = session.view();
    const auto place = place_of(shared, seen.record);
    if (!place) return place.error();
    if (seen.record.place == state::upload_place::array) {
        const auto expected = shared.arrays->expect(seen.record, seen.policy);
        if (!expected) return expected.error();
    }
    const storage::finished_file finished{shared.incoming->get(), seen.record.id, file,
                                          seen.record.size, storage::new_file_mode()};
    auto name = storage::adopt_file(shared.calls, finished, *place, seen.policy);
    if (name || name.error().stage() != "sync folder") return name;
    [[maybe_unused]] const auto ignored = session.end(state::upload_phase::failed, name.error());
    return name;
}

result<published_upload> publish_upload(upload_shared& shared, upload_session& session,
                                        const std::string& peer)
{
    const auto seen = session.view();
    const auto complete = check_complete(seen);
    if (!complete) return complete.error();
    const auto file = session.file();
    if (!file) return file.error();
    const int descriptor = (*file)->get();
    const auto sha256 = judge(shared, session, seen, descriptor);
    if (!sha256) return sha256.error();
    const auto moved = to_completing(shared, session, descriptor, *sha256);
    if (!moved) return moved.error();
    const auto name = give_name(shared, session, descriptor);
    if (!name) {
        [[maybe_unused]] const auto ignored = session.move(state::upload_phase::open, {});
        return name.error();
    }
    const arrival arrived{*name, peer, *sha256};
    return record_arrival(shared, session, arrived);
}

} // namespace sluice::transfer
