#include "eval/peers/peer.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <sstream>

namespace sluice::eval {
namespace {

peer ours(std::string key, std::string name, unsigned workers, bool durable)
{
    peer made;
    made.key = std::move(key);
    made.name = std::move(name);
    made.program = "sluice-client";
    made.server = peer_server::sluice;
    made.verified = "XXH3-128 of each chunk";
    made.flushed = durable ? "yes" : "no";
    made.plan = [workers, durable](const peer_ground& ground, const workload& what) {
        return sluice_plan(ground, what, workers, durable);
    };
    return made;
}

std::vector<peer> make_peers()
{
    using enum peer_server;
    const std::string nothing = "length only; TCP checksum";
    return {
        ours("sluice-w1", "sluice -w 1, not durable", 1, false),
        ours("sluice-w4", "sluice -w 4, not durable", 4, false),
        ours("sluice-durable", "sluice -w 1, durable", 1, true),
        {"curl", "curl", "curl", "curl", nginx, nothing, "no", curl_plan},
        {"wget2", "wget2", "wget2", "wget2", nginx, nothing, "no", wget2_plan},
        {"aria2c", "aria2c", "aria2c", "aria2", nginx, nothing, "file, not folder (undocumented)",
         aria2c_plan},
        {"rclone", "rclone", "rclone", "rclone", nginx, nothing, "no", rclone_plan},
        {"rsync", "rsync", "rsync", "rsync", rsync, "digest of each file", "no (--fsync exists)",
         rsync_plan},
        {"scp", "scp", "scp", "openssh-client", ssh, "MAC of the transport (AES-GCM)", "no",
         scp_plan},
    };
}

} // namespace

const std::vector<peer>& all_peers()
{
    static const std::vector<peer> peers = make_peers();
    return peers;
}

std::vector<std::string> peer_names()
{
    std::vector<std::string> names{"sluice"};
    for (const auto& one : all_peers())
        if (one.server != peer_server::sluice) names.push_back(one.key);
    return names;
}

std::optional<std::string> find_in_path(const std::string& name)
{
    const char* path = std::getenv("PATH");
    std::istringstream folders(std::string(path ? path : "") + ":/usr/sbin:/usr/local/sbin");
    for (std::string folder; std::getline(folders, folder, ':');) {
        const auto whole = folder + "/" + name;
        if (!folder.empty() && ::access(whole.c_str(), X_OK) == 0) return whole;
    }
    return std::nullopt;
}

} // namespace sluice::eval
