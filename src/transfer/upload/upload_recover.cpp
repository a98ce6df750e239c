#include "async/on_pool.hpp"
#include "transfer/upload/upload_desk.hpp"

#include <dirent.h>
#include <fcntl.h>

namespace sluice::transfer {
namespace {

/// What ended is remembered so long: a client that comes late learns what became of its upload.
constexpr auto remembered = std::chrono::hours(24 * 7);

bool is_upload_id(std::string_view name)
{
    return name.size() == 32 && name.find_first_not_of("0123456789abcdef") == name.npos;
}

std::vector<std::string> names_in(int folder)
{
    std::vector<std::string> names;
    const int again = ::openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    auto* stream = again >= 0 ? ::fdopendir(again) : nullptr;
    if (stream == nullptr) return names;
    while (const auto* entry = ::readdir(stream))
        names.emplace_back(entry->d_name);
    ::closedir(stream);
    return names;
}

bool exists(int folder, const std::string& name)
{
    struct ::stat found{};
    return ::fstatat(folder, name.c_str(), &found, AT_SYMLINK_NOFOLLOW) == 0;
}

} // namespace

result<> upload_desk::recover()
{
    const auto unfinished = shared_.store.unfinished_uploads();
    if (!unfinished) return unfinished.error();
    for (const auto& record : *unfinished) {
        const auto taken = recover_one(record);
        if (!taken) return taken.error();
    }
    remove_orphans();
    return ok;
}

result<> upload_desk::recover_one(const state::upload_record& record)
{
    const auto ranges = shared_.store.ranges_of(record.id);
    if (!ranges) return ranges.error();
    target_claims::claim claim;
    if (record.place == state::upload_place::tree) {
        auto taken = shared_.claims.take(record.target);
        if (!taken) return taken.error();
        claim = std::move(*taken);
    }
    const auto session =
        std::make_shared<upload_session>(shared_, record, range_set(*ranges), std::move(claim));
    keep(session);
    if (record.phase == state::upload_phase::completing) {
        // What cannot be completed now stays for another attempt, or for its expiry.
        [[maybe_unused]] const auto ignored = resume_publishing(shared_, *session);
    } else if (!exists(shared_.incoming->get(), record.id)) {
        const auto lost = fail(errc::io_failed, "recover upload", "the bytes are gone");
        const auto ended = session->end(state::upload_phase::failed, lost);
        if (!ended) return ended.error();
    }
    drop_ended(session);
    return ok;
}

void upload_desk::remove_orphans()
{
    for (const auto& name : names_in(shared_.incoming->get()))
        if (is_upload_id(name) && !find(name))
            shared_.calls.unlink_at(shared_.incoming->get(), name.c_str());
    for (const auto& name : names_in(shared_.library->get())) {
        if (!is_upload_id(name) || find(name)) continue;
        const auto known = shared_.store.find_library_file(name);
        if (known && !*known) shared_.calls.unlink_at(shared_.library->get(), name.c_str());
    }
}

task<result<>> upload_desk::sweep()
{
    auto work = [this] { return sweep_now(); };
    auto swept = co_await on_pool(shared_.pool, std::move(work));
    co_return swept;
}

result<> upload_desk::sweep_now()
{
    const auto now = shared_.now_ns();
    std::vector<session_ptr> over;
    {
        const std::scoped_lock lock(mutex_);
        for (const auto& [id, session] : sessions_)
            if (session->view().record.expires_ns <= now) over.push_back(session);
    }
    for (const auto& session : over) {
        const auto mine = session->begin_completing();
        if (!mine) continue;
        const auto why = fail(errc::not_found, "upload", "its time was over");
        const auto ended = session->end(state::upload_phase::cancelled, why);
        if (!ended) session->completing_failed();
        drop_ended(session);
    }
    return shared_.store.forget_uploads(now - std::chrono::nanoseconds(remembered).count());
}

} // namespace sluice::transfer
