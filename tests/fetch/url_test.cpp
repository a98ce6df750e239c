#include "fetch/url.hpp"
#include "support/catch.hpp"

using namespace sluice;

TEST_CASE("a URL is taken apart as libcurl reads it", "[fetch][url]")
{
    const auto read = fetch::parse_url("HTTPS://Example.ORG:8443/a%20b/c.zip?x=1#behind");

    REQUIRE(read);
    CHECK(read->scheme == "https");
    CHECK(read->host == "example.org");
    CHECK(read->port == 8443);
    CHECK(read->path == "/a%20b/c.zip");
    CHECK(read->text.find('#') == read->text.npos);
    CHECK(fetch::claimed_name(*read) == "c.zip");
}

TEST_CASE("the host that is judged is the one behind the last @", "[fetch][url]")
{
    for (const auto* text : {"http://127.0.0.1@example.org/", "http://user:word@example.org/",
                             "http://example.org:80@127.0.0.1/"}) {
        INFO(text);
        const auto read = fetch::parse_url(text);
        REQUIRE_FALSE(read);
        CHECK(read.error() == errc::bad_usage);
    }
}

TEST_CASE("only http and https are fetched", "[fetch][url]")
{
    for (const auto* text :
         {"file:///etc/passwd", "ftp://example.org/x", "gopher://127.0.0.1:70/_x",
          "dict://127.0.0.1/", "javascript:x", "example.org/x", "//example.org/x", "", "http://",
          "http://example.org:99999/", "http://[::1%25lo]/", "http://a b/"}) {
        INFO(text);
        const auto read = fetch::parse_url(text);
        REQUIRE_FALSE(read);
        CHECK(read.error() == errc::bad_usage);
    }
}

TEST_CASE("odd forms of IPv4 addresses come out in the usual one", "[fetch][url]")
{
    for (const auto* host : {"0x7f.1", "2130706433", "0177.0.0.1", "127.1", "0x7f000001"}) {
        INFO(host);
        const auto read = fetch::parse_url("http://" + std::string(host) + "/");
        REQUIRE(read);
        CHECK(read->host == "127.0.0.1");
    }
}

TEST_CASE("a Location is read from where it was said", "[fetch][url]")
{
    const auto base = fetch::parse_url("http://example.org:81/a/b?q=1");
    REQUIRE(base);
    const auto leads_to = [&base](std::string_view location) {
        const auto there = fetch::resolve_url(*base, location);
        return there ? there->text : "refused";
    };

    CHECK(leads_to("c") == "http://example.org:81/a/c");
    CHECK(leads_to("/c") == "http://example.org:81/c");
    CHECK(leads_to("//other.org/c") == "http://other.org/c");
    CHECK(leads_to("https://other.org/c d") == "https://other.org/c%20d");
    CHECK(leads_to("file:///etc/passwd") == "refused");
    CHECK(leads_to("http://x@127.0.0.1/") == "refused");
}

TEST_CASE("an origin is scheme, host and port", "[fetch][url]")
{
    const auto is_same = [](const char* one, const char* other) {
        return fetch::same_origin(*fetch::parse_url(one), *fetch::parse_url(other));
    };

    CHECK(is_same("http://a.org/x", "http://A.ORG:80/y"));
    CHECK(is_same("http://a.org/x", "http://a.org./y"));
    CHECK_FALSE(is_same("http://a.org/", "https://a.org/"));
    CHECK_FALSE(is_same("http://a.org/", "http://a.org:81/"));
    CHECK_FALSE(is_same("http://a.org/", "http://b.a.org/"));
}
