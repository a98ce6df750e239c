#pragma once

#include "async/task.hpp"
#include "transfer/download/download.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace sluice::server {

/// What is known of an agent while it is connected. id and name come from the peer.
struct agent_facts {
    std::string id;
    std::string name;                 // program and version, as it calls itself
    std::string peer;                 // ADDRESS:PORT
    std::string owner;                // of the token it logged in with; empty: none was needed
    std::string door;                 // "native", "websocket" or "json" (the predecessor's clients)
    std::vector<std::string> exports; // names of what it shows; not known of "json"
    std::chrono::system_clock::time_point connected_at;
};

/// What an agent shows under a name that it was asked for, in the words of the protocol.
struct resolved_path {
    std::string path;     // below the agent's root of exports: a file, a folder or a pattern
    bool is_file = false; // one file; else everything below or whatever matches
};

/// One pull: what to fetch and where it goes.
struct pull_order {
    std::string job;    // its id, for logs and the ledger
    resolved_path from; // of agent_link::resolve
    std::string target; // below the downloads folder: the file itself, or the folder for what is
                        // fetched; belongs to this job alone, so what stands there is its own
    std::uint64_t rate = 0; // bytes/s, 0: no limit
    unsigned connections = 2;
    std::function<void(const transfer::file_report&)> file_done; // on the link's loop; may be empty
};

/// How far a pull is, in bytes and files, those of earlier attempts included.
struct pull_progress {
    std::uint64_t bytes_known = 0;
    std::uint64_t bytes_received = 0;
    std::uint64_t bytes_verified = 0;
    std::uint64_t bytes_durable = 0;
    std::uint64_t files_known = 0;
    std::uint64_t files_done = 0;
    std::string current; // a file that is being fetched
};

/// What a pull came to.
struct pull_outcome {
    pull_progress reached;
    std::uint64_t resumed_bytes = 0; // of earlier attempts, verified again
    std::uint64_t retries = 0;
    std::string digest;          // root digest of a single file, hex
    std::optional<error> failed; // is_retryable(code) says whether a later attempt may succeed
};

/// Fetches for one order. One run; on the loop of its link.
class agent_pull {
public:
    virtual ~agent_pull() = default;

    /// Must be awaited to its end; interrupt() makes that soon. Ends by itself, with peer_closed,
    /// when the agent is gone. What arrived stays for the next attempt.
    virtual task<pull_outcome> run() = 0;
    virtual void interrupt(error why) = 0;
    virtual pull_progress progress() const = 0;
};

/// A connected agent. facts, loop and close may be used from any thread, the rest on the loop.
class agent_link {
public:
    virtual ~agent_link() = default;

    virtual const agent_facts& facts() const = 0;
    virtual asio::any_io_executor loop() const = 0;

    /// Asks the agent what it shows under this name (relative, absolute, with ~ or $VARS as the
    /// agent's settings allow; a pattern). Errors: not_found, outside_root, permission_denied,
    /// bad_name; timed_out, peer_closed.
    virtual task<result<resolved_path>> resolve(std::string asked, deadline limit) = 0;

    /// The link must outlive it: keep the shared pointer.
    virtual std::unique_ptr<agent_pull> pull(pull_order order) = 0;

    /// Ends the connection soon; the agent is told why. It leaves the book by itself.
    virtual void close(error why) = 0;
};

} // namespace sluice::server
