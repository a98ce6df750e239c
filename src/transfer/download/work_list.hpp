#pragma once

#include "async/notifier.hpp"
#include "transfer/download/download_file.hpp"

#include <deque>

namespace sluice::transfer {

/// A range of a file to ask for.
struct work_item {
    shared_file file;
    byte_range range;
};

/// The files that are open for fetching; all connections of a download take their ranges from here.
/// On one loop.
class work_list {
public:
    explicit work_list(asio::any_io_executor executor) : changed_(executor) {}

    /// A file with something to fetch.
    void add(shared_file file);

    /// The next range, from the file that was added first; counted as in flight.
    std::optional<work_item> take();

    /// Something of the file may be missing again.
    void touch(const shared_file& file);

    /// No file will be added any more.
    void finish_adding();

    /// Nothing is taken any more.
    void stop();

    bool stopped() const { return stopped_; }

    /// True when every file is closed and none will be added, or the work was stopped.
    bool drained() const { return stopped_ || (adding_done_ && open_ == 0); }

    /// The file needs nothing any more.
    void close(download_file& file);

    /// Files added and not yet closed; those of several chunks.
    std::size_t open() const { return open_; }
    std::size_t open_large() const { return open_large_; }

    /// How many ranges could be taken now, counting no further than `most`.
    std::uint64_t spare_ranges(std::uint64_t most) const;

    /// Rung at every change: of work, of open files, of the end.
    notifier& changed() { return changed_; }

private:
    std::deque<shared_file> ready_;
    std::size_t open_ = 0;
    std::size_t open_large_ = 0;
    bool adding_done_ = false;
    bool stopped_ = false;
    notifier changed_;
};

} // namespace sluice::transfer
