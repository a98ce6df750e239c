#include "http/http_date.hpp"
#include "server/http_desk.hpp"
#include "support/catch.hpp"
#include "support/mentions.hpp"

using namespace sluice;
using test::http_desk;
using test::mentions;

namespace {

constexpr std::string_view ten = "0123456789";

struct ranged_file : http_desk {
    ranged_file() { folder.write("a.bin", ten); }

    test::http_answer range(const std::string& value, headers more = {})
    {
        more.emplace_back("Range", value);
        return get("/files/a.bin", more);
    }
};

} // namespace

TEST_CASE("one range is sent as it was asked for", "[server][routes_files]")
{
    ranged_file desk;
    struct row {
        std::string asked;
        std::string content_range;
        std::string body;
    };
    const std::vector<row> rows{
        {"bytes=0-0", "bytes 0-0/10", "0"},          {"bytes=2-4", "bytes 2-4/10", "234"},
        {"bytes=7-", "bytes 7-9/10", "789"},         {"bytes=-3", "bytes 7-9/10", "789"},
        {"bytes=-99", "bytes 0-9/10", "0123456789"}, {"bytes=8-99", "bytes 8-9/10", "89"},
        {"bytes=9-9", "bytes 9-9/10", "9"}};

    for (const auto& one : rows) {
        const auto got = desk.range(one.asked);
        INFO(one.asked);
        CHECK(got.status == 206);
        CHECK(got.field("content-range") == one.content_range);
        CHECK(got.body == one.body);
        CHECK(got.field("content-type") == "application/octet-stream");
    }
}

TEST_CASE("a range beyond the end cannot be satisfied", "[server][routes_files]")
{
    ranged_file desk;

    for (const std::string asked : {"bytes=10-", "bytes=10-20", "bytes=99-", "bytes=-0"}) {
        const auto got = desk.range(asked);
        INFO(asked);
        CHECK(got.status == 416);
        CHECK(got.field("content-range") == "bytes */10");
        CHECK(got.document()["code"] == "range_not_satisfiable");
    }
}

TEST_CASE("a range that cannot be read is ignored", "[server][routes_files]")
{
    ranged_file desk;

    for (const std::string asked : {"bytes=5-2", "bytes=a-b", "lines=0-1", "bytes", "bytes="}) {
        const auto got = desk.range(asked);
        INFO(asked);
        CHECK(got.status == 200);
        CHECK(got.body == ten);
    }
}

TEST_CASE("several ranges come as one body of parts", "[server][routes_files]")
{
    ranged_file desk;

    const auto got = desk.range("bytes=0-1,5-6,-1");

    CHECK(got.status == 206);
    CHECK(got.whole);
    CHECK(got.fields.find("content-range") == nullptr);
    const auto type = got.field("content-type");
    REQUIRE_THAT(type, mentions("multipart/byteranges; boundary="));
    CHECK_THAT(got.body, mentions("content-range: bytes 0-1/10\r\n\r\n01\r\n") ||
                             mentions("Content-Range: bytes 0-1/10\r\n\r\n01\r\n"));
    CHECK_THAT(got.body, mentions("bytes 5-6/10\r\n\r\n56\r\n"));
    CHECK_THAT(got.body, mentions("bytes 9-9/10\r\n\r\n9\r\n"));
}

TEST_CASE("parts of a large file are as long as was promised", "[server][routes_files]")
{
    http_desk desk;
    const auto content = test::content_of(3U << 20U);
    desk.folder.write("a", content);

    const auto got = desk.get("/files/a", {{"Range", "bytes=0-1048575,2097152-"}});

    CHECK(got.status == 206);
    CHECK(got.whole);
    CHECK_THAT(got.body, mentions(content.substr(0, 1U << 20U)));
    CHECK_THAT(got.body, mentions(content.substr(2U << 20U)));
}

