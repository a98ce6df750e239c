#pragma once

#include "eval/child/child.hpp"
#include "eval/peers/peer.hpp"

#include <set>

namespace sluice::eval {

/// The servers of a run, all over one folder, on free ports of ground.address. They are up from
/// start() until stop(); a server that is not stopped is killed by the destructor, with its
/// children.
class peer_servers {
public:
    /// `state` is an empty folder for their configurations, keys and complaints.
    explicit peer_servers(std::filesystem::path state) : state_(std::move(state)) {}
    peer_servers(const peer_servers&) = delete;
    peer_servers& operator=(const peer_servers&) = delete;
    ~peer_servers();

    /// Starts one and waits until it listens; its port goes into ground.ports. Errors: not_found
    /// when there is no such program; unreachable when it does not listen within 15 s.
    task<result<>> start(peer_server which, peer_ground& ground,
                         const std::filesystem::path& our_program);

    /// SIGTERM for each, then SIGKILL after 10 s; comes back when all have ended.
    task<void> stop();

    /// The pid that was started; it may have children.
    pid_t pid_of(peer_server which) const { return running_.at(which)->pid(); }

private:
    task<result<>> start_ours(peer_ground& ground, const std::filesystem::path& program);
    task<result<>> start_listener(peer_server which, peer_ground& ground);
    task<result<>> make_keys(asio::any_io_executor here);
    result<std::vector<std::string>> write_nginx(const peer_ground& ground, std::uint16_t port);
    result<std::vector<std::string>> write_rsync(const peer_ground& ground, std::uint16_t port);
    result<std::vector<std::string>> write_ssh(const peer_ground& ground, std::uint16_t port);

    std::filesystem::path state_;
    std::map<peer_server, std::unique_ptr<child>> running_;
    bool made_run_folder_ = false; // of sshd
};

/// The program of a server, and the Debian package that has it: nginx, nginx-light.
std::pair<std::string, std::string> program_of(peer_server which);

} // namespace sluice::eval
