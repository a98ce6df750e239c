#pragma once

#include "base/unique_fd.hpp"
#include "client/schedule/run_history.hpp"

#include <filesystem>
#include <map>
#include <mutex>

namespace sluice::client {

/// What schedules must not forget, in a folder of its own: `history.jsonl` with a line for each
/// run, its predecessor `history.1.jsonl`, and for each schedule a small document of what it
/// knows. Thread-safe.
class schedule_state {
public:
    /// For the one program that runs schedules. Errors: target_busy (another one does),
    /// not_writable, no_space.
    static result<std::unique_ptr<schedule_state>> open(const std::filesystem::path& folder);

    /// The runs that the histories in a folder tell of, oldest first; needs no lock. name empty:
    /// of all schedules. At most `most`, the newest.
    static std::vector<run_record> history(const std::filesystem::path& folder,
                                           const std::string& name, std::size_t most);

    /// Adds a run to the history. A full disk costs the line, not the run: errors say so only.
    result<void> record(const run_record& run);

    /// The last due time that a schedule is known to have run for.
    std::optional<schedule::wall_time> last_due(const std::string& name) const;

    /// A document of a schedule, as it was stored; null if there is none or it is damaged.
    /// kind: "known", "pickup".
    nlohmann::json load(const std::string& name, std::string_view kind) const;

    /// Stores it, durably and all at once; null removes it. Errors: no_space, not_writable,
    /// io_failed.
    result<void> store(const std::string& name, std::string_view kind,
                       const nlohmann::json& document);

    const std::filesystem::path& folder() const { return path_; }

private:
    schedule_state(std::filesystem::path path, unique_fd folder, unique_fd lock);

    result<void> rotate();
    std::string file_name(const std::string& name, std::string_view kind) const;

    std::filesystem::path path_;
    unique_fd folder_;
    unique_fd lock_;
    mutable std::mutex mutex_;
    std::map<std::string, schedule::wall_time> last_due_;
};

/// --state, or schedule below the user's state folder (XDG_STATE_HOME). Errors: bad_configuration
/// where neither is known.
result<std::filesystem::path> schedule_state_folder(const std::string& setting);

} // namespace sluice::client
