#include "zip/unpack.hpp"

#include "base/crc32.hpp"
#include "storage/adopt_file.hpp"
#include "storage/part_name.hpp"
#include "storage/read_file.hpp"
#include "zip/archive_reader.hpp"
#include "zip/layout.hpp"
#include "zip/staging_folder.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <set>

namespace sluice::zip {
namespace {

constexpr std::size_t buffer_bytes = 256U << 10U;

/// Files up to this many are synced one by one; for more, syncing the file system is quicker.
constexpr std::size_t few_files = 8;

bool has_part_name(std::string_view name)
{
    for (; !name.empty(); name.remove_prefix(std::min(name.size(), name.find('/') + 1))) {
        const auto slash = name.find('/');
        if (storage::is_part_name(name.substr(0, slash))) return true;
        if (slash == name.npos) return false;
    }
    return false;
}

/// Counts bytes against what an archive of a size may hold.
class byte_budget {
public:
    byte_budget(const unpack_limits& limits, std::uint64_t archive_bytes) : most_(limits.bytes)
    {
        const auto by_ratio =
            archive_bytes > limits.bytes / std::max<std::uint64_t>(limits.ratio, 1)
                ? limits.bytes
                : archive_bytes * limits.ratio;
        most_ = std::min(most_, std::max(by_ratio, limits.free_bytes));
    }

    result<> take(std::uint64_t bytes, const std::string& name)
    {
        if (bytes > most_ - taken_)
            return fail(errc::too_large, "unzip", name + " makes it more than is taken");
        taken_ += bytes;
        return ok;
    }

private:
    std::uint64_t most_;
    std::uint64_t taken_ = 0;
};

/// All members of an archive, if they may be unpacked as far as their records tell.
result<std::vector<member>> list_members(int file, const unpack_limits& limits, byte_budget budget)
{
    std::vector<member> all;
    const auto empty = is_empty_archive(file);
    if (!empty) return empty.error();
    if (*empty) return all;
    auto reader = archive_reader::open(file);
    if (!reader) return reader.error();
    while (true) {
        auto one = reader->next();
        if (!one) return one.error();
        if (!*one) break;
        if (all.size() >= limits.entries)
            return fail(errc::too_large, "unzip", "more entries than are taken");
        const auto fits = budget.take((*one)->size, (*one)->name);
        if (!fits) return fits.error();
        if (has_part_name((*one)->name)) return fail(errc::bad_name, "unzip", (*one)->name);
        all.push_back(std::move(**one));
    }
    const auto judged = judge_names(all);
    if (!judged) return judged.error();
    return all;
}

/// One archive on its way into a folder.
class unpacking {
public:
    unpacking(storage::file_calls& calls, storage::target_folder& into, const unpack_limits& limits,
              std::vector<member> members)
        : calls_(calls),
          into_(into),
          limits_(limits),
          members_(std::move(members)),
          mode_(storage::new_file_mode()),
          buffer_(buffer_bytes)
    {
    }

    /// Writes and verifies all files where nobody sees them.
    result<> write_all(const unpack_source& from, byte_budget budget);

    /// Gives them their names.
    result<unpack_report> publish();

private:
    result<> write_one(archive_reader& from, std::size_t number, byte_budget& budget);
    result<> write_bytes(int to, std::uint64_t at, byte_view bytes);
    result<> make_durable();
    result<> place(std::size_t number);
    bool is_there(const storage::part_target& at, const unpacked_file& file) const;
    result<> sync_folders();

