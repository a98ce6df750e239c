#include "eval/program/eval_trial.hpp"
#include "support/catch.hpp"
#include "support/mentions.hpp"

#include <csignal>
#include <filesystem>
#include <fstream>
#include <thread>

using namespace sluice;
using namespace sluice::test;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

const std::vector<std::string> three_clients{"run", "-f",      "128", "-n",           "3",   "-r",
                                             "1",   "--files", "3",   "--durability", "none"};

std::vector<std::string> with(std::vector<std::string> words, std::vector<std::string> more)
{
    words.insert(words.end(), more.begin(), more.end());
    return words;
}

/// Programs whose command line names the folder.
unsigned programs_of(const std::string& folder)
{
    unsigned found = 0;
    for (const auto& entry : fs::directory_iterator("/proc")) {
        std::ifstream in(entry.path() / "cmdline");
        std::string line((std::istreambuf_iterator<char>(in)), {});
        const bool server_or_client = line.find("sluice-server") != std::string::npos ||
                                      line.find("sluice-client") != std::string::npos;
        if (server_or_client && line.find(folder) != std::string::npos) ++found;
    }
    return found;
}

} // namespace

TEST_CASE("a client that is killed is a failed row and exit code 14", "[eval]")
{
    const eval_trial trial;
    // The second client dies in the middle of its second download.
    const auto client = trial.script("client", "case \"$*\" in\n"
                                               "*/clients/2\\ *) ;;\n"
                                               "*) exec $client \"$@\" ;;\n"
                                               "esac\n"
                                               "mkfifo $$.in\n"
                                               "$client \"$@\" < $$.in &\n"
                                               "exec 3> $$.in\n"
                                               "rm $$.in\n"
                                               "read line; echo $line >&3\n"
                                               "read line; echo $line >&3\n"
                                               "read line; kill -9 $!; kill -9 $$\n");

    const auto ended = trial.run(with(three_clients, {"--client-program", client}));

    INFO(ended.out << ended.err);
    CHECK(ended.status == 14);
    CHECK_THAT(ended.out, mentions("3 Clients,128B Files, repeat 1, client 2: ended by signal 9"));
    CHECK_THAT(ended.out, mentions("| 3 Clients,128B Files | 7 |"));
    unsigned failed = 0;
    for (const auto& one : trial.all<eval::file_record>()) {
        if (one.repeat == 0 || one.exit == 0) continue;
        ++failed;
        CHECK(one.client == 2);
        CHECK(one.exit == -SIGKILL);
        CHECK_FALSE(one.latency());
    }
    CHECK(failed == 2);
    CHECK(trial.json("summary.json").at("configurations").at(0).at("failed_files") == 2);
}

TEST_CASE("a copy that differs is a failure whatever the client says", "[eval]")
{
    const eval_trial trial;
    const auto client =
        trial.script("client", "while [ $# -gt 0 ]; do [ \"$1\" = -d ] && target=$2; shift; done\n"
                               "while read verb name; do\n"
                               "case $verb in\n"
                               "ping) echo '{\"seconds\":0.1}' ;;\n"
                               "get) head -c 128 /dev/zero > $target/$name\n"
                               "     echo '{\"event\":\"file\",\"bytes\":128,\"times\":{}}'\n"
                               "     echo '{\"event\":\"summary\",\"exit_code\":0}' ;;\n"
                               "esac\n"
                               "done\n");

    const auto ended = trial.run(with(three_clients, {"--client-program", client}));

    INFO(ended.out << ended.err);
    CHECK(ended.status == 14);
    CHECK_THAT(ended.out, mentions("exit code 6; the copy differs from its source"));
    for (const auto& one : trial.all<eval::file_record>())
        CHECK(one.exit == 6);
}

TEST_CASE("a client that says nothing ends at the limit", "[eval]")
{
    const eval_trial trial;
    const auto client = trial.script("client", "exec sleep 1000\n");

    const auto ended =
        trial.run(with(three_clients, {"--client-program", client, "--limit", "4s"}));

    INFO(ended.out << ended.err);
    CHECK(ended.status == 14);
    CHECK_THAT(ended.out, mentions("client 1: ended by signal 9; ") && mentions("timed out"));
}

TEST_CASE("a server that does not start is a clear error", "[eval]")
{
    struct trouble {
        std::string body;
        std::string said;
        std::string limit = "20s";
    };
    for (const auto& [body, said, limit] :
         {trouble{"exit 3\n", "ended with 3"}, trouble{"kill -9 $$\n", "ended with -9"},
          trouble{"echo hello\nexec sleep 100\n", "it said 'hello'"},
          trouble{"exec sleep 100\n", "does not listen in time", "500ms"}}) {
        const eval_trial trial;
        const auto server = trial.script("server", body);

        const auto ended =
            trial.run(with(three_clients, {"--server-program", server, "--limit", limit}));

        INFO(body << ended.out << ended.err);
        CHECK(ended.status == 5);
        CHECK_THAT(ended.err, mentions("start server") && mentions(said));
    }
}

TEST_CASE("programs that are not there and wrong lists are usage errors", "[eval]")
{
    struct trouble {
        std::vector<std::string> words;
        int status;
        std::string said;
    };
    for (const auto& [words, status, said] :
         {trouble{{"--server-program", "/nowhere/x"}, 4, "/nowhere/x"},
          trouble{{"-f", "12x"}, 2, "'12x'"}, trouble{{"-n", "0"}, 2, "'0'"},
          trouble{{"--rate", "-1"}, 2, "--rate '-1'"},
          trouble{{"--link", "1ms", "--mode", "coroutine"}, 2, "--link"},
          trouble{{"--link", "soon"}, 2, "soon"}, trouble{{"--filesize", "1"}, 2, "--file-size"}}) {
        const eval_trial trial;

        const auto ended = trial.run(words);

        INFO(words[0] << " " << words[1] << "\n" << ended.out << ended.err);
        CHECK(ended.status == status);
        CHECK_THAT(ended.err, mentions(said));
        CHECK(ended.out.empty());
    }
}

TEST_CASE("nothing outlives a run that was killed", "[eval]")
{
    const eval_trial trial;
    auto running = trial.start({"run", "-f", "128", "-n", "3", "-r", "9999", "--files", "1"});
    running.wait_for_text("3/", deadline::after(30s));

    running.signal(SIGKILL);
    static_cast<void>(running.wait(deadline::after(30s)));

    unsigned left = 1;
    for (int i = 0; i < 100 && left > 0; ++i) {
        std::this_thread::sleep_for(50ms);
        left = programs_of(trial.folder().path());
    }
    CHECK(left == 0);
}
