#include "support/catch.hpp"
#include "support/test_server.hpp"
#include "system/failure/download_trial.hpp"
#include "system/failure/mortal_server.hpp"
#include "system/failure/upload_trial.hpp"

using namespace sluice;
using namespace sluice::test;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

using maker = std::unique_ptr<upload_trial> (*)(std::string, std::string);

/// Calls of one thread are counted; more than an upload here makes.
constexpr unsigned most_calls = 60;

nlohmann::json ledger_of(const mortal_server& server)
{
    const auto shown =
        run({server_program(), "ledger", "--json", "-d", server.folder().at("served"), "--state",
             server.folder().at("state"), "-l", "none"});
    INFO(shown.err);
    REQUIRE(shown.status == 0);
    return nlohmann::json::parse(shown.out);
}

std::vector<std::string> files_below(const std::string& folder)
{
    std::vector<std::string> found;
    for (const auto& one : fs::recursive_directory_iterator(folder))
        if (one.is_regular_file()) found.push_back(one.path().string());
    return found;
}

void require_published_once(const mortal_server& server, const upload_trial& trial,
                            const std::string& where)
{
    REQUIRE(trial.lost().empty());
    const auto files = files_below(server.folder().at(where));
    REQUIRE(files.size() == 1);
    const auto name = fs::relative(files.front(), server.folder().path()).string();
    REQUIRE(server.folder().read(name) == trial.content());
    const auto waiting = files_below(server.folder().at("state/incoming"));
    REQUIRE(waiting.size() <= trial.unknown_ones());
    const auto ledger = ledger_of(server);
    INFO(ledger.dump());
    std::size_t rows = 0;
    for (const auto& row : ledger.at("ledger"))
        if (row.at("result") == "ok") ++rows;
    REQUIRE(rows == 1);
}

/// False: the upload went through without a kill.
bool survives_kill(maker door, const std::string& where, const std::string& call, unsigned number)
{
    INFO("killed at " << call << " number " << number);
    mortal_server server({"--library-types", "all"});
    const auto trial = door(noise(250'000, number), "big.txt");
    bool undisturbed = false;
    {
        auto dying = server.start_dying_at(call, number);
        if (dying) undisturbed = trial->go_on(server.port());
        if (dying && undisturbed) {
            dying->signal(SIGTERM);
            dying->wait(deadline::after(20s));
        }
    }
    auto sound = server.start_sound();
    const bool finished = trial->go_on(server.port());
    INFO(trial->refusal().status << " " << trial->refusal().body);
    REQUIRE(finished);
    require_published_once(server, *trial, where);
    return !undisturbed;
}

void kill_at_each(maker door, const std::string& where)
{
    unsigned first = 0;
    for (const auto* call : {"pwrite64", "fdatasync", "fsync", "renameat2", "linkat", "unlinkat",
                             "fallocate", "openat", "openat2", "ftruncate", "write"}) {
        unsigned quiet = 0;
        for (unsigned number = 1 + first++ % kill_stride;
             number <= most_calls && quiet < kill_patience; number += kill_stride)
            quiet = survives_kill(door, where, call, number) ? 0 : quiet + 1;
    }
}

} // namespace

TEST_CASE("an upload in chunks outlives a kill at every call that changes something", "[upload]")
{
    if (!may_trace()) return;
    kill_at_each(chunk_trial, "served");
}

TEST_CASE("an upload by tus outlives a kill at every call that changes something", "[upload]")
{
    if (!may_trace()) return;
    kill_at_each(tus_trial, "served");
}

TEST_CASE("an upload of flow chunks outlives a kill at every call that changes something",
          "[upload]")
{
    if (!may_trace()) return;
    kill_at_each(flow_trial, "state/uploads");
}
