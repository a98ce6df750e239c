#include "http/conditional.hpp"
#include "support/catch.hpp"

using namespace sluice;
using namespace sluice::http;

namespace {

const std::string date = "Sun, 06 Nov 1994 08:49:37 GMT";
const std::string earlier = "Sun, 06 Nov 1994 08:49:36 GMT";

validators current()
{
    validators made;
    made.etag = entity_tag{"v1", false};
    made.modified = std::chrono::sys_seconds(std::chrono::seconds(784111777));
    return made;
}

verdict judge(std::string_view method, std::vector<std::pair<std::string, std::string>> asked,
              const validators& against = current())
{
    fields all;
    for (const auto& [name, value] : asked)
        all.add(name, value);
    return judge_conditions(method, all, against);
}

} // namespace

TEST_CASE("tags are read and written", "[http][etag]")
{
    CHECK(parse_etag("\"a\"") == entity_tag{"a", false});
    CHECK(parse_etag(" W/\"a\" ") == entity_tag{"a", true});
    CHECK(parse_etag("\"\"") == entity_tag{"", false});
    for (const auto* bad :
         {"", "a", "\"a", "w/\"a\"", "\"a b\"", "\"a\"b", "W/a", "*", "\"a\", \"b\""})
        CHECK_FALSE(parse_etag(bad));
    CHECK(format_etag({"a b\"", true}) == "W/\"ab\"");
    CHECK(parse_etag_list("\"a\",,W/\"b,c\" , \"d\"")->tags.size() == 3);
    CHECK(parse_etag_list("*")->any);
    for (const auto* bad : {"", ",", "a", "\"a\" \"b\"", "*, \"a\"", "\"a\"; \"b\""})
        CHECK_FALSE(parse_etag_list(bad));
}

TEST_CASE("weak tags match only where that is enough", "[http][etag]")
{
    const entity_tag strong{"a", false};
    const entity_tag weak{"a", true};
    CHECK(strong_match(strong, strong));
    CHECK_FALSE(strong_match(strong, weak));
    CHECK_FALSE(strong_match(weak, weak));
    CHECK(weak_match(strong, weak));
    CHECK_FALSE(weak_match(strong, {"b", false}));
}

TEST_CASE("If-Match wants the version that is there", "[http][conditional]")
{
    CHECK(judge("PUT", {{"If-Match", "\"v1\""}}) == verdict::proceed);
    CHECK(judge("PUT", {{"If-Match", "\"v0\", \"v1\""}}) == verdict::proceed);
    CHECK(judge("PUT", {{"If-Match", "\"v0\""}, {"If-Match", "\"v1\""}}) == verdict::proceed);
    CHECK(judge("GET", {{"If-Match", "\"v0\""}}) == verdict::failed);
    CHECK(judge("GET", {{"If-Match", "W/\"v1\""}}) == verdict::failed);
    CHECK(judge("GET", {{"If-Match", "junk"}}) == verdict::failed);
    CHECK(judge("PUT", {{"If-Match", "*"}}) == verdict::proceed);
    validators nothing;
    nothing.exists = false;
    CHECK(judge("PUT", {{"If-Match", "*"}}, nothing) == verdict::failed);
}

TEST_CASE("If-None-Match wants another version", "[http][conditional]")
{
    CHECK(judge("GET", {{"If-None-Match", "\"v1\""}}) == verdict::not_modified);
    CHECK(judge("HEAD", {{"If-None-Match", "W/\"v1\""}}) == verdict::not_modified);
    CHECK(judge("GET", {{"If-None-Match", "\"v0\""}}) == verdict::proceed);
    CHECK(judge("GET", {{"If-None-Match", "*"}}) == verdict::not_modified);
    CHECK(judge("PUT", {{"If-None-Match", "*"}}) == verdict::failed);
    CHECK(judge("GET", {{"If-None-Match", "junk"}}) == verdict::proceed);
    validators nothing;
    nothing.exists = false;
    CHECK(judge("PUT", {{"If-None-Match", "*"}}, nothing) == verdict::proceed);
}

TEST_CASE("dates are conditions where no tags are", "[http][conditional]")
{
    CHECK(judge("GET", {{"If-Modified-Since", date}}) == verdict::not_modified);
    CHECK(judge("GET", {{"If-Modified-Since", earlier}}) == verdict::proceed);
    CHECK(judge("POST", {{"If-Modified-Since", date}}) == verdict::proceed);
    CHECK(judge("GET", {{"If-Modified-Since", "yesterday"}}) == verdict::proceed);
    CHECK(judge("GET", {{"If-Modified-Since", date}, {"If-None-Match", "\"v0\""}}) ==
          verdict::proceed);
    CHECK(judge("GET", {{"If-Unmodified-Since", date}}) == verdict::proceed);
    CHECK(judge("GET", {{"If-Unmodified-Since", earlier}}) == verdict::failed);
    CHECK(judge("GET", {{"If-Unmodified-Since", earlier}, {"If-Match", "\"v1\""}}) ==
          verdict::proceed);
    CHECK(judge("GET", {{"If-Match", "\"v0\""}, {"If-None-Match", "\"v1\""}}) == verdict::failed);
}

TEST_CASE("If-Range holds for the very same version", "[http][conditional]")
{
    const auto holds = [](std::string_view value) {
        fields asked;
        asked.add("If-Range", value);
        return if_range_holds(asked, current());
    };
    CHECK(if_range_holds({}, current()));
    CHECK(holds("\"v1\""));
    CHECK(holds(date));
    CHECK_FALSE(holds("\"v0\""));
    CHECK_FALSE(holds("W/\"v1\""));
    CHECK_FALSE(holds(earlier));
    CHECK_FALSE(holds("junk"));
}