    storage::file_calls& calls_;
    storage::target_folder& into_;
    const unpack_limits& limits_;
    std::vector<member> members_;
    mode_t mode_;
    byte_buffer buffer_;
    std::unique_ptr<staging_folder> staging_;
    std::vector<unpacked_file> written_; // by number of the member
    std::set<storage::shared_folder> touched_;
};

result<> unpacking::write_bytes(int to, std::uint64_t at, byte_view bytes)
{
    while (!bytes.empty()) {
        const auto wrote = calls_.write_at(to, bytes.data(), bytes.size(), static_cast<off_t>(at));
        if (wrote < 0 && errno == EINTR) continue;
        if (wrote < 0) return fail_errno("write");
        bytes = bytes.subspan(static_cast<std::size_t>(wrote));
        at += static_cast<std::uint64_t>(wrote);
    }
    return ok;
}

result<> unpacking::write_one(archive_reader& from, std::size_t number, byte_budget& budget)
{
    const auto& what = members_[number];
    auto& made = written_[number];
    made.name = what.name;
    const unique_fd to(calls_.open_at(staging_->descriptor(), std::to_string(number).c_str(),
                                      O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode_));
    if (!to) return storage::target_error("create", what.name);
    while (true) {
        const auto got = from.read(buffer_);
        if (!got) return fail(got.error().code(), "unzip", what.name + ": " + got.error().detail());
        if (*got == 0) break;
        // The size in the record is a claim: what really comes is counted.
        const auto fits = budget.take(*got, what.name);
        if (!fits) return fits.error();
        const auto bytes = byte_view(buffer_).first(*got);
        const auto put = write_bytes(to.get(), made.size, bytes);
        if (!put) return storage::target_error("write", what.name);
        made.size += *got;
        made.crc32 = crc32(bytes, made.crc32);
    }
    if (made.size != what.size) return fail(errc::checksum_mismatch, "unzip", what.name);
    const std::array<timespec, 2> times{timespec{0, UTIME_OMIT},
                                        timespec{what.modified_ns / 1'000'000'000, 0}};
    if (what.modified_ns >= 0) ::futimens(to.get(), times.data());
    if (limits_.durable && members_.size() <= few_files && calls_.sync_data(to.get()) != 0)
        return storage::target_error("sync", what.name);
    return ok;
}

result<> unpacking::write_all(const unpack_source& from, byte_budget budget)
{
    const auto self = into_.folder({});
    if (!self) return self.error();
    auto staging = staging_folder::open(calls_, *self, from.name);
    if (!staging) return staging.error();
    staging_ = std::move(*staging);
    written_.resize(members_.size());
    auto reader = archive_reader::open(from.file);
    if (!reader) return reader.error();
    for (std::size_t i = 0; i < members_.size(); ++i) {
        const auto one = reader->next();
        if (!one) return one.error();
        if (!*one || (*one)->name != members_[i].name || (*one)->size != members_[i].size)
            return fail(errc::source_changed, "unzip", members_[i].name);
        if (members_[i].is_folder()) continue;
        const auto done = write_one(*reader, i, budget);
        if (!done) return done.error();
    }
    return make_durable();
}

result<> unpacking::make_durable()
{
    if (!limits_.durable || members_.size() <= few_files) return ok;
    if (calls_.sync_file_system(staging_->descriptor()) != 0)
        return storage::target_error("sync", into_.path());
    return ok;
}

bool unpacking::is_there(const storage::part_target& at, const unpacked_file& file) const
{
    const unique_fd old(::openat(at.folder->get(), at.name.c_str(),
                                 O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_NOCTTY | O_CLOEXEC));
    struct ::stat found{};
    if (!old || ::fstat(old.get(), &found) != 0 || !S_ISREG(found.st_mode)) return false;
    if (static_cast<std::uint64_t>(found.st_size) != file.size) return false;
    byte_buffer buffer(buffer_bytes);
    std::uint32_t sum = 0;
    for (std::uint64_t offset = 0; offset < file.size;) {
        const auto got = storage::read_at(old.get(), offset, buffer);
        if (!got || *got == 0) return false;
        sum = crc32(byte_view(buffer).first(*got), sum);
        offset += *got;
    }
    return sum == file.crc32;
}

result<> unpacking::place(std::size_t number)
{
    const auto path = storage::check_path(members_[number].name);
    if (!path) return path.error();
    const bool folder = members_[number].is_folder();
    const auto below = into_.folder(folder ? *path : path->folder());
    if (!below) return below.error();
    touched_.insert(*below);
    if (folder) return ok;
    auto& file = written_[number];
    const storage::part_target to{*below, std::string(path->name())};
    if (is_there(to, file)) {
        file.was_there = true;
        file.placed_as = path->text();
        return ok;
    }
    const auto staged = std::to_string(number);
    const auto named =
        storage::take_name(calls_, {staging_->descriptor(), staged.c_str()}, to, limits_.policy);
    const bool skipped = !named && limits_.policy == storage::on_exists::skip &&
                         named.error() == errc::target_exists;
    if (skipped) return ok;
    if (!named) return named.error();
    const auto above = path->folder().text();
    file.placed_as = above.empty() ? *named : above + "/" + *named;
    return ok;
}

result<> unpacking::sync_folders()
{
    if (!limits_.durable) return ok;
    for (const auto& folder : touched_)
        if (!storage::sync_names(calls_, folder))
            return storage::target_error("sync folder", into_.path());
    return ok;
}

result<unpack_report> unpacking::publish()
{
    unpack_report report;
    for (std::size_t i = 0; i < members_.size(); ++i) {
        const auto placed = place(i);
        if (!placed) return placed.error();
        if (members_[i].is_folder()) {
            ++report.folders;
            continue;
        }
        report.bytes += written_[i].size;
        report.files.push_back(std::move(written_[i]));
    }
    const auto synced = sync_folders();
    if (!synced) return synced.error();
    return report;
}

} // namespace

result<unpack_report> unpack(storage::file_calls& calls, const unpack_source& from,
                             storage::target_folder& into, const unpack_limits& limits)
{
    struct ::stat found{};
    if (::fstat(from.file, &found) != 0) return fail_errno("unzip", from.name);
    const byte_budget budget(limits, static_cast<std::uint64_t>(found.st_size));
    auto members = list_members(from.file, limits, budget);
    if (!members) return members.error();
    if (members->empty()) return unpack_report();
    unpacking one(calls, into, limits, std::move(*members));
    const auto written = one.write_all(from, budget);
    if (!written) return written.error();
    return one.publish();
}

} // namespace sluice::zip
