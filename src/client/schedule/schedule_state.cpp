#include "client/schedule/schedule_state.hpp"

#include "storage/target_folder.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <algorithm>
#include <deque>
#include <fstream>

namespace sluice::client {
namespace {

constexpr auto newest = "history.jsonl";
constexpr auto older = "history.1.jsonl";

/// Two files of this size are kept.
constexpr off_t most_history = off_t{4} << 20U;
constexpr std::size_t longest_line = 16384;
constexpr std::size_t largest_document = std::size_t{64} << 20U;

result<void> write_all(int file, std::string_view text)
{
    while (!text.empty()) {
        const auto wrote = ::write(file, text.data(), text.size());
        if (wrote < 0 && errno == EINTR) continue;
        if (wrote < 0) return storage::target_error("write", "state");
        text.remove_prefix(static_cast<std::size_t>(wrote));
    }
    return ok;
}

template <class Take>
void each_record(const std::filesystem::path& folder, Take take)
{
    for (const auto* name : {older, newest}) {
        std::ifstream file(folder / name, std::ios::binary);
        std::string line;
        while (std::getline(file, line))
            if (line.size() <= longest_line)
                if (auto record = parse_record(line)) take(std::move(*record));
    }
}

std::string line_of(const run_record& run)
{
    using json = nlohmann::ordered_json;
    auto cut = run;
    cut.detail.resize(std::min<std::size_t>(cut.detail.size(), 1000));
    return to_json(cut).dump(-1, ' ', true, json::error_handler_t::replace) + "\n";
}

} // namespace

schedule_state::schedule_state(std::filesystem::path path, unique_fd folder, unique_fd lock)
    : path_(std::move(path)),
      folder_(std::move(folder)),
      lock_(std::move(lock))
{
    each_record(path_, [this](run_record one) {
        if (one.reason == schedule::name_of(schedule::run_reason::manual)) return;
        auto& last = last_due_[one.schedule];
        last = std::max(last, one.due);
    });
}

result<std::unique_ptr<schedule_state>> schedule_state::open(const std::filesystem::path& folder)
{
    std::error_code bad;
    std::filesystem::create_directories(folder, bad);
    unique_fd opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!opened) return storage::target_error("state", folder.string());
    unique_fd lock(::openat(opened.get(), "lock", O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!lock) return storage::target_error("state", (folder / "lock").string());
    if (::flock(lock.get(), LOCK_EX | LOCK_NB) != 0)
        return fail(errc::target_busy, "state",
                    folder.string() + " is used by another sluice-client schedule");
    return std::unique_ptr<schedule_state>(
        new schedule_state(folder, std::move(opened), std::move(lock)));
}

std::vector<run_record> schedule_state::history(const std::filesystem::path& folder,
                                                const std::string& name, std::size_t most)
{
    std::deque<run_record> kept;
    each_record(folder, [&](run_record one) {
        if (!name.empty() && one.schedule != name) return;
        kept.push_back(std::move(one));
        if (kept.size() > most) kept.pop_front();
    });
    return {kept.begin(), kept.end()};
}

result<void> schedule_state::rotate()
{
    if (::renameat(folder_.get(), newest, folder_.get(), older) != 0)
        return storage::target_error("rename", older);
    return ok;
}

result<void> schedule_state::record(const run_record& run)
{
    const std::scoped_lock lock(mutex_);
    if (run.reason != schedule::name_of(schedule::run_reason::manual))
        last_due_[run.schedule] = std::max(last_due_[run.schedule], run.due);
    const unique_fd file(::openat(folder_.get(), newest,
                                  O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600));
    struct ::stat found{};
    if (!file || ::fstat(file.get(), &found) != 0)
        return storage::target_error("history", path_.string());
    // A line that a kill cut short must not swallow this one.
    char last = '\n';
    if (found.st_size > 0) static_cast<void>(::pread(file.get(), &last, 1, found.st_size - 1));
    const auto wrote = write_all(file.get(), (last == '\n' ? "" : "\n") + line_of(run));
    if (!wrote) return wrote;
    return found.st_size > most_history ? rotate() : result<void>(ok);
}

std::optional<schedule::wall_time> schedule_state::last_due(const std::string& name) const
{
    const std::scoped_lock lock(mutex_);
    const auto found = last_due_.find(name);
    return found == last_due_.end() ? std::nullopt : std::optional(found->second);
}

std::string schedule_state::file_name(const std::string& name, std::string_view kind) const
{
    return name + "." + std::string(kind) + ".json";
}

nlohmann::json schedule_state::load(const std::string& name, std::string_view kind) const
{
    std::ifstream file(path_ / file_name(name, kind), std::ios::binary);
    if (!file) return nullptr;
    std::string text;
    char piece[65536];
    while (file.read(piece, sizeof piece) || file.gcount() > 0) {
        text.append(piece, static_cast<std::size_t>(file.gcount()));
        if (text.size() > largest_document) return nullptr;
    }
    auto read = nlohmann::json::parse(text, nullptr, false);
    return read.is_object() ? read : nlohmann::json();
}

result<void> schedule_state::store(const std::string& name, std::string_view kind,
                                   const nlohmann::json& document)
{
    const std::scoped_lock lock(mutex_);
    const auto final_name = file_name(name, kind);
    if (document.is_null()) {
        if (::unlinkat(folder_.get(), final_name.c_str(), 0) != 0 && errno != ENOENT)
            return storage::target_error("remove", final_name);
        if (::fsync(folder_.get()) != 0) return storage::target_error("sync", final_name);
        return ok;
    }
    const auto fresh = "." + final_name + ".part";
    const unique_fd file(::openat(folder_.get(), fresh.c_str(),
                                  O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!file) return storage::target_error("create", final_name);
    const auto wrote = write_all(
        file.get(), document.dump(-1, ' ', true, nlohmann::json::error_handler_t::replace));
    if (!wrote) return wrote;
    if (::fsync(file.get()) != 0) return storage::target_error("sync", final_name);
    if (::renameat(folder_.get(), fresh.c_str(), folder_.get(), final_name.c_str()) != 0)
        return storage::target_error("rename", final_name);
    if (::fsync(folder_.get()) != 0) return storage::target_error("sync", final_name);
    return ok;
}

result<std::filesystem::path> schedule_state_folder(const std::string& setting)
{
    if (!setting.empty()) return std::filesystem::path(setting);
    const char* state = std::getenv("XDG_STATE_HOME");
    if (state && *state == '/') return std::filesystem::path(state) / "sluice" / "schedule";
    const char* home = std::getenv("HOME");
    if (home && *home) return std::filesystem::path(home) / ".local/state/sluice/schedule";
    return fail(errc::bad_configuration, "state", "no HOME: --state names the folder");
}

} // namespace sluice::client
