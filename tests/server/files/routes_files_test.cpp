#include "http/base64.hpp"
#include "http/http_date.hpp"
#include "server/http_desk.hpp"
#include "support/catch.hpp"
#include "support/mentions.hpp"

#include <filesystem>
#include <fstream>

using namespace sluice;
using test::http_desk;
using test::mentions;

namespace {

std::string sha256_field(std::string_view content)
{
    const auto digest = storage::digest_of(storage::digest_kind::sha256, as_bytes(content));
    return "sha-256=:" + http::encode_base64(digest.bytes()) + ":";
}

} // namespace

TEST_CASE("a small file is served with what describes it", "[server][routes_files]")
{
    http_desk desk;
    desk.folder.write("a b.txt", "hello");

    const auto got = desk.get("/files/a%20b.txt");

    CHECK(got.status == 200);
    CHECK(got.body == "hello");
    CHECK(got.field("content-length") == "5");
    CHECK(got.field("content-type") == "text/plain; charset=utf-8");
    CHECK(got.field("accept-ranges") == "bytes");
    CHECK(got.field("x-content-type-options") == "nosniff");
    CHECK(got.field("etag").size() == 34);
    CHECK(got.field("etag").front() == '"');
    CHECK(http::parse_date(got.field("last-modified")));
    CHECK_THAT(got.field("content-disposition"), mentions("inline; filename=\"a b.txt\""));
    CHECK(got.fields.find("repr-digest") == nullptr);
}

TEST_CASE("a large file comes whole", "[server][routes_files]")
{
    http_desk desk;
    const auto content = test::content_of((3U << 20U) + 5);
    desk.folder.write("films/long.mkv", content);

    const auto got = desk.get("/files/films/long.mkv");

    CHECK(got.status == 200);
    CHECK(got.body == content);
    CHECK_THAT(got.field("content-disposition"), mentions("attachment;"));
}

TEST_CASE("an empty file is a file", "[server][routes_files]")
{
    http_desk desk;
    desk.folder.write("nothing", "");

    const auto got = desk.get("/files/nothing");
    const auto range = desk.get("/files/nothing", {{"Range", "bytes=0-0"}});

    CHECK(got.status == 200);
    CHECK(got.field("content-length") == "0");
    CHECK(range.status == 416);
    CHECK(range.field("content-range") == "bytes */0");
}

