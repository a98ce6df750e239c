#include "server/pickup/pickup_archive.hpp"

#include "storage/adopt_file.hpp"

#include <dirent.h>
#include <fcntl.h>

#include <cerrno>
#include <map>
#include <optional>

namespace sluice::server {
namespace {

struct dir_closer {
    void operator()(DIR* d) const { ::closedir(d); }
};

/// A folder of a project.
result<storage::shared_folder> open_below(const storage::root& files, const std::string& path)
{
    const auto safe = storage::check_path(path);
    if (!safe) return safe.error();
    auto opened = files.open_folder(*safe);
    if (!opened) return opened.error();
    auto made = std::make_shared<storage::open_folder>();
    made->descriptor = std::move(*opened);
    return made;
}

result<storage::shared_folder> open_or_make(storage::file_calls& calls, const storage::root& files,
                                            const std::string& project)
{
    auto above = open_below(files, project);
    if (!above) return above;
    if (calls.make_folder((*above)->get(), "archive") == 0) {
        if (calls.sync_folder((*above)->get()) != 0)
            return storage::target_error("sync folder", project);
    } else if (errno != EEXIST) {
        return storage::target_error("create", project + "/archive");
    }
    return open_below(files, project + "/archive");
}

std::optional<storage::file_stamp> stamp_at(int folder, const std::string& name)
{
    struct ::stat found{};
    if (::fstatat(folder, name.c_str(), &found, AT_SYMLINK_NOFOLLOW) != 0) return std::nullopt;
    if (!S_ISREG(found.st_mode)) return std::nullopt;
    return storage::stamp_of(found);
}

/// Moving a file changes ctime and nothing else.
bool is_same_content(const storage::file_stamp& stamp, const state::digest_key& version)
{
    return stamp.device == version.device && stamp.inode == version.inode &&
           stamp.size == version.size && stamp.modified_ns == version.modified_ns;
}

/// The moves of one offer.
class moves {
public:
    moves(storage::file_calls& calls, storage::shared_folder bar, storage::shared_folder archive)
        : calls_(calls),
          bar_(std::move(bar)),
          archive_(std::move(archive))
    {
    }

    result<> move(state::pickup_file& file)
    {
        const auto stamp = stamp_at(bar_->get(), file.name);
        if (!stamp || stamp->inode != file.version.inode) {
            file.archived_as = find_moved(file);
            return ok;
        }
        if (!is_same_content(*stamp, file.version) || stamp->changed_ns != file.version.changed_ns)
            return ok;
        const auto named = storage::take_name(calls_, {bar_->get(), file.name.c_str()},
                                              {archive_, file.name}, storage::on_exists::rename);
        if (!named && named.error() == errc::not_found) return ok; // somebody took it away
        if (!named) return named.error();
        // Written to between the look and the move: it is new, and goes back.
        const auto moved = stamp_at(archive_->get(), *named);
        if (moved && !is_same_content(*moved, file.version)) return move_back(*named, file.name);
        file.archived_as = *named;
        return ok;
    }

    result<> make_durable()
    {
        // The new name first: a power cut between the two leaves both, and never none.
        for (const auto& folder : {archive_, bar_})
            if (calls_.sync_folder(folder->get()) != 0)
                return storage::target_error("sync folder", "archive");
        return ok;
    }

private:
    result<> move_back(const std::string& from, const std::string& to)
    {
        const auto back = storage::take_name(calls_, {archive_->get(), from.c_str()}, {bar_, to},
                                             storage::on_exists::rename);
        if (!back) return back.error();
        return ok;
    }

    /// The name of what an earlier attempt moved; empty: it is not here.
    std::string find_moved(const state::pickup_file& file)
    {
        if (!by_inode_) read_names();
        const auto at = by_inode_->find(file.version.inode);
        if (at == by_inode_->end()) return {};
        const auto stamp = stamp_at(archive_->get(), at->second);
        return stamp && is_same_content(*stamp, file.version) ? at->second : std::string();
    }

    void read_names()
    {
        by_inode_.emplace();
        unique_fd own(::openat(archive_->get(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
        std::unique_ptr<DIR, dir_closer> all(own ? ::fdopendir(own.get()) : nullptr);
        if (!all) return;
        static_cast<void>(own.release());
        while (const auto* found = ::readdir(all.get()))
            by_inode_->emplace(found->d_ino, found->d_name);
    }

    storage::file_calls& calls_;
    storage::shared_folder bar_;
    storage::shared_folder archive_;
    std::optional<std::map<std::uint64_t, std::string>> by_inode_;
};

} // namespace

result<state::pickup_offer> put_away(storage::file_calls& calls, const storage::root& files,
                                     state::pickup_offer offer)
{
    const auto bar = open_below(files, offer.project + "/bar");
    // Somebody removed it with all that was in it.
    if (!bar && bar.error() == errc::not_found) return offer;
    if (!bar) return bar.error();
    const auto archive = open_or_make(calls, files, offer.project);
    if (!archive) return archive.error();
    moves all(calls, *bar, *archive);
    for (auto& file : offer.files) {
        const auto moved = all.move(file);
        if (!moved) return moved.error();
    }
    const auto synced = all.make_durable();
    if (!synced) return synced.error();
    return offer;
}

} // namespace sluice::server
