#include "eval/peers/peer.hpp"
#include "eval/peers/run_peers.hpp"
#include "eval/peers/tree_figures.hpp"
#include "support/catch.hpp"
#include "support/temp_folder.hpp"

#include <nlohmann/json.hpp>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <sstream>

using namespace sluice;
using namespace sluice::eval;

namespace {

peer_options tiny(const test::temp_folder& folder)
{
    peer_options made;
    made.rounds = 1;
    made.divisor = 256;
    made.prime_mib = 0;
    made.limit = std::chrono::seconds(30);
    made.out = folder.path();
    made.programs = {SLUICE_SERVER_PROGRAM, SLUICE_CLIENT_PROGRAM};
    return made;
}

/// PATH with something else in it until the end of the test.
class other_path {
public:
    explicit other_path(const std::string& value) : before_(std::getenv("PATH"))
    {
        ::setenv("PATH", value.c_str(), 1);
    }
    other_path(const other_path&) = delete;
    other_path& operator=(const other_path&) = delete;
    ~other_path() { ::setenv("PATH", before_.c_str(), 1); }

    const std::string& before() const { return before_; }

private:
    std::string before_;
};

bool is_there(const peer& who, std::string_view server)
{
    if (who.server == peer_server::sluice) return true;
    const bool both = find_in_path(who.program) && find_in_path(std::string(server));
    if (!both)
        std::printf("SKIPPED: %s (Debian package %s)\n", who.key.c_str(), who.package.c_str());
    return both;
}

bool can_run(const std::string& key)
{
    for (const auto& who : all_peers())
        if (who.key == key)
            return is_there(who, who.server == peer_server::nginx   ? "nginx"
                                 : who.server == peer_server::rsync ? "rsync"
                                                                    : "sshd");
    return false;
}

nlohmann::json records_in(const test::temp_folder& folder)
{
    return nlohmann::json::parse(folder.read("times/peers.json"));
}

} // namespace

TEST_CASE("everybody who is installed delivers the right files", "[eval][peers]")
{
    const test::temp_folder folder(test::memory_folder());
    auto options = tiny(folder);
    options.only = {"large", "many", "small"};
    std::ostringstream report;
    ::prctl(PR_SET_CHILD_SUBREAPER, 1); // what outlives its server becomes ours
    unsigned there = 3;
    for (const auto* key : {"curl", "wget2", "aria2c", "rclone", "rsync", "scp"})
        there += can_run(key) ? 1 : 0;

    const auto ended = run_peers(options, report);

    INFO(report.str());
    REQUIRE(ended);
    CHECK(*ended == exit_code::done);
    CHECK(records_in(folder)["runs"].size() == std::size_t{there} * 3 * 2);
    CHECK(report.str().find("FAILED") == std::string::npos);
    CHECK(tree_of(::getpid()).size() == 1); // the servers are gone
}

TEST_CASE("a download that was cut is finished and checked", "[eval][peers]")
{
    const test::temp_folder folder(test::memory_folder());
    auto options = tiny(folder);
    options.divisor = 8; // what is smaller is there before it can be cut
    options.only = {"resume"};
    options.peers = {"sluice"};
    std::ostringstream report;

    const auto ended = run_peers(options, report);

    INFO(report.str());
    REQUIRE(ended);
    CHECK(*ended == exit_code::done);
    const auto run = records_in(folder)["runs"][0];
    CHECK(run["had_bytes"] >= run["bytes"].get<std::uint64_t>() / 2);
    CHECK(run["moved_bytes"] > 0);
}

TEST_CASE("idle connections and memory are measured without others", "[eval][peers]")
{
    const test::temp_folder folder(test::memory_folder());
    auto options = tiny(folder);
    options.only = {"memory", "idle"};
    options.peers = {"sluice"};
    std::ostringstream report;

    const auto ended = run_peers(options, report);

    INFO(report.str());
    REQUIRE(ended);
    CHECK(*ended == exit_code::done);
    CHECK(records_in(folder)["facts"].size() == 4);
}

TEST_CASE("a candidate that delivers something else has failed", "[eval][peers]")
{
    if (!can_run("curl")) return;
    const test::temp_folder folder(test::memory_folder());
    folder.write("bin/curl",
                 "#!/bin/sh\nwhile [ $# -gt 0 ]; do\n"
                 "    if [ \"$1\" = -o ]; then echo wrong >\"$2\"; fi\n    shift\ndone\n");
    ::chmod(folder.at("bin/curl").c_str(), 0755);
    const other_path path(folder.at("bin") + ":" + std::getenv("PATH"));
    auto options = tiny(folder);
    options.only = {"large"};
    options.peers = {"curl"};
    std::ostringstream report;

    const auto ended = run_peers(options, report);

    REQUIRE(ended);
    CHECK(*ended == exit_code::partly_done);
    CHECK(report.str().find("| curl | **FAILED** 2 of 2 runs |") != std::string::npos);
    CHECK(report.str().find("differs from its source") != std::string::npos);
}

TEST_CASE("a candidate that is not installed is named with its package", "[eval][peers]")
{
    const test::temp_folder folder(test::memory_folder());
    const other_path path(folder.path());
    auto options = tiny(folder);
    options.only = {"large"};
    options.peers = {"aria2c"};
    std::ostringstream report;

    const auto ended = run_peers(options, report);

    REQUIRE(ended);
    CHECK(*ended == exit_code::done);
    CHECK(report.str().find("aria2c: aria2c is not installed (Debian package aria2)") !=
          std::string::npos);
}

TEST_CASE("names that mean nothing are refused before anything starts", "[eval][peers]")
{
    const test::temp_folder folder(test::memory_folder());
    std::ostringstream report;
    auto wrong_part = tiny(folder);
    wrong_part.only = {"huge"};
    auto wrong_peer = tiny(folder);
    wrong_peer.peers = {"ftp"};

    for (const auto& options : {wrong_part, wrong_peer}) {
        const auto ended = run_peers(options, report);
        REQUIRE_FALSE(ended);
        CHECK(ended.error() == errc::bad_usage);
    }
}
