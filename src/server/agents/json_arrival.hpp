#pragma once

#include "server/agents/agent_link.hpp"
#include "server/agents/json_sequence.hpp"
#include "storage/part_file.hpp"

namespace sluice::server {

struct host;

/// One file that an agent sends in JSON, on its way below the downloads folder. Nothing stands
/// under its name before all of it is there, checked and on stable storage; what was not published
/// is removed. Nothing is kept for another attempt: the messages have no offsets. On the loop of
/// its link; owned by the pull and by whoever is just storing.
class json_arrival {
public:
    /// The host must outlive it.
    json_arrival(host& shared, const pull_order& order);
    json_arrival(const json_arrival&) = delete;
    json_arrival& operator=(const json_arrival&) = delete;
    ~json_arrival();

    /// Makes the hidden part. Errors: bad_name, outside_root, target_busy, not_writable, no_space.
    task<result<>> open();

    /// Takes the next chunk; after the first failure nothing more is taken.
    task<void> take(json_chunk came);

    /// The agent says that this was all: compares numbers and the checksums it gave, publishes.
    task<void> end(json_complete said);

    /// How long to wait after a chunk of this size, so that the rate of the order is kept.
    std::chrono::milliseconds pause_after(std::size_t bytes) const;

    /// Ends it, unless it has ended.
    void fail_with(error why);

    /// True once it failed or stands under its name.
    bool over() const { return published_ || failed_; }

    const std::optional<error>& failed() const { return failed_; }
    const std::string& digest() const { return digest_; }
    pull_progress progress() const;

private:
    result<> store(std::uint64_t offset, const std::string& bytes);
    result<> check_and_publish(const json_complete& said);

    host& shared_;
    std::string target_; // below the downloads folder
    std::string job_;
    std::uint64_t rate_; // bytes/s; 0: none
    std::unique_ptr<storage::target_folder> folder_;
    std::unique_ptr<storage::part_file> part_;
    json_sequence sequence_;
    std::uint64_t stored_ = 0; // bytes
    bool published_ = false;
    std::optional<error> failed_;
    std::string digest_; // root, hex
};

} // namespace sluice::server