TEST_CASE("HEAD says what GET would, without the bytes", "[server][routes_files]")
{
    http_desk desk;
    desk.folder.write("small", "hello");
    desk.folder.write("large", test::content_of(100'000));

    for (const std::string name : {"small", "large"}) {
        const auto head = desk.ask("HEAD", "/files/" + name);
        const auto get = desk.get("/files/" + name);
        INFO(name);
        CHECK(head.status == 200);
        CHECK(head.body.empty());
        for (const auto* field : {"content-length", "etag", "content-type", "last-modified"})
            CHECK(head.field(field) == get.field(field));
    }
    CHECK(desk.ask("HEAD", "/files/none").status == 404);
    CHECK(desk.ask("HEAD", "/files/small", {{"Range", "bytes=0-1"}}).status == 200);
}

TEST_CASE("a file that could act in a browser is put into a sandbox", "[server][routes_files]")
{
    http_desk desk;
    desk.folder.write("page.html", "<p>");
    desk.folder.write("image.svg", "<svg/>");
    desk.folder.write("photo.png", "png");

    CHECK(desk.get("/files/page.html").field("content-security-policy") == "sandbox");
    CHECK(desk.get("/files/image.svg").field("content-security-policy") == "sandbox");
    CHECK(desk.get("/files/photo.png").field("content-security-policy").empty());
}

TEST_CASE("a name in another script keeps both of its forms", "[server][routes_files]")
{
    http_desk desk;
    desk.folder.write("na\xc3\xafve.bin", "x");

    const auto got = desk.get("/files/na%C3%AFve.bin");

    CHECK_THAT(got.field("content-disposition"), mentions("filename=\"na"));
    CHECK_THAT(got.field("content-disposition"), mentions("filename*=UTF-8''na%C3%AFve.bin"));
}

TEST_CASE("a digest is sent where it is wished for, and once it is known", "[server][routes_files]")
{
    http_desk desk;
    const auto content = test::content_of(200'000);
    desk.folder.write("a", content);
    const http_desk::headers wish{{"Want-Repr-Digest", "sha-256=1"}};
    CHECK(desk.get("/files/a").field("repr-digest").empty());

    const auto range = desk.get("/files/a", {wish[0], {"Range", "bytes=0-9"}});
    const auto later = desk.get("/files/a");

    CHECK(range.status == 206);
    CHECK(range.field("repr-digest") == sha256_field(content));
    CHECK(later.field("repr-digest") == sha256_field(content));
    CHECK(desk.store->digests() == 1);
    desk.folder.write("a", "new");
    CHECK(desk.get("/files/a", wish).field("repr-digest") == sha256_field("new"));
}

TEST_CASE("other algorithms and broken wishes get no digest", "[server][routes_files]")
{
    http_desk desk;
    desk.folder.write("a", "x");

    for (const std::string wish : {"sha-512=1", "sha-256=0", "sha-256", "\xff", ""}) {
        const auto got = desk.get("/files/a", {{"Want-Repr-Digest", wish}});
        INFO(wish);
        CHECK((got.status == 200 || got.status == 400));
        CHECK(got.field("repr-digest").empty());
    }
}

TEST_CASE("downloads stand in the ledger", "[server][routes_files]")
{
    http_desk desk;
    desk.who.name = "ada";
    desk.folder.write("a", "hello");
    desk.get("/files/a");
    desk.get("/files/a", {{"Range", "bytes=1-2"}});
    desk.ask("HEAD", "/files/a");
    desk.get("/files/none");

    desk.host.ledger.flush();

    const auto records = desk.store->records();
    REQUIRE(records.size() == 1);
    CHECK(records[0].who == "ada");
    CHECK(records[0].what == "a");
    CHECK(records[0].direction == "down");
    CHECK(records[0].door == "http");
    CHECK(records[0].bytes == 7);
    CHECK(records[0].result == "ok");
}

TEST_CASE("a path that leads out is not found", "[server][routes_files]")
{
    http_desk desk;
    desk.folder.write("a/b.txt", "hello");
    std::filesystem::create_symlink("/etc/passwd", desk.folder.at("link"));
    std::filesystem::create_directory_symlink("/etc", desk.folder.at("folder"));

    for (const std::string path :
         {"../etc/passwd", "%2e%2e/etc/passwd", "a/../../x", "a/..%2fb.txt", "/etc/passwd",
          "%2fetc/passwd", "link", "folder/passwd", "a//b.txt", "a/./b.txt", "a/b.txt/",
          "..%5c..%5cetc", "%00", "a%00.txt", "%ff%fe", "a/b.txt/c"}) {
        const auto got = desk.get("/files/" + path);
        INFO(path);
        CHECK((got.status == 404 || got.status == 400));
        CHECK(got.field("content-type") == "application/problem+json");
        CHECK(got.body.find("root:") == std::string::npos);
    }
}

TEST_CASE("parts of files that are coming in are not served", "[server][routes_files]")
{
    http_desk desk;
    desk.folder.write(".a.txt.0123abcd.part", "secret");
    desk.folder.write("b.txt", "x");

    CHECK(desk.get("/files/.a.txt.0123abcd.part").status == 404);
    CHECK(desk.get("/files/").document()["entries"].size() == 1);
}

TEST_CASE("what an asker's prefix does not cover is not found", "[server][routes_files]")
{
    http_desk desk;
    desk.folder.write("mine/a", "1");
    desk.folder.write("minerals/a", "2");
    desk.folder.write("b", "3");
    desk.who.prefix = *storage::check_path("mine");

    CHECK(desk.get("/files/mine/a").status == 200);
    CHECK(desk.get("/files/mine/").status == 200);
    for (const std::string path : {"minerals/a", "b", "", "minerals/", "none"}) {
        INFO(path);
        CHECK(desk.get("/files/" + path).status == 404);
        CHECK(desk.get("/files/" + path + "?manifest").status == 404);
    }
}

TEST_CASE("an asker without the right is refused", "[server][routes_files]")
{
    http_desk desk;
    desk.folder.write("a", "1");
    desk.who.rights = state::right_set();

    const auto nobody = desk.get("/files/a");
    desk.who.name = "ada";
    const auto somebody = desk.get("/files/a");

    CHECK(nobody.status == 401);
    CHECK_THAT(nobody.field("www-authenticate"), mentions("Bearer"));
    CHECK(somebody.status == 403);
}

TEST_CASE("a method that a file does not know is refused with those it knows",
          "[server][routes_files]")
{
    http_desk desk;
    desk.folder.write("a", "1");

    const auto refused = desk.ask("DELETE", "/files/a");
    const auto asked = desk.ask("OPTIONS", "/files/a");

    CHECK(refused.status == 405);
    CHECK(refused.field("allow") == "GET, HEAD, OPTIONS");
    CHECK(asked.status == 204);
    CHECK(asked.field("allow") == "GET, HEAD, OPTIONS");
    CHECK(desk.get("/elsewhere").status == 404);
}

TEST_CASE("a file that changes under way is not completed", "[server][routes_files]")
{
    http_desk desk;
    const auto content = test::content_of(8U << 20U);
    desk.folder.write("a", content);
    bool changed = false;
    desk.on_bytes = [&](const std::string& all) {
        if (changed || all.size() < 1000) return;
        changed = true;
        std::fstream file(desk.folder.at("a"), std::ios::in | std::ios::out | std::ios::binary);
        file.seekp(7 << 20);
        file.put('!');
    };

    const auto got = desk.get("/files/a");

    CHECK(got.status == 200);
    CHECK_FALSE(got.whole);
    desk.host.ledger.flush();
    CHECK(desk.store->records().empty());
}

TEST_CASE("a file that shrinks under way is not completed", "[server][routes_files]")
{
    http_desk desk;
    desk.folder.write("a", test::content_of(8U << 20U));
    desk.on_bytes = [&](const std::string&) {
        std::filesystem::resize_file(desk.folder.at("a"), 5U << 20U);
    };

    const auto got = desk.get("/files/a");

    CHECK(got.status == 200);
    CHECK_FALSE(got.whole);
}
