#include "server/zip_desk.hpp"

using namespace sluice;
using test::files_in;
using test::http_desk;

namespace {

/// A folder "d" of a few files.
void fill(const http_desk& desk)
{
    desk.folder.write("d/a.txt", "hello");
    desk.folder.write("d/deep/large", test::content_of(3U << 20U));
    desk.folder.write("d/nothing", "");
    desk.folder.make_folder("d/empty");
    desk.folder.write("beside", "not in it");
}

} // namespace

TEST_CASE("a folder comes as a zip archive of its exact length", "[server][routes_zip]")
{
    http_desk desk;
    fill(desk);

    const auto got = desk.get("/files/d?zip");

    CHECK(got.status == 200);
    CHECK(got.whole);
    CHECK(got.field("content-type") == "application/zip");
    CHECK(got.field("content-disposition").starts_with("attachment; filename=\"d.zip\""));
    CHECK(got.field("accept-ranges") == "bytes");
    CHECK(got.field("etag").starts_with("\"zip-"));
    const auto files = files_in(got.body);
    REQUIRE(files.size() == 3);
    CHECK(files.at("a.txt") == "hello");
    CHECK(files.at("deep/large") == test::content_of(3U << 20U));
    CHECK(files.at("nothing").empty());
    desk.host.ledger.flush();
    REQUIRE(desk.store->records().size() == 1);
    CHECK(desk.store->records()[0].what == "d?zip");
}

TEST_CASE("the head of an archive says what the archive will be", "[server][routes_zip]")
{
    http_desk desk;
    fill(desk);

    const auto head = desk.ask("HEAD", "/files/d?zip");
    const auto whole = desk.get("/files/d?zip");

    CHECK(head.status == 200);
    CHECK(head.field("content-length") == std::to_string(whole.body.size()));
    CHECK(head.field("etag") == whole.field("etag"));
}

TEST_CASE("a member that changes under way breaks the archive off", "[server][routes_zip]")
{
    http_desk desk;
    desk.folder.write("d/1", test::content_of(8U << 20U));
    desk.folder.write("d/2", test::content_of(20U << 20U));
    desk.folder.write("d/3", "last");
    std::string victim;
    SECTION("the one that is sent")
    {
        victim = "d/1";
    }
    SECTION("one that comes later")
    {
        victim = "d/2";
    }
    SECTION("the last one")
    {
        victim = "d/3";
    }
    bool changed = false;
    desk.on_bytes = [&](const std::string& all) {
        if (changed || all.size() < 1000) return;
        changed = true;
        std::fstream file(desk.folder.at(victim), std::ios::in | std::ios::out | std::ios::binary);
        file.put('!');
    };

    const auto got = desk.get("/files/d?zip");

    CHECK(changed);
    CHECK(got.status == 200);
    CHECK_FALSE(got.whole);
    desk.host.ledger.flush();
    CHECK(desk.store->records().empty());
}

TEST_CASE("a member that vanishes under way breaks the archive off", "[server][routes_zip]")
{
    http_desk desk;
    desk.folder.write("d/1", test::content_of(20U << 20U));
    desk.folder.write("d/2", "gone");
    desk.on_bytes = [&](const std::string&) { std::filesystem::remove(desk.folder.at("d/2")); };

    const auto got = desk.get("/files/d?zip");

    CHECK(got.status == 200);
    CHECK_FALSE(got.whole);
}

TEST_CASE("an archive has so many entries and no more", "[server][routes_zip]")
{
    auto settings = test::test_settings();
    settings.pickup.zip_entries = 5;
    http_desk desk(server::file_routes(), settings);
    fill(desk);

    CHECK(desk.get("/files/d?zip").status == 200);
    desk.folder.write("d/sixth", "");
    const auto refused = desk.get("/files/d?zip");
    CHECK(refused.status == 413);
    CHECK(refused.document()["code"] == "too_large");
}

