#pragma once

#include "eval/child/child.hpp"
#include "eval/peers/peer.hpp"

namespace sluice::eval {

/// What a group of programs took.
struct group_end {
    double wall = 0;                // seconds from the first one's start to the last one's end
    double cpu = 0;                 // seconds, of those that they waited for too
    std::uint64_t peak = 0;         // bytes, of all clients together
    std::uint64_t watched_peak = 0; // bytes, of the watched server
    std::uint64_t largest = 0;      // bytes, of the largest client
    std::string error;              // empty: all ended with 0
};

/// Programs that were started at once, in one folder. Belongs to one loop; kills what still runs
/// when it goes.
class client_group {
public:
    /// `watched` is a server whose memory is looked at as well. Errors: as child::start.
    static result<client_group> start(asio::any_io_executor executor, const command_plan& plan,
                                      const std::filesystem::path& folder,
                                      const std::filesystem::path& complaints, pid_t watched);
    client_group(client_group&&) = default;
    client_group& operator=(client_group&&) = delete;
    ~client_group();

    /// Waits for all; those that run still at the limit are killed, which is an error of the group.
    task<group_end> finish(deadline limit);

    /// Kills all when the folder holds this many bytes on disk. False when they ended before.
    task<bool> cut_at(std::uint64_t bytes, const std::filesystem::path& folder, deadline limit);

private:
    client_group() = default;
    void look();

    deadline::clock::time_point began_;
    pid_t watched_ = -1;
    std::vector<std::unique_ptr<child>> all_;
    group_end end_;
    bool over_ = false;
};

/// What all files below a folder occupy on disk, in bytes (st_blocks of stat(3type)).
std::uint64_t allocated_bytes(const std::filesystem::path& folder);

} // namespace sluice::eval
