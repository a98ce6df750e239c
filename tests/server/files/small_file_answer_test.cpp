#include "http/base64.hpp"
#include "server/http_desk.hpp"
#include "support/catch.hpp"

#include <filesystem>
#include <fstream>

using namespace sluice;
using test::http_desk;

namespace {

bool is_remembered(http_desk& desk, const std::string& path)
{
    return desk.host.small.find(path, server::small_files::clock::now()).copy != nullptr;
}

/// Often enough for a copy.
test::http_answer asked_often(http_desk& desk, const std::string& target)
{
    for (int i = 0; i < 2; ++i)
        static_cast<void>(desk.get(target));
    return desk.get(target);
}

http::fields without_date(const test::http_answer& from)
{
    http::fields made;
    for (const auto& one : from.fields.all())
        if (one.name != "date") made.add(one.name, one.value);
    return made;
}

} // namespace

TEST_CASE("an answer out of memory is the one out of the file", "[server][small_file_answer]")
{
    http_desk desk;
    desk.folder.write("folder/page.html", "hello");
    const auto first = desk.get("/files/folder/page.html");

    const auto later = asked_often(desk, "/files/folder/page.html");

    CHECK(is_remembered(desk, "folder/page.html"));
    CHECK(later.status == first.status);
    CHECK(later.body == "hello");
    CHECK(without_date(later).all() == without_date(first).all());
}

TEST_CASE("a file that changes after it was remembered shows at once",
          "[server][small_file_answer]")
{
    http_desk desk;
    const auto change = GENERATE(as<std::string>(), "written over", "replaced", "removed");
    desk.folder.write("a.txt", "old");
    const auto old = asked_often(desk, "/files/a.txt");
    REQUIRE(is_remembered(desk, "a.txt"));

    if (change == "written over") std::ofstream(desk.folder.at("a.txt")) << "new";
    if (change == "removed") std::filesystem::remove(desk.folder.at("a.txt"));
    if (change == "replaced") {
        desk.folder.write("b.txt", "new");
        std::filesystem::rename(desk.folder.at("b.txt"), desk.folder.at("a.txt"));
    }
    const auto now = desk.get("/files/a.txt");

    CAPTURE(change);
    CHECK(now.status == (change == "removed" ? 404 : 200));
    CHECK(now.field("etag") != old.field("etag"));
    CHECK((now.body == "new" || change == "removed"));
}

TEST_CASE("a folder on the way that became a link is no way to what was remembered",
          "[server][small_file_answer]")
{
    http_desk desk;
    desk.folder.write("folder/a.txt", "content");
    REQUIRE(asked_often(desk, "/files/folder/a.txt").status == 200);
    REQUIRE(is_remembered(desk, "folder/a.txt"));

    std::filesystem::rename(desk.folder.at("folder"), desk.folder.at("moved"));
    std::filesystem::create_directory_symlink("moved", desk.folder.at("folder"));

    CHECK(desk.get("/files/folder/a.txt").status >= 400);
    CHECK(desk.get("/files/moved/a.txt").body == "content");
}

TEST_CASE("what asks for more than the file is not answered out of memory",
          "[server][small_file_answer]")
{
    http_desk desk;
    desk.folder.write("a.txt", "content");
    const auto known = asked_often(desk, "/files/a.txt");
    REQUIRE(is_remembered(desk, "a.txt"));

    CHECK(desk.get("/files/a.txt", {{"Range", "bytes=0-1"}}).body == "co");
    CHECK(desk.get("/files/a.txt", {{"If-None-Match", known.field("etag")}}).status == 304);
    CHECK(desk.get("/files/a.txt", {{"If-Match", "\"other\""}}).status == 412);
    CHECK(desk.get("/files/a.txt?manifest").document()["size"] == 7);
    CHECK(desk.get("/files/a.txt/").status == 404);
    const auto head = desk.ask("HEAD", "/files/a.txt");
    CHECK(head.body.empty());
    CHECK(head.field("content-length") == "7");
    const auto wish = desk.get("/files/a.txt", {{"Want-Repr-Digest", "sha-256=1"}});
    CHECK(desk.get("/files/a.txt").field("repr-digest") == wish.field("repr-digest"));
    CHECK_FALSE(wish.field("repr-digest").empty());
}

TEST_CASE("what may not be seen is not seen through memory either", "[server][small_file_answer]")
{
    http_desk desk;
    desk.folder.write("a.txt", "content");
    static_cast<void>(asked_often(desk, "/files/a.txt"));
    REQUIRE(is_remembered(desk, "a.txt"));

    desk.who.prefix = *storage::check_path("elsewhere");

    CHECK(desk.get("/files/a.txt").status == 404);
}

TEST_CASE("a large file is not remembered", "[server][small_file_answer]")
{
    http_desk desk;
    const auto most = server::small_files::largest;
    desk.folder.write("most", test::content_of(most));
    desk.folder.write("more", test::content_of(most + 1));

    CHECK(asked_often(desk, "/files/most").body == test::content_of(most));
    CHECK(asked_often(desk, "/files/more").body == test::content_of(most + 1));

    CHECK(is_remembered(desk, "most"));
    CHECK_FALSE(is_remembered(desk, "more"));
}

TEST_CASE("downloads out of memory are in the ledger", "[server][small_file_answer]")
{
    http_desk desk;
    desk.folder.write("a.txt", "content");

    for (int i = 0; i < 5; ++i)
        static_cast<void>(desk.get("/files/a.txt"));
    desk.host.ledger.flush();

    std::uint64_t bytes = 0;
    for (const auto& one : desk.store->records())
        bytes += one.what == "a.txt" ? one.bytes : 0;
    CHECK(bytes == 35);
}
