#include "storage/part_name.hpp"
#include "support/catch.hpp"
#include "system/failure/download_trial.hpp"

#include <csignal>

using namespace sluice;
using namespace sluice::test;

namespace {

constexpr unsigned most_calls = 400;
constexpr auto every_call = "1+";

/// What a client is made to do, and where it cannot finish.
struct injection_trial {
    const test_server& server;
    std::vector<std::string> arguments;
};

/// Single syncs take long, so that most of several small files share one.
command_line command_of(const injection_trial& trial, const temp_folder& target)
{
    command_line words{"/usr/bin/env", std::string("LD_PRELOAD=") + SLOW_SYNC_LIBRARY,
                       "SLOW_SYNC_MS=30"};
    const auto client = client_command(trial.server.port(), target.path(), trial.arguments);
    words.insert(words.end(), client.begin(), client.end());
    return words;
}

/// A later attempt without a fault brings everything.
void require_healed(const injection_trial& trial, const temp_folder& target)
{
    const auto healed = run(command_of(trial, target));
    INFO("later attempt: " << healed.out << healed.err);
    REQUIRE(healed.status == 0);
    require_all(trial.server.folder(), target.path());
}

/// A part and a journal of something else, as an older version of the source leaves them: only
/// these are ever truncated.
void leave_stale_part(const temp_folder& target)
{
    const auto names = storage::part_names_for("big.bin", "big.bin");
    target.write(names.part, "bytes of another version");
    target.write(names.journal, "a journal of another version");
}

/// Kills the client at the first, second, third ... call of this name, for as long as there are;
/// with growing steps where there are many.
unsigned kill_at_every(const std::string& call, const injection_trial& trial)
{
    for (unsigned number = 1; number < most_calls; number += 1 + number / 12) {
        const temp_folder target;
        if (call == "ftruncate") leave_stale_part(target);
        INFO("killed at " << call << " number " << number);
        const auto command = command_of(trial, target);
        const auto ended =
            run(with_injection(call, "signal=KILL", std::to_string(number), command));
        require_nothing_half(trial.server.folder(), target.path());
        if (ended.status == 0) {
            require_all(trial.server.folder(), target.path());
            return number - 1;
        }
        REQUIRE(ended.status == -SIGKILL);
        require_healed(trial, target);
    }
    FAIL("there is no end to " << call);
    return 0;
}

/// The client meets an error at every call of this name and must say so.
finished_program fail_at(const std::string& call, const std::string& error, const std::string& when,
                         const injection_trial& trial, const temp_folder& target)
{
    if (call == "ftruncate") leave_stale_part(target);
    const auto command = command_of(trial, target);
    auto ended = run(with_injection(call, "error=" + error, when, command));
    INFO(call << " meets " << error << ", " << when << "\n" << ended.out << ended.err);
    require_nothing_half(trial.server.folder(), target.path());
    return ended;
}

/// A large file and the client that wants it.
class large_trial {
public:
    large_trial() { server_.files().write("big.bin", noise((6U << 20U) + 123, 7)); }

    injection_trial asking(std::vector<std::string> arguments = {"--on-exists", "skip", "get",
                                                                 "big.bin"}) const
    {
        return {server_, std::move(arguments)};
    }

private:
    test_server server_;
};

/// Enough small files for one sync of the whole file system.
class small_trial {
public:
    explicit small_trial(unsigned count)
    {
        for (unsigned i = 0; i < count; ++i)
            server_.files().write("tree/" + std::to_string(i % 3) + "/" + std::to_string(i),
                                  noise(50 * i, i));
    }

    injection_trial asking() const { return {server_, {"--on-exists", "skip", "get", "tree"}}; }

private:
    test_server server_;
};

} // namespace

TEST_CASE("a client killed at any call that changes a large file resumes", "[injection]")
{
    if (!may_trace()) return;
    const large_trial trial;

    for (const auto* call : {"pwrite64", "write", "fdatasync", "renameat2", "fsync", "unlinkat",
                             "flock", "ftruncate", "mkdirat", "sync_file_range"}) {
        const auto kills = kill_at_every(call, trial.asking());
        const bool always_made = std::string_view(call) != "mkdirat";
        INFO(call);
        if (always_made) CHECK(kills > 0);
    }
}

TEST_CASE("a client killed at any file it opens resumes", "[injection]")
{
    if (!may_trace()) return;
    const large_trial trial;

    CHECK(kill_at_every("openat", trial.asking()) > 2);
}

TEST_CASE("a client killed at any call that changes small files resumes", "[injection]")
{
    if (!may_trace()) return;
    const small_trial trial(30);

    for (const auto* call : {"pwrite64", "syncfs", "renameat2", "fsync", "mkdirat", "flock"}) {
        INFO(call);
        CHECK(kill_at_every(call, trial.asking()) > 0);
    }
}

