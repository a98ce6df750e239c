#include "support/catch.hpp"
#include "support/test_server.hpp"
#include "system/failure/download_trial.hpp"
#include "system/failure/upload_trial.hpp"

using namespace sluice;
using namespace sluice::test;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

using maker = std::unique_ptr<upload_trial> (*)(std::string, std::string);

/// Calls of one thread are counted; more than an upload here makes.
constexpr unsigned most_calls = 60;

/// A server program with folders of its own, sound or under strace.
class mortal_server {
public:
    mortal_server()
    {
        folder_.make_folder("served");
        // The database and the folders are there before trouble begins.
        auto first = start_sound();
        first.signal(SIGTERM);
        first.wait(deadline::after(20s));
    }

    program start_sound() { return begin(start(command())); }

    /// Nothing: it was killed before it listened.
    std::optional<program> start_dying_at(const std::string& call, unsigned number)
    {
        auto started =
            start(with_injection(call, "signal=KILL", std::to_string(number), command()));
        try {
            return begin(std::move(started));
        } catch (const std::exception&) {
            return std::nullopt;
        }
    }

    std::uint16_t port() const { return port_; }
    const temp_folder& folder() const { return folder_; }

    nlohmann::json ledger() const
    {
        const auto shown = run({server_program(), "ledger", "--json", "-d", folder_.at("served"),
                                "--state", folder_.at("state"), "-l", "none"});
        INFO(shown.err);
        REQUIRE(shown.status == 0);
        return nlohmann::json::parse(shown.out);
    }

private:
    command_line command() const
    {
        return {server_program(),
                "-d",
                folder_.at("served"),
                "--state",
                folder_.at("state"),
                "-l",
                folder_.at("log"),
                "-a",
                "127.0.0.1",
                "-p",
                "0",
                "--no-repl",
                "--library-types",
                "all"};
    }

    program begin(program started)
    {
        const auto line = started.read_line(deadline::after(20s));
        port_ = static_cast<std::uint16_t>(std::stoul(line.substr(line.rfind(':') + 1)));
        return started;
    }

    temp_folder folder_;
    std::uint16_t port_ = 0;
};

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
    const auto ledger = server.ledger();
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
    mortal_server server;
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
    for (const auto* call : {"pwrite64", "fdatasync", "fsync", "renameat2", "linkat", "unlinkat",
                             "fallocate", "openat", "openat2", "ftruncate", "write"}) {
        unsigned quiet = 0;
        for (unsigned number = 1; number <= most_calls && quiet < 2; ++number)
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
