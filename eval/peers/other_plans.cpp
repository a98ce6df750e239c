#include "eval/peers/peer.hpp"

#include <fmt/format.h>

namespace sluice::eval {
namespace {

using words = std::vector<std::string>;

words ssh_options(const peer_ground& ground)
{
    return {"-F", "none",
            "-P", std::to_string(ground.ports.at(peer_server::ssh)),
            "-i", (ground.state / "ssh_user").string(),
            "-c", "aes128-gcm@openssh.com",
            "-o", "StrictHostKeyChecking=no",
            "-o", "UserKnownHostsFile=/dev/null",
            "-o", "GlobalKnownHostsFile=/dev/null",
            "-o", "IdentityAgent=none",
            "-o", "IdentitiesOnly=yes",
            "-o", "BatchMode=yes"};
}

} // namespace

result<command_plan> rsync_plan(const peer_ground& ground, const workload& what)
{
    const auto from = fmt::format("rsync://{}:{}/served/{}/", ground.host(),
                                  ground.ports.at(peer_server::rsync), what.folder);
    const auto& program = ground.programs.at("rsync");
    command_plan made;
    if (what.kind == workload_kind::small) {
        made.commands.push_back({program, "-rW", from, "."});
        return made;
    }
    for (const auto& one : what.files) {
        if (what.kind == workload_kind::resume)
            made.commands.push_back({program, "--append-verify", from + one.name, "."});
        else
            made.commands.push_back({program, "-W", "--inplace", from + one.name, "."});
    }
    if (what.kind == workload_kind::resume) made.note = "like --append it writes in place";
    return made;
}

result<command_plan> scp_plan(const peer_ground& ground, const workload& what)
{
    words start{ground.programs.at("scp"), "-q"};
    for (auto& word : ssh_options(ground))
        start.push_back(std::move(word));
    const auto from =
        fmt::format("{}@{}:{}/{}", ground.user, ground.host(), ground.served.string(), what.folder);
    command_plan made;
    if (what.kind == workload_kind::small) {
        start.insert(start.end(), {"-r", from, "."});
        made.commands.push_back(std::move(start));
        return made;
    }
    for (const auto& one : what.files) {
        auto all = start;
        all.insert(all.end(), {from + "/" + one.name, "."});
        made.commands.push_back(std::move(all));
    }
    if (what.kind == workload_kind::resume) made.note = "cannot resume: the second run starts anew";
    return made;
}

result<command_plan> sluice_plan(const peer_ground& ground, const workload& what, unsigned workers,
                                 bool durable)
{
    const words start{ground.programs.at("sluice-client"),
                      "-a",
                      ground.address,
                      "-p",
                      std::to_string(ground.ports.at(peer_server::sluice)),
                      "-l",
                      "none",
                      "-q",
                      "-w",
                      std::to_string(workers),
                      "--durability",
                      durable ? "file" : "none",
                      "get"};
    command_plan made;
    if (what.kind == workload_kind::small) {
        made.commands.push_back(start);
        made.commands.back().push_back(what.folder);
        return made;
    }
    for (const auto& one : what.files) {
        made.commands.push_back(start);
        made.commands.back().push_back(what.folder + "/" + one.name);
    }
    return made;
}

} // namespace sluice::eval
