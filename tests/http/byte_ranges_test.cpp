#include "http/byte_ranges.hpp"
#include "http/multipart_ranges.hpp"
#include "support/catch.hpp"

using namespace sluice;
using namespace sluice::http;
using kind = range_choice::kind;
using ranges = std::vector<byte_range>;

TEST_CASE("ranges of a file are understood", "[http][byte_ranges]")
{
    CHECK(parse_ranges("bytes=0-9", 100).ranges == ranges{{0, 10}});
    CHECK(parse_ranges("bytes=90-", 100).ranges == ranges{{90, 10}});
    CHECK(parse_ranges("bytes=-5", 100).ranges == ranges{{95, 5}});
    CHECK(parse_ranges("bytes=-500", 100).ranges == ranges{{0, 100}});
    CHECK(parse_ranges("bytes=99-99999999999999999999999", 100).ranges == ranges{{99, 1}});
    CHECK(parse_ranges("Bytes = 1-2 ,, 5-6", 100).ranges == ranges{{1, 2}, {5, 2}});
    CHECK(parse_ranges("bytes=0-0,-1", 100).what == kind::partial);
}

TEST_CASE("what is beyond the end is unsatisfiable", "[http][byte_ranges]")
{
    for (const auto* beyond : {"bytes=100-", "bytes=100-200", "bytes=-0", "bytes=100-,500-",
                               "bytes=99999999999999999999999-"})
        CHECK(parse_ranges(beyond, 100).what == kind::unsatisfiable);
    CHECK(parse_ranges("bytes=0-", 0).what == kind::unsatisfiable);
    CHECK(parse_ranges("bytes=100-,5-6", 100).ranges == ranges{{5, 2}});
    CHECK(unsatisfied_range(100) == "bytes */100");
}

TEST_CASE("a malformed range is ignored", "[http][byte_ranges]")
{
    for (const auto* bad :
         {"", "bytes", "bytes=", "bytes=,", "bytes=-", "bytes=a-", "bytes=1-a", "bytes=5-4",
          "bytes=1", "bytes=--1", "bytes=1--2", "bytes=+1-2", "bytes 0-9", "lines=0-9",
          "bytes=0-1;2-3", "bytes=1 - 2", "bytes=0-9,x"})
        CHECK(parse_ranges(bad, 100).what == kind::whole);
}

TEST_CASE("eight ranges are obeyed and nine are not", "[http][byte_ranges]")
{
    const std::string eight = "bytes=0-0,2-2,4-4,6-6,8-8,10-10,12-12,14-14";
    CHECK(parse_ranges(eight, 100).ranges.size() == 8);
    CHECK(parse_ranges(eight + ",16-16", 100).what == kind::whole);
}

TEST_CASE("ranges that overlap or touch are joined", "[http][byte_ranges]")
{
    CHECK(parse_ranges("bytes=0-9,5-14", 100).ranges == ranges{{0, 15}});
    CHECK(parse_ranges("bytes=0-9,10-19", 100).ranges == ranges{{0, 20}});
    CHECK(parse_ranges("bytes=0-9,11-19", 100).ranges == ranges{{0, 10}, {11, 9}});
    CHECK(parse_ranges("bytes=50-59,0-9,5-54", 100).ranges == ranges{{0, 60}});
    CHECK(parse_ranges("bytes=50-59,0-9", 100).ranges == ranges{{50, 10}, {0, 10}});
    CHECK(parse_ranges("bytes=0-,0-,0-,0-", 100).ranges == ranges{{0, 100}});
}

TEST_CASE("a range counts for GET, once, and where If-Range holds", "[http][byte_ranges]")
{
    validators current;
    current.etag = entity_tag{"v", false};
    fields asked;
    asked.add("Range", "bytes=0-0");
    CHECK(choose_ranges("GET", asked, current, 9).what == kind::partial);
    CHECK(choose_ranges("HEAD", asked, current, 9).what == kind::whole);
    CHECK(choose_ranges("GET", {}, current, 9).what == kind::whole);
    asked.add("If-Range", "\"v\"");
    CHECK(choose_ranges("GET", asked, current, 9).what == kind::partial);
    asked.set("If-Range", "\"w\"");
    CHECK(choose_ranges("GET", asked, current, 9).what == kind::whole);
    fields twice;
    twice.add("Range", "bytes=0-0");
    twice.add("Range", "bytes=1-1");
    CHECK(choose_ranges("GET", twice, current, 9).what == kind::whole);
}

TEST_CASE("several ranges are framed with a length known before", "[http][byte_ranges]")
{
    const multipart_ranges framing({{0, 2}, {5, 3}}, 10, "text/plain", "BOUND");

    const auto body = framing.head(0) + "ab" + framing.head(1) + "fgh" + framing.tail();

    CHECK(body ==
          "--BOUND\r\nContent-Type: text/plain\r\nContent-Range: bytes 0-1/10\r\n\r\nab\r\n"
          "--BOUND\r\nContent-Type: text/plain\r\nContent-Range: bytes 5-7/10\r\n\r\nfgh\r\n"
          "--BOUND--\r\n");
    CHECK(framing.length() == body.size());
    CHECK(framing.content_type() == "multipart/byteranges; boundary=BOUND");
    CHECK(random_boundary().size() == 32);
    CHECK(random_boundary() != random_boundary());
}
