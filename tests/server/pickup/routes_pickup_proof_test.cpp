#include "server/pickup_http_desk.hpp"

using namespace sluice;
using desk = test::pickup_http_desk;

namespace {

constexpr auto manual = "/stream/foo/drc?confirm=manual";

} // namespace

TEST_CASE("SHA-256 proves as well as CRC-32 and size", "[server][routes_pickup]")
{
    desk d;
    d.add("a.drc", "hello");
    const auto got = d.get(manual);

    const auto confirmed =
        d.confirm(got, R"({"files":[{"name":"a.drc","sha256":)"
                       R"("2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"}]})");

    CHECK(confirmed.status == 200);
    CHECK(d.folder.has("foo/archive/a.drc"));
}

TEST_CASE("digests that differ give the files back", "[server][routes_pickup]")
{
    desk d;
    d.add("a.drc", "hello");
    std::string claims;
    SECTION("another CRC-32")
    {
        claims = desk::claims_of({{"a.drc", "hullo"}});
    }
    SECTION("another size")
    {
        claims = desk::claims_of({{"a.drc", "hello!"}});
    }
    SECTION("another SHA-256")
    {
        claims = R"({"files":[{"name":"a.drc","sha256":")" + std::string(64, '0') + "\"}]}";
    }
    const auto got = d.get(manual);

    const auto refused = d.confirm(got, claims);

    CHECK(refused.status == 400);
    CHECK(d.folder.has("foo/bar/a.drc"));
    CHECK(d.get(manual).status == 200);
}

TEST_CASE("a proof that does not fit its receipt is refused and may be corrected",
          "[server][routes_pickup]")
{
    desk d;
    d.add("a.drc", "1");
    d.add("b.drc", "2");
    const auto got = d.get(manual);

    const std::string whole = desk::claims_of({{"a.drc", "1"}, {"b.drc", "2"}});
    for (const auto& wrong :
         {std::string("x"), std::string("{}"), std::string("[]"), std::string(R"({"files":{}})"),
          std::string(R"({"files":[1]})"), std::string(R"({"files":[{"name":"a.drc"}]})"),
          std::string(R"({"files":[{"name":"a.drc","crc32":"83dcefb7"}]})"),
          std::string(R"({"files":[{"name":"a.drc","crc32":7,"size":1}]})"),
          std::string(R"({"files":[{"name":"a.drc","crc32":"83dcefb7","size":-1}]})"),
          std::string(R"({"files":[{"name":"a.drc","sha256":"00"}]})"),
          desk::claims_of({{"a.drc", "1"}}),
          desk::claims_of({{"a.drc", "1"}, {"b.drc", "2"}, {"c.drc", "3"}})}) {
        INFO(wrong);
        CHECK(d.confirm(got, wrong).status == 400);
    }
    CHECK(d.confirm(got, whole).status == 200);
}

TEST_CASE("a receipt is its owner's alone", "[server][routes_pickup]")
{
    desk d;
    d.add("a.drc", "1");
    d.who.name = "ann";
    const auto got = d.get(manual);
    CHECK(d.receipt(got).status == 200);

    d.who.name = "bob";

    CHECK(d.receipt(got).status == 404);
    CHECK(d.confirm(got, desk::claims_of({{"a.drc", "1"}})).status == 404);
    CHECK(d.folder.has("foo/bar/a.drc"));
}

TEST_CASE("a receipt tells what was given, with checksums", "[server][routes_pickup]")
{
    desk d;
    d.add("a.drc", "hello");
    const auto got = d.get(manual);

    const auto shown = d.receipt(got).document();

    CHECK(shown["project"] == "foo");
    CHECK(shown["extension"] == "drc");
    CHECK(shown["phase"] == "awaiting");
    CHECK(shown["expires"].is_string());
    CHECK(shown["files"][0]["name"] == "a.drc");
    CHECK(shown["files"][0]["size"] == 5);
    CHECK(shown["files"][0]["crc32"] == "3610a686");
    CHECK(shown["files"][0]["archived_as"].is_null());
    CHECK(got.field("content-disposition").find(shown["archive"].get<std::string>()) !=
          std::string::npos);
}

TEST_CASE("what cannot be put away now is put away later, and never offered again",
          "[server][routes_pickup]")
{
    desk d;
    d.add("a.drc", "1");
    d.folder.write("foo/archive", "a file is in the way");
    const auto got = d.get(manual);

    const auto confirmed = d.confirm(got, desk::claims_of({{"a.drc", "1"}}));
    CHECK(confirmed.status == 200);
    CHECK(confirmed.document()["phase"] == "confirmed");
    CHECK(d.get(manual).status == 404);

    std::filesystem::remove(d.folder.at("foo/archive"));
    CHECK(d.get(manual).status == 404);
    CHECK(d.folder.read("foo/archive/a.drc") == "1");
    CHECK(d.confirm(got, desk::claims_of({{"a.drc", "1"}})).status == 200);
}

TEST_CASE("a project's manifest and segments come with their types", "[server][routes_media]")
{
    desk d;
    d.folder.write("foo/mpd.xml", "<MPD/>");
    d.folder.write("foo/high/1.drc", "0123456789");
    d.folder.write("foo/high/1.txt", "no");

    const auto manifest = d.get("/media/foo");
    CHECK(manifest.status == 200);
    CHECK(manifest.body == "<MPD/>");
    CHECK(manifest.field("content-type") == "application/dash+xml");
    const auto segment = d.get("/media/foo/high/1.drc");
    CHECK(segment.body == "0123456789");
    CHECK(segment.field("content-type") == "pointcloud/drc");
    CHECK_FALSE(segment.field("etag").empty());
    const auto range = d.get("/media/foo/high/1.drc", {{"Range", "bytes=2-4"}});
    CHECK(range.status == 206);
    CHECK(range.body == "234");
    CHECK(d.get("/media/foo/high/1.txt").status == 406);
    CHECK(d.get("/media/foo/high/1").status == 406);
    CHECK(d.get("/media/foo/high/2.drc").status == 404);
    CHECK(d.get("/media/foo/high/2.drc").document().contains("detail"));
    CHECK(d.get("/media/other").status == 404);
    CHECK(d.get("/media/%2e%2e/high/1.drc").status == 404);
    CHECK(d.get("/media/foo/high%2f..%2fhigh/1.drc").status >= 400);
}