TEST_CASE("whoever is bound to a folder gets archives of no other", "[server][routes_zip]")
{
    http_desk desk;
    fill(desk);
    desk.who.prefix = *storage::check_path("d/deep");

    CHECK(desk.get("/files/d?zip").status == 404);
    CHECK(desk.get("/files/?zip").status == 404);
    CHECK(desk.get("/files/d/empty?zip").status == 404);
    const auto own = desk.get("/files/d/deep?zip");
    CHECK(own.status == 200);
    CHECK(files_in(own.body).size() == 1);
}

TEST_CASE("the served folder itself comes as an archive, parts left out", "[server][routes_zip]")
{
    http_desk desk;
    fill(desk);
    desk.folder.write(".coming.12345678.part", "half");
    std::filesystem::create_symlink("/etc/passwd", desk.folder.at("link"));

    const auto got = desk.get("/files/?zip");

    CHECK(got.field("content-disposition").find("files.zip") != std::string::npos);
    const auto files = files_in(got.body);
    CHECK(files.size() == 4);
    CHECK(files.contains("d/a.txt"));
    CHECK(files.contains("beside"));
}

TEST_CASE("an empty folder is an archive of nothing", "[server][routes_zip]")
{
    http_desk desk;
    desk.folder.make_folder("d");

    const auto got = desk.get("/files/d?zip");

    CHECK(got.status == 200);
    CHECK(got.body.size() == 22);
}

TEST_CASE("a compressed archive comes in chunks, without ranges", "[server][routes_zip]")
{
    http_desk desk;
    fill(desk);
    desk.folder.write("d/text", std::string(1U << 20U, 'x'));

    const auto got = desk.get("/files/d?zip=deflate", {{"Range", "bytes=5-"}});

    CHECK(got.status == 200);
    CHECK(got.field("transfer-encoding") == "chunked");
    CHECK(got.field("content-length").empty());
    CHECK(got.field("etag").empty());
    const auto body = test::without_chunks(got.body);
    REQUIRE(body);
    CHECK(body->size() < (3U << 20U) + 200'000);
    const auto files = files_in(*body);
    CHECK(files.size() == 4);
    CHECK(files.at("deep/large") == test::content_of(3U << 20U));
    CHECK(files.at("text") == std::string(1U << 20U, 'x'));
}

TEST_CASE("a compressed archive breaks off too where a member changes", "[server][routes_zip]")
{
    http_desk desk;
    desk.folder.write("d/1", test::content_of(8U << 20U));
    desk.folder.write("d/2", test::content_of(8U << 20U));
    bool changed = false;
    desk.on_bytes = [&](const std::string& all) {
        if (changed || all.size() < 1000) return;
        changed = true;
        desk.folder.write("d/2", "short");
    };

    const auto got = desk.get("/files/d?zip=deflate");

    CHECK(changed);
    CHECK_FALSE(test::without_chunks(got.body));
}

TEST_CASE("zip is deflate or nothing, and of a file it means nothing", "[server][routes_zip]")
{
    http_desk desk;
    fill(desk);

    CHECK(desk.get("/files/d?zip=bzip2").status == 400);
    CHECK(desk.get("/files/beside?zip").body == "not in it");
    CHECK(desk.get("/files/none?zip").status == 404);
}

TEST_CASE("a connection may break at any moment of an archive", "[server][routes_zip]")
{
    for (const std::string target : {"/files/d?zip", "/files/d?zip=deflate"}) {
        for (std::uint64_t number = 1; number < 400; ++number) {
            test::stream_script script;
            script.fail_at(number, errc::peer_closed);
            http_desk desk;
            desk.pipe.script = &script;
            desk.folder.write("d/a", "hello");
            desk.folder.write("d/b", test::content_of(600'000));

            const auto got = desk.get(target);

            if (script.struck()) continue;
            INFO(target << " " << number);
            CHECK(got.status == 200);
            break;
        }
    }
}
