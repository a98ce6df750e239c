#include "eval/peers/peer.hpp"

#include <fmt/format.h>

#include <fstream>

namespace sluice::eval {
namespace {

using words = std::vector<std::string>;

std::string address_of(const peer_ground& ground)
{
    return fmt::format("http://{}:{}", ground.host(), ground.ports.at(peer_server::nginx));
}

std::string url_of(const peer_ground& ground, const workload& what, const source_file& file)
{
    return fmt::format("{}/{}/{}", address_of(ground), what.folder, file.name);
}

/// A file of the state folder with some text for every file of the workload.
template <class Lines>
result<std::string> write_list(const peer_ground& ground, const workload& what,
                               std::string_view tool, const Lines& lines_of)
{
    const auto path = (ground.state / fmt::format("{}-{}.list", tool, what.name)).string();
    std::ofstream out(path, std::ios::trunc);
    for (const auto& one : what.files)
        out << lines_of(one);
    out.flush();
    if (!out) return fail(errc::not_writable, "write list", path);
    return path;
}

result<std::string> write_urls(const peer_ground& ground, const workload& what,
                               std::string_view tool)
{
    return write_list(ground, what, tool,
                      [&](const source_file& one) { return url_of(ground, what, one) + "\n"; });
}

bool is_single(const workload& what)
{
    return what.kind == workload_kind::large || what.kind == workload_kind::resume;
}

} // namespace

result<command_plan> curl_plan(const peer_ground& ground, const workload& what)
{
    const words start{ground.programs.at("curl"), "-q", "-sS", "-f"};
    command_plan made;
    if (what.kind == workload_kind::small) {
        const auto list = write_list(ground, what, "curl", [&](const source_file& one) {
            return fmt::format("url = {}\noutput = {}\n", url_of(ground, what, one), one.name);
        });
        if (!list) return list.error();
        auto all = start;
        all.insert(all.end(), {"--parallel", "--parallel-max", "16", "-K", *list});
        made.commands.push_back(std::move(all));
        made.note = "no folders: a list of addresses as its configuration file";
        return made;
    }
    for (const auto& one : what.files) {
        auto all = start;
        if (what.kind == workload_kind::resume) all.insert(all.end(), {"-C", "-"});
        all.insert(all.end(), {"-o", one.name, url_of(ground, what, one)});
        made.commands.push_back(std::move(all));
    }
    return made;
}

result<command_plan> wget2_plan(const peer_ground& ground, const workload& what)
{
    words all{ground.programs.at("wget2"), "--no-config", "-q"};
    command_plan made;
    if (what.kind == workload_kind::resume) {
        all.insert(all.end(), {"-c", url_of(ground, what, what.files.front())});
        made.note = "one connection";
    } else if (is_single(what)) {
        all.insert(all.end(), {"--max-threads=4", "--chunk-size=64M",
                               url_of(ground, what, what.files.front())});
    } else {
        const auto list = write_urls(ground, what, "wget2");
        if (!list) return list.error();
        all.insert(all.end(), {"--max-threads=16", "-i", *list});
        made.note = "one program for all files: a list of addresses";
    }
    made.commands.push_back(std::move(all));
    return made;
}

result<command_plan> aria2c_plan(const peer_ground& ground, const workload& what)
{
    words all{ground.programs.at("aria2c"), "--no-conf", "-q", "--file-allocation=none"};
    command_plan made;
    if (is_single(what)) {
        all.insert(all.end(), {"-x4", "-s4"});
        if (what.kind == workload_kind::resume) {
            all.insert(all.end(), {"-c", "--auto-save-interval=1"});
            made.note = "it notes once a second, its shortest, what has arrived";
        }
        all.push_back(url_of(ground, what, what.files.front()));
    } else {
        const auto list = write_urls(ground, what, "aria2c");
        if (!list) return list.error();
        all.insert(all.end(), {"-j16", "-x1", "-s1", "-i", *list});
        made.note = "one program for all files: a list of addresses";
    }
    made.commands.push_back(std::move(all));
    return made;
}

result<command_plan> rclone_plan(const peer_ground& ground, const workload& what)
{
    words all{ground.programs.at("rclone"),
              "copy",
              "--config=/notfound",
              "-q",
              "--http-url",
              address_of(ground)};
    command_plan made;
    if (is_single(what)) {
        all.insert(all.end(), {"--multi-thread-streams=4", "--multi-thread-cutoff=64M"});
        if (what.kind == workload_kind::resume) {
            // What it allocates ahead would look like what has arrived.
            all.push_back("--local-no-preallocate");
            made.note = "cannot resume: the second run starts anew";
        }
        all.push_back(":http:" + what.folder + "/" + what.files.front().name);
    } else {
        all.insert(all.end(), {"--transfers=16", "--checkers=16", ":http:" + what.folder});
        made.note = "one program for the folder, which nginx lists (autoindex)";
    }
    all.push_back(".");
    made.commands.push_back(std::move(all));
    return made;
}

} // namespace sluice::eval