TEST_CASE("eight ranges are obeyed and nine are not", "[server][routes_files]")
{
    http_desk desk;
    desk.folder.write("a.bin", test::content_of(100));
    std::string eight = "bytes=0-0";
    for (int i = 1; i < 8; ++i)
        eight += "," + std::to_string(10 * i) + "-" + std::to_string(10 * i);

    CHECK(desk.get("/files/a.bin", {{"Range", eight}}).status == 206);
    const auto nine = desk.get("/files/a.bin", {{"Range", eight + ",90-90"}});
    CHECK((nine.status == 200 || nine.status == 416));
}

TEST_CASE("If-Range obeys the range for the very version only", "[server][routes_files]")
{
    ranged_file desk;
    const auto known = desk.get("/files/a.bin");
    const auto etag = known.field("etag");
    const auto date = known.field("last-modified");

    CHECK(desk.range("bytes=0-1", {{"If-Range", etag}}).status == 206);
    CHECK(desk.range("bytes=0-1", {{"If-Range", date}}).status == 206);
    CHECK(desk.range("bytes=0-1", {{"If-Range", "\"other\""}}).body == ten);
    CHECK(desk.range("bytes=0-1", {{"If-Range", "W/" + etag}}).body == ten);
    CHECK(desk.range("bytes=0-1", {{"If-Range", "Sun, 06 Nov 1994 08:49:37 GMT"}}).body == ten);
    // A range beyond the end of another version is no mistake either.
    CHECK(desk.range("bytes=99-", {{"If-Range", "\"other\""}}).status == 200);
}

TEST_CASE("conditions are judged before the file is sent", "[server][routes_files]")
{
    ranged_file desk;
    const auto known = desk.get("/files/a.bin");
    const auto etag = known.field("etag");
    const auto date = known.field("last-modified");
    const std::string old = "Sun, 06 Nov 1994 08:49:37 GMT";
    struct row {
        http_desk::headers asked;
        int status;
    };
    const std::vector<row> rows{
        {{{"If-None-Match", etag}}, 304},
        {{{"If-None-Match", "W/" + etag}}, 304},
        {{{"If-None-Match", "\"x\", " + etag}}, 304},
        {{{"If-None-Match", "*"}}, 304},
        {{{"If-None-Match", "\"x\""}}, 200},
        {{{"If-Match", etag}}, 200},
        {{{"If-Match", "*"}}, 200},
        {{{"If-Match", "\"x\""}}, 412},
        {{{"If-Match", "W/" + etag}}, 412},
        {{{"If-Modified-Since", date}}, 304},
        {{{"If-Modified-Since", old}}, 200},
        {{{"If-Modified-Since", "yesterday"}}, 200},
        {{{"If-Unmodified-Since", date}}, 200},
        {{{"If-Unmodified-Since", old}}, 412},
        // The tag decides where there are both.
        {{{"If-None-Match", "\"x\""}, {"If-Modified-Since", date}}, 200},
        {{{"If-Match", etag}, {"If-Unmodified-Since", old}}, 200},
        {{{"If-Match", "\"x\""}, {"If-None-Match", etag}}, 412},
        {{{"If-None-Match", etag}, {"Range", "bytes=99-"}}, 304},
    };

    for (const auto& one : rows) {
        INFO(one.asked[0].first << ": " << one.asked[0].second);
        const auto got = desk.get("/files/a.bin", one.asked);
        CHECK(got.status == one.status);
        CHECK(got.field("etag") == etag);
        if (one.status == 304) CHECK(got.body.empty());
        const auto head = desk.ask("HEAD", "/files/a.bin", one.asked);
        CHECK(head.status == one.status);
    }
}

TEST_CASE("a changed file has another entity tag", "[server][routes_files]")
{
    ranged_file desk;
    const auto before = desk.get("/files/a.bin").field("etag");

    desk.folder.write("a.bin", "9876543210");

    const auto got = desk.get("/files/a.bin", {{"If-None-Match", before}});
    CHECK(got.status == 200);
    CHECK(got.field("etag") != before);
    CHECK(desk.get("/files/a.bin", {{"If-Match", before}}).status == 412);
}
