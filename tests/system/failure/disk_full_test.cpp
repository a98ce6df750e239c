#include "storage/part_name.hpp"
#include "support/catch.hpp"
#include "support/fault_proxy.hpp"
#include "support/private_mount.hpp"
#include "system/failure/download_trial.hpp"

#include <fstream>

using namespace sluice;
using namespace sluice::test;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

nlohmann::json journal_of(const std::string& folder)
{
    const auto shown = run({client_program(), "--json", "-l", "none", "journal", "show", folder});
    REQUIRE(shown.status == 0);
    return nlohmann::json::parse(shown.out);
}

/// The only file in a folder whose name ends so.
std::string only_one(const std::string& folder, const std::string& end)
{
    std::string found;
    for (const auto& name : left_behind(folder)) {
        if (!name.ends_with(end)) continue;
        REQUIRE(found.empty());
        found = (fs::path(folder) / name).string();
    }
    return found;
}

} // namespace

TEST_CASE("a download that fills the disk can be finished once there is space", "[disk]")
{
    const private_mount disk("mount -t tmpfs -o size=12m tmpfs \"$1\"");
    if (!disk.valid()) return;
    const test_server server;
    server.files().write("big.bin", noise(9U << 20U, 1));
    {
        std::ofstream(disk.path() + "/ballast") << noise(7U << 20U, 2);
    }
    const auto command =
        client_command(server.port(), disk.path(), {"--json", "-w", "2", "get", "big.bin"});

    const auto full = run(command);

    INFO(full.out << full.err);
    CHECK(full.status == 9);
    CHECK(full.err.find("no space left") != std::string::npos);
    CHECK(visible(disk.path()) == std::vector<std::string>{"ballast"});
    CHECK_FALSE(only_one(disk.path(), ".part").empty());
    const auto journal = journal_of(disk.path());
    INFO(journal.dump());
    CHECK(journal.dump().find("\"problem\":null") != std::string::npos);
    fs::remove(disk.path() + "/ballast");
    const auto finished = run(command);
    INFO(finished.err);
    CHECK(finished.status == 0);
    CHECK(document(finished).at("resumed_bytes") > 0);
    require_all(server.folder(), disk.path());
}

TEST_CASE("a tree that fills the disk can be finished once there is space", "[disk]")
{
    const private_mount disk("mount -t tmpfs -o size=3m tmpfs \"$1\"");
    if (!disk.valid()) return;
    const test_server server;
    for (unsigned i = 0; i < 200; ++i)
        server.files().write("tree/f" + std::to_string(i), noise(6000, i));
    {
        std::ofstream(disk.path() + "/ballast") << noise(2'300'000, 2);
    }
    const auto command =
        client_command(server.port(), disk.path(), {"--on-exists", "skip", "get", "tree"});

    const auto full = run(command);

    INFO(full.out << full.err);
    CHECK(full.status == 9);
    fs::remove(disk.path() + "/ballast");
    require_nothing_half(server.folder(), disk.path());
    CHECK(run(command).status == 0);
    require_all(server.folder(), disk.path());
}

TEST_CASE("a target that is mounted read-only gives exit code 9", "[disk]")
{
    const private_mount disk("mount --bind \"$1\" \"$1\" && mount -o remount,ro,bind \"$1\"");
    if (!disk.valid()) return;
    const test_server server;
    server.files().write("big.bin", noise(3U << 20U, 1));
    server.files().write("small.bin", "text");

    const auto large = run(client_command(server.port(), disk.path(), {"get", "big.bin"}));
    const auto small = run(client_command(server.port(), disk.path(), {"get", "small.bin"}));
    const auto below = run(client_command(server.port(), disk.path() + "/new", {"get", "big.bin"}));

    INFO(large.err << small.err << below.err);
    CHECK(large.status == 9);
    CHECK(small.status == 9);
    CHECK(below.status == 9);
    CHECK(large.err.find("cannot be written") != std::string::npos);
}

TEST_CASE("a limit on file sizes is met like a full disk", "[disk]")
{
    const test_server server;
    server.files().write("big.bin", noise(9U << 20U, 1));
    const temp_folder target;
    const auto command =
        client_command(server.port(), target.path(), {"--json", "-w", "1", "get", "big.bin"});
    command_line limited{"/usr/bin/env", "prlimit", "--fsize=5000000"};
    limited.insert(limited.end(), command.begin(), command.end());

    const auto full = run(limited);

    INFO(full.out << full.err);
    CHECK(full.status == 9);
    CHECK(visible(target.path()).empty());
    const auto finished = run(command);
    CHECK(finished.status == 0);
    CHECK(document(finished).at("resumed_bytes") > 0);
    require_all(server.folder(), target.path());
}

TEST_CASE("a journal that cannot be written on ends the download, not its resumption", "[disk]")
{
    if (!may_trace()) return;
    const test_server server;
    server.files().write("big.bin", noise(6U << 20U, 1));
    for (const auto* error : {"ENOSPC", "EIO"}) {
        for (const auto* when : {"1+", "2+"}) {
            const temp_folder target;
            const auto journal = target.at(storage::part_names_for("big.bin", "big.bin").journal);
            const auto command =
                client_command(server.port(), target.path(), {"-w", "1", "get", "big.bin"});
            const auto failed = run(with_injection_on(
                {journal}, "write", std::string("error=") + error, when, command));

            INFO(error << failed.out << failed.err);
            const bool full = std::string_view(error) == "ENOSPC";
            CHECK(failed.status == (full ? 9 : 1));
            CHECK(visible(target.path()).empty());
            CHECK(run(command).status == 0);
            require_all(server.folder(), target.path());
        }
    }
}

TEST_CASE("a disk that is full when the connection breaks leaves no download hanging", "[disk]")
{
    const test_server server({"--rate", "40M"});
    server.files().write("big.bin", noise(9U << 20U, 1));
    connection_faults faults;
    faults.to_client.cut_after = 1'500'000;
    const fault_proxy proxy(server.port(), only_first(2, faults));
    const temp_folder target;
    const auto command =
        client_command(proxy.port(), target.path(), {"-w", "1", "-r", "1", "get", "big.bin"});
    command_line limited{"/usr/bin/env", "prlimit", "--fsize=1200000"};
    limited.insert(limited.end(), command.begin(), command.end());

    const auto full = run(limited);

    INFO(full.out << full.err);
    CHECK(full.status == 9);
    CHECK(visible(target.path()).empty());
}
