#include "schedule_desk.hpp"
#include "support/private_mount.hpp"

#include <nlohmann/json.hpp>

#include <csignal>

using namespace sluice;
using namespace sluice::test;

namespace {

using strings = std::vector<std::string>;
using json = nlohmann::json;

std::string own(const test_server& server, const std::string& lines)
{
    return "interval = 1s\n" + lines + "[connection]\nport = " + std::to_string(server.port()) +
           "\n";
}

} // namespace

TEST_CASE("a schedule of a second keeps its pace and fetches what is new", "[system][schedule]")
{
    test_server server;
    server.files().write("a.txt", "one");
    const schedule_desk desk(own(server, "source = *.txt\n"));

    auto running = desk.start();
    const auto until = deadline::after(std::chrono::seconds(60));
    json runs;
    bool added = false;
    do {
        std::this_thread::sleep_for(std::chrono::milliseconds(200));
        const auto read = json::parse(desk.history(), nullptr, false);
        if (read.is_object()) runs = read["runs"];
        if (runs.size() >= 3 && !added) {
            server.files().write("b.txt", "two");
            added = true;
        }
    } while ((runs.size() < 11 || desk.shown().size() < 2) && !until.expired());
    running.signal(SIGINT);
    const auto ended = running.wait(deadline::after(std::chrono::seconds(20)));

    INFO(ended.err);
    CHECK(ended.status == 130);
    CHECK(desk.shown() == strings{"a.txt", "b.txt"});
    CHECK(desk.in("b.txt") == "two");
    REQUIRE(runs.size() >= 11);
    // Due times lie on a grid of whole seconds from the first; what was missed is counted.
    const double first = runs[0]["due"];
    double expected = first;
    for (const auto& run : runs) {
        expected += run["missed"].get<double>();
        CHECK(run["due"].get<double>() == Approx(expected).epsilon(0).margin(0.0005));
        CHECK(run["started"].get<double>() >= run["due"].get<double>());
        expected += 1;
    }
}

TEST_CASE("a file of the server comes by HTTP with its digest", "[system][schedule]")
{
    test_server server;
    server.files().write("deep/a b.bin", sample_bytes(2'500'000));
    const schedule_desk desk(own(server, "source = /files/deep/a%20b.bin\n"));

    const auto first = desk.run();
    const auto second = desk.run();

    INFO(first.err << second.err);
    CHECK(first.status == 0);
    CHECK(second.status == 0);
    CHECK(desk.shown() == strings{"a b.bin"});
    CHECK(desk.in("a b.bin") == sample_bytes(2'500'000));
    CHECK(count_of(desk.history(), "\"nothing new\"") == 1);
}

TEST_CASE("a server that is away is waited for", "[system][schedule]")
{
    test_server server;
    server.files().write("a.txt", "one");
    const schedule_desk desk(own(server, "source = a.txt\nretries = 1000\nbackoff = 50ms\n"));
    server.kill();

    auto running = desk.start();
    running.wait_for_text("failed", deadline::after(std::chrono::seconds(30)));
    server.start_again();
    running.wait_for_text("done", deadline::after(std::chrono::seconds(60)));
    running.signal(SIGTERM);
    const auto ended = running.wait(deadline::after(std::chrono::seconds(20)));

    CHECK(ended.status == 143);
    CHECK(desk.in("a.txt") == "one");
    CHECK(count_of(desk.history(), "\"retry\"") >= 1);
}

TEST_CASE("two programs do not run the schedules of one state", "[system][schedule]")
{
    test_server server;
    server.files().write("a.txt", "one");
    const schedule_desk desk(own(server, "source = a.txt\n"));
    auto running = desk.start();
    running.wait_for_text("done", deadline::after(std::chrono::seconds(30)));

    const auto second = desk.run();
    running.signal(SIGINT);
    running.wait(deadline::after(std::chrono::seconds(20)));

    CHECK(second.status == 11);
    CHECK(second.err.find("another sluice-client schedule") != std::string::npos);
}

TEST_CASE("a preview shows five times and asks nobody", "[system][schedule]")
{
    const schedule_desk desk("source = http://192.0.2.1/x\ncron = 0 3 * * *\nzone = UTC\n");

    const auto shown = desk.run({"preview", "--json"});

    CHECK(shown.status == 0);
    const auto read = json::parse(shown.out, nullptr, false);
    REQUIRE(read.is_object());
    REQUIRE(read["schedules"][0]["next"].size() == 5);
    CHECK(read["schedules"][0]["next"][0].get<std::string>().ends_with("T03:00:00Z"));
    CHECK_FALSE(desk.folder.has("state"));
}

TEST_CASE("what a schedule cannot be is told before anything runs", "[system][schedule]")
{
    const schedule_desk wrong("source = x\nintervall = 5\n");
    const schedule_desk right("source = x\ninterval = 5\n");
    const temp_folder empty;

    const auto told = wrong.run();
    const auto unknown = right.run({"run", "two"});
    const auto nothing = run_client(1, empty, {"schedule"});

    CHECK(told.status == 3);
    CHECK(told.err.find("did you mean 'interval'") != std::string::npos);
    CHECK(unknown.status == 4);
    CHECK(nothing.status == 3);
}

TEST_CASE("a full disk fails the run, not the file that is there", "[system][schedule]")
{
    const private_mount disk("mount -t tmpfs -o size=2m none \"$1\"");
    if (!disk.valid()) return;
    test_server server;
    server.files().write("a.bin", sample_bytes(4'000'000));
    const schedule_desk desk(own(server, "source = /files/a.bin\n"));
    desk.folder.write("c.ini", "log = none\nstate = " + desk.folder.at("state") +
                                   "\nport = " + std::to_string(server.port()) +
                                   "\n[schedule one]\nsource = /files/a.bin\ninterval = 1\n"
                                   "retries = 0\ninto = " +
                                   disk.path() + "/in\n");

    const auto ran = desk.run();

    INFO(ran.err);
    CHECK(ran.status == 9);
    CHECK_FALSE(std::filesystem::exists(disk.path() + "/in/a.bin"));
}
