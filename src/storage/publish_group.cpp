#include "storage/publish_group.hpp"

#include <map>
#include <set>

namespace sluice::storage {
namespace {

constexpr std::size_t enough_for_syncfs = 8;

dev_t device_of(int file)
{
    struct ::stat found{};
    return ::fstat(file, &found) == 0 ? found.st_dev : 0;
}

/// One error for all files of the group where the shared sync failed.
result<void> sync_together(file_calls& calls, const std::vector<std::unique_ptr<part_file>>& files)
{
    std::set<dev_t> done;
    for (const auto& f : files) {
        if (!done.insert(device_of(f->descriptor())).second) continue;
        if (calls.sync_file_system(f->descriptor()) != 0)
            return target_error("sync", f->final_name());
    }
    return ok;
}

void sync_bytes(file_calls& calls, const std::vector<std::unique_ptr<part_file>>& files,
                std::vector<publish_outcome>& outcomes)
{
    const bool together = files.size() >= enough_for_syncfs;
    const auto shared = together ? sync_together(calls, files) : result<void>(ok);
    for (std::size_t i = 0; i < files.size(); ++i) {
        const auto synced = together ? shared : files[i]->sync();
        outcomes.emplace_back(std::optional<std::string>());
        if (synced) continue;
        outcomes[i] = synced.error();
        files[i]->discard();
    }
}

/// Syncs a folder once per group, and the folders above that hold a folder made just now.
class folder_syncer {
public:
    explicit folder_syncer(file_calls& calls) : calls_(calls) {}

    bool sync(const shared_folder& folder)
    {
        const auto [at, is_new] = outcome_.emplace(folder.get(), true);
        if (!is_new) return at->second;
        bool good = calls_.sync_folder(folder->get()) == 0;
        // Another group may rely on the folder's own entry only when it has been synced.
        if (folder->above && folder->fresh) {
            const bool entered = sync(folder->above);
            if (entered) folder->fresh = false;
            good = good && entered;
        }
        return outcome_[folder.get()] = good;
    }

private:
    file_calls& calls_;
    std::map<const open_folder*, bool> outcome_;
};

void sync_folders(file_calls& calls, const std::vector<std::unique_ptr<part_file>>& files,
                  std::vector<publish_outcome>& outcomes)
{
    folder_syncer syncer(calls);
    for (std::size_t i = 0; i < files.size(); ++i) {
        const bool named = outcomes[i] && outcomes[i]->has_value();
        if (named && !syncer.sync(files[i]->opened_folder()))
            outcomes[i] = fail(errc::io_failed, "sync folder", files[i]->final_name());
    }
}

} // namespace

std::vector<publish_outcome> publish_group(file_calls& calls,
                                           const std::vector<std::unique_ptr<part_file>>& files,
                                           on_exists policy, durability how)
{
    std::vector<publish_outcome> outcomes;
    outcomes.reserve(files.size());
    if (how == durability::file)
        sync_bytes(calls, files, outcomes);
    else
        outcomes.assign(files.size(), std::optional<std::string>());
    for (std::size_t i = 0; i < files.size(); ++i)
        if (outcomes[i]) outcomes[i] = files[i]->publish(policy);
    if (how == durability::file) sync_folders(calls, files, outcomes);
    return outcomes;
}

} // namespace sluice::storage
