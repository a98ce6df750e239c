#include "support/test_server.hpp"
#include "system/failure/download_trial.hpp"
#include "system/pickup_project.hpp"
#include "system/schedule_desk.hpp"

#include <nlohmann/json.hpp>

#include <csignal>
#include <sstream>

using namespace sluice;
using namespace sluice::test;

namespace {

/// Bytes of the hidden files that a schedule is writing.
std::uint64_t hidden_bytes(const schedule_desk& desk)
{
    if (!desk.folder.has("in")) return 0;
    std::uint64_t all = 0;
    for (const auto& found : std::filesystem::directory_iterator(desk.folder.at("in")))
        all = std::max<std::uint64_t>(all, found.file_size());
    return all;
}

/// Bytes that came in the runs that ended.
std::uint64_t bytes_of_runs(const schedule_desk& desk)
{
    std::uint64_t all = 0;
    std::istringstream lines(desk.history());
    for (std::string line; std::getline(lines, line);)
        all += nlohmann::json::parse(line).value("bytes", std::uint64_t{0});
    return all;
}

} // namespace

TEST_CASE("a scheduled pick-up whose client is killed goes on with what is there",
          "[system][pickup][kill]")
{
    const auto unpack = GENERATE(std::string("yes"), std::string("no"));
    INFO("unpack = " << unpack);
    test_server server(std::vector<std::string>{"--pickup-settle", "0s", "--client-rate", "6M"});
    pickup_project project(server.files());
    constexpr std::uint64_t size = 12U << 20U;
    project.add("a.drc", sample_bytes(size));
    const schedule_desk desk("interval = 1h\nproject = foo\next = drc\napi = http://127.0.0.1:" +
                             std::to_string(server.port()) + "\nunpack = " + unpack + "\n");
    auto killed = desk.start({"run"});
    REQUIRE(wait_until([&] { return hidden_bytes(desk) >= size / 3; }));
    killed.signal(SIGKILL);
    killed.wait(deadline::after(std::chrono::seconds(20)));
    CHECK(project.names_in("archive").empty());

    // What the server still counts as under way is nothing new.
    finished_program ran;
    wait_until([&] {
        ran = desk.run();
        return !desk.shown().empty();
    });

    INFO(ran.err << desk.history());
    REQUIRE(desk.shown().size() == 1);
    CHECK(bytes_of_runs(desk) < size);
    CHECK(desk.is_tidy());
    if (unpack == "yes") CHECK(desk.in("a.drc") == project.made().at("a.drc"));
    if (unpack == "no") CHECK(unpacked(desk.in(desk.shown().front())) == project.made());
    project.require_archived_once();
}
