#include "fetch/api_error.hpp"
#include "fetch/line_sink.hpp"
#include "fetch/redirect.hpp"
#include "support/catch.hpp"

using namespace sluice;

namespace {

fetch::answer answer_from(const char* where, int status, const char* location)
{
    fetch::answer made;
    made.status = status;
    made.from = *fetch::parse_url(where);
    if (location) made.fields.add("Location", location);
    return made;
}

fetch::request secret_request()
{
    fetch::request made;
    made.target = "https://a.org/x";
    made.fields.add("Authorization", "Bearer secret");
    made.fields.add("Cookie", "secret");
    made.fields.add("Range", "bytes=5-");
    return made;
}

error error_with(int status, std::string body)
{
    auto came = answer_from("http://a.org/", status, nullptr);
    came.body = std::move(body);
    return fetch::api_error(came);
}

} // namespace

TEST_CASE("credentials stay with the origin that they were given for", "[fetch][redirect]")
{
    const auto came = answer_from("https://a.org/x", 302, "https://b.org/y");

    const auto next = fetch::redirected(secret_request(), came);

    REQUIRE(next);
    CHECK(next->target == "https://b.org/y");
    CHECK_FALSE(next->fields.find("authorization"));
    CHECK_FALSE(next->fields.find("cookie"));
    CHECK(next->fields.find("range"));
}

TEST_CASE("within an origin credentials go along", "[fetch][redirect]")
{
    const auto next =
        fetch::redirected(secret_request(), answer_from("https://a.org/x", 307, "/y"));

    REQUIRE(next);
    CHECK(next->fields.find("authorization"));
}

TEST_CASE("no redirect leads from https to http, nowhere, or to two places", "[fetch][redirect]")
{
    const auto down =
        fetch::redirected(secret_request(), answer_from("https://a.org/x", 302, "http://a.org/y"));
    const auto nowhere =
        fetch::redirected(secret_request(), answer_from("https://a.org/x", 302, nullptr));
    auto twice = answer_from("https://a.org/x", 302, "/y");
    twice.fields.add("Location", "/z");

    REQUIRE_FALSE(down);
    CHECK(down.error() == errc::permission_denied);
    REQUIRE_FALSE(nowhere);
    CHECK(nowhere.error() == errc::malformed_message);
    CHECK_FALSE(fetch::redirected(secret_request(), twice));
}

TEST_CASE("only what reads is redirected", "[fetch][redirect]")
{
    auto what = secret_request();
    CHECK(fetch::is_followed(what, answer_from("https://a.org/x", 308, "/y")));
    CHECK_FALSE(fetch::is_followed(what, answer_from("https://a.org/x", 304, "/y")));
    what.method = "POST";
    CHECK_FALSE(fetch::is_followed(what, answer_from("https://a.org/x", 302, "/y")));
}

TEST_CASE("a problem document says which error it is", "[fetch][api]")
{
    const auto busy =
        error_with(409, R"({"status":409,"code":"target_exists","detail":"a.bin is there"})");

    CHECK(busy == errc::target_exists);
    CHECK(busy.detail() == "a.bin is there");
}

TEST_CASE("other errors are judged by their status, and say what they say", "[fetch][api]")
{
    CHECK(error_with(401, "") == errc::unauthenticated);
    CHECK(error_with(404, R"({"error":"Client X is not connected"})").detail() ==
          "Client X is not connected");
    CHECK(error_with(404, R"({"detail":"No .drc files available"})") == errc::not_found);
    CHECK(error_with(429, R"({"message":"100 per 1 minute"})") == errc::too_many_requests);
    CHECK(error_with(503, "<html>") == errc::overloaded);
    CHECK(error_with(302, "") == errc::malformed_message);
    CHECK(error_with(400, R"({"code":"no such code","detail":7})") == errc::bad_usage);
    CHECK(error_with(500, std::string(100'000, '[')) == errc::internal);
}

TEST_CASE("a body comes out in lines, however it was cut", "[fetch][lines]")
{
    const std::string body = "{\"a\":1}\n\r\n{\"b\":2}\r\n{\"c\":3}";
    for (std::size_t step = 1; step <= body.size(); ++step) {
        INFO(step);
        std::vector<std::string> lines;
        fetch::line_sink sink([&lines](std::string_view line) -> result<void> {
            lines.emplace_back(line);
            return ok;
        });

        for (std::size_t at = 0; at < body.size(); at += step)
            REQUIRE(sink.take(as_bytes(std::string_view(body).substr(at, step))));
        REQUIRE(sink.finish());

        CHECK(lines == std::vector<std::string>{"{\"a\":1}", "{\"b\":2}", "{\"c\":3}"});
    }
}

TEST_CASE("a line longer than is bearable ends the request", "[fetch][lines]")
{
    fetch::line_sink sink([](std::string_view) -> result<void> { return ok; }, 8);

    CHECK(sink.take(as_bytes(std::string_view("12345678\n1234567"))));
    const auto over = sink.take(as_bytes(std::string_view("89")));

    REQUIRE_FALSE(over);
    CHECK(over.error() == errc::too_large);
}
