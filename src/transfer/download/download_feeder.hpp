#pragma once

#include "storage/standing_files.hpp"
#include "transfer/download/download.hpp"

namespace sluice::transfer {

/// Turns what the user asked for into files to fetch: looks names up, walks folders, decides about
/// existing targets, opens parts of earlier attempts; later looks up files that changed at their
/// source. Holds a bounded number of files open, however many there are.
class download_feeder {
public:
    explicit download_feeder(download& of) : of_(of) {}

    /// Until every file is closed or the work was stopped.
    task<void> feed(std::vector<download_target> targets);

private:
    task<result<>> feed_target(download_target target);
    task<result<>> feed_folder(std::string path, std::size_t prefix);
    task<result<>> feed_pattern(std::string text);
    task<result<>> feed_pages(proto::list_request wanted, std::size_t prefix, bool matches_stand);
    task<result<>> feed_entries(std::vector<proto::entry> entries, std::size_t prefix);
    static result<> judge(const proto::entry& info, const std::string& name);
    task<result<>> feed_file(proto::entry info, storage::safe_path folder, std::string name);
    task<result<>> make_folder(storage::safe_path folder);
    task<result<bool>> is_in_the_way(proto::entry info, storage::safe_path folder,
                                     std::string name);
    task<void> sync_skipped();
    task<result<>> open_large(shared_file file);
    task<void> restart(shared_file file);
    task<void> look_after_changed();
    task<void> look_after_one_changed();
    task<void> wait_for_place(bool large);

    task<result<asker*>> connection();
    task<result<proto::entry>> stat(std::string path);
    task<result<proto::listing>> list(proto::list_request wanted);
    task<result<>> after_failure(error why, unsigned attempt);
    void report_in_the_way(const proto::entry& info, const result<bool>& there,
                           storage::standing_file what);
    void report_failure(const std::string& name, error why);

    download& of_;
    std::unique_ptr<asker> asker_;
    std::uint64_t found_ = 0;         // entries of the pattern at hand
    unsigned restarts_ = 0;           // of the file being fed
    storage::standing_files skipped_; // because their targets exist
};

} // namespace sluice::transfer
