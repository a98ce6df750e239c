#include "base/event_log.hpp"
#include "support/catch.hpp"
#include "support/temp_folder.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

using namespace sluice;

namespace {

/// What one event leaves in a log of this format.
std::string written(log_format format, const log_event& what)
{
    const test::temp_folder folder;
    {
        auto log = event_log::open(folder.at("x.log"), log_level::debug, format);
        REQUIRE(log);
        (*log)->write(what);
    }
    return folder.read("x.log");
}

log_event hostile_event()
{
    log_event what;
    what.session = 7;
    what.event = "served";
    what.request = "r-1";
    what.detail = "a\"b\n{\"level\":\"forged\"}\xff \u202e";
    return what;
}

} // namespace

TEST_CASE("an event is one line of text whatever a peer put into it", "[base][event_log]")
{
    const auto line = written(log_format::text, hostile_event());

    CHECK(std::count(line.begin(), line.end(), '\n') == 1);
    CHECK(line.find("session=7 event=served code=ok request=r-1 a\"b\\n{") != line.npos);
    CHECK(line.find("\\xff") != line.npos);
}

TEST_CASE("an event is one JSON object whatever a peer put into it", "[base][event_log]")
{
    const auto line = written(log_format::json, hostile_event());

    CHECK(std::count(line.begin(), line.end(), '\n') == 1);
    const auto object = nlohmann::json::parse(line);
    CHECK(object.at("level") == "info");
    CHECK(object.at("session") == 7);
    CHECK(object.at("event") == "served");
    CHECK(object.at("code") == "ok");
    CHECK(object.at("request") == "r-1");
    CHECK(object.at("detail").get<std::string>().starts_with("a\"b\n{"));
    CHECK(object.at("time").get<std::string>().ends_with("Z"));
    CHECK(std::all_of(line.begin(), line.end(),
                      [](char c) { return c == '\n' || (c >= ' ' && c <= '~'); }));
}
