#pragma once

#include "eval/peers/workload.hpp"

#include <functional>
#include <map>
#include <optional>

namespace sluice::eval {

/// Where a candidate fetches from.
enum class peer_server { nginx, rsync, ssh, sluice };

/// What the commands depend on: programs, ports and files of this run.
struct peer_ground {
    std::filesystem::path served;
    std::filesystem::path state; // lists, keys, configurations
    std::string user;            // who runs this
    std::map<peer_server, std::uint16_t> ports;
    std::map<std::string, std::string> programs; // whole path by name
    std::string address = "127.0.0.1";           // of the servers
    std::vector<std::string> client_prefix;      // puts a command on the clients' side of a link

    /// The address as a URL has it (RFC 3986, section 3.2.2).
    std::string host() const
    {
        return address.find(':') == std::string::npos ? address : "[" + address + "]";
    }
};

/// What is started, all at once, in the folder where the files shall be.
struct command_plan {
    std::vector<std::vector<std::string>> commands;
    std::string note; // what the words do not say

    /// The same, run behind `prefix`.
    command_plan behind(const std::vector<std::string>& prefix) const
    {
        auto made = *this;
        for (auto& command : made.commands)
            command.insert(command.begin(), prefix.begin(), prefix.end());
        return made;
    }
};

/// One candidate.
struct peer {
    std::string key;  // as --peers has it
    std::string name; // of its rows
    std::string program;
    std::string package; // of Debian; empty: ours
    peer_server server = peer_server::nginx;
    std::string verified; // against what, as its documentation says
    std::string flushed;  // before it reports success, as its documentation says
    std::function<result<command_plan>(const peer_ground&, const workload&)> plan;
};

/// All candidates, Sluice's three first.
const std::vector<peer>& all_peers();

/// What --peers may name: curl, wget2, aria2c, rsync, rclone, scp, sluice.
std::vector<std::string> peer_names();

/// An executable of PATH, /usr/sbin and /usr/local/sbin; none: not there.
std::optional<std::string> find_in_path(const std::string& name);

/// Commands of curl, wget2, aria2c and rclone against nginx, of rsync and of scp, for one workload.
/// They write lists of addresses into the state folder. Errors: not_writable.
result<command_plan> curl_plan(const peer_ground& ground, const workload& what);
result<command_plan> wget2_plan(const peer_ground& ground, const workload& what);
result<command_plan> aria2c_plan(const peer_ground& ground, const workload& what);
result<command_plan> rclone_plan(const peer_ground& ground, const workload& what);
result<command_plan> rsync_plan(const peer_ground& ground, const workload& what);
result<command_plan> scp_plan(const peer_ground& ground, const workload& what);

/// Commands of our own client. Errors: none.
result<command_plan> sluice_plan(const peer_ground& ground, const workload& what, unsigned workers,
                                 bool durable);

} // namespace sluice::eval