TEST_CASE("a full or read-only target gives exit code 9 wherever it is met", "[injection]")
{
    if (!may_trace()) return;
    const large_trial trial;
    for (const auto* call : {"pwrite64", "ftruncate", "renameat2", "fdatasync"}) {
        const temp_folder target;
        const auto ended = fail_at(call, "ENOSPC", every_call, trial.asking(), target);
        INFO(call << ended.err);
        CHECK(ended.status == 9);
        CHECK(visible(target.path()).empty());
        require_healed(trial.asking(), target);
    }
    const temp_folder target;

    const auto ended = fail_at("renameat2", "EROFS", every_call, trial.asking(), target);

    CHECK(ended.status == 9);
    require_healed(trial.asking(), target);
}

TEST_CASE("a part that cannot be opened ends a download with a code and no file", "[injection]")
{
    if (!may_trace()) return;
    struct trouble {
        const char* error;
        int status;
    };
    const large_trial trial;
    for (const auto& [error, status] :
         {trouble{"EROFS", 9}, trouble{"ENOSPC", 9}, trouble{"EMFILE", 1}, trouble{"EIO", 1}}) {
        const temp_folder target;
        const auto names = storage::part_names_for("big.bin", "big.bin");
        const auto command = command_of(trial.asking(), target);
        // It opens both by their bare names, relative to the folder.
        for (const auto& file : {names.part, names.journal}) {
            const auto ended = run(with_injection_on(
                {file}, "openat", std::string("error=") + error, every_call, command));
            INFO(file << " meets " << error << "\n" << ended.out << ended.err);
            CHECK(ended.status == status);
            CHECK(visible(target.path()).empty());
        }
        require_healed(trial.asking(), target);
    }
}

TEST_CASE("input and output errors end a download with a code and no file", "[injection]")
{
    if (!may_trace()) return;
    const large_trial trial;
    for (const auto* call : {"pwrite64", "ftruncate", "renameat2", "fdatasync"}) {
        const temp_folder target;
        const auto ended = fail_at(call, "EIO", every_call, trial.asking(), target);
        INFO(call << ended.err);
        CHECK(ended.status == 1);
        CHECK(ended.out.find("durable") == std::string::npos);
        CHECK(ended.err.find("input or output failed") != std::string::npos);
        CHECK(visible(target.path()).empty());
        require_healed(trial.asking(), target);
    }
}

TEST_CASE("bytes that could not be synced are fetched again, not trusted", "[injection]")
{
    if (!may_trace()) return;
    const large_trial trial;
    const temp_folder target;

    const auto ended = fail_at("fdatasync", "EIO", "1", trial.asking(), target);

    CHECK(ended.status == 1);
    CHECK(left_behind(target.path()).empty());
    const auto again = run_client(trial.asking().server, target, {"--json", "get", "big.bin"});
    CHECK(again.status == 0);
    CHECK(document(again).at("resumed_bytes") == 0);
}

TEST_CASE("a folder that could not be synced is no success", "[injection]")
{
    if (!may_trace()) return;
    const large_trial large;
    const small_trial small(20);
    const temp_folder first;
    const temp_folder second;

    const auto one = fail_at("fsync", "EIO", every_call, large.asking(), first);
    const auto many = fail_at("fsync", "EIO", every_call, small.asking(), second);

    CHECK(one.status == 1);
    CHECK(many.status != 0);
    require_healed(large.asking(), first);
    require_healed(small.asking(), second);
}

TEST_CASE("small files that could not be synced together are no success", "[injection]")
{
    if (!may_trace()) return;
    const small_trial trial(100);
    const temp_folder target;

    const auto ended = fail_at("syncfs", "EIO", every_call, trial.asking(), target);

    CHECK((ended.status == 1 || ended.status == 14));
    CHECK(ended.err.find("input or output failed") != std::string::npos);
    CHECK(left_behind(target.path()).empty());
    require_healed(trial.asking(), target);
}

TEST_CASE("a file system without exclusive renames still gets its file", "[injection]")
{
    if (!may_trace()) return;
    const large_trial trial;
    const temp_folder target;

    const auto command = command_of(trial.asking(), target);
    const auto ended = run(with_injection("renameat2", "error=EINVAL", every_call, command));

    CHECK(ended.status == 0);
    require_all(trial.asking().server.folder(), target.path());
}

TEST_CASE("a target locked by somebody else gives exit code 11", "[injection]")
{
    if (!may_trace()) return;
    const large_trial trial;
    const temp_folder target;

    const auto ended = fail_at("flock", "EAGAIN", every_call, trial.asking(), target);

    CHECK(ended.status == 11);
    CHECK(visible(target.path()).empty());
    require_healed(trial.asking(), target);
}
