#include "server/files/folder_page.hpp"
#include "support/catch.hpp"

using namespace sluice;

namespace {

proto::entry entry(std::string path, proto::entry_kind kind, std::uint64_t size = 0)
{
    proto::entry made;
    made.path = std::move(path);
    made.kind = kind;
    made.size = size;
    made.modified_ns = 1'700'000'000'000'000'000;
    made.version.fill(std::byte{0xab});
    return made;
}

} // namespace

TEST_CASE("a page of a folder is a document", "[server][folder_page]")
{
    server::folder_page page;
    page.path = "films";
    page.entries = {entry("films/old", proto::entry_kind::folder),
                    entry("films/a b.mkv", proto::entry_kind::file, 7)};
    page.next = "a b.mkv";
    page.skipped = 2;

    const auto made = server::folder_json(page);

    CHECK(made["path"] == "films");
    CHECK(made["next"] == "a b.mkv");
    CHECK(made["skipped"] == 2);
    const auto& folder = made["entries"][0];
    CHECK(folder["name"] == "old");
    CHECK(folder["kind"] == "folder");
    CHECK(folder["href"] == "./old/");
    CHECK_FALSE(folder.contains("size"));
    const auto& file = made["entries"][1];
    CHECK(file["name"] == "a b.mkv");
    CHECK(file["href"] == "./a%20b.mkv");
    CHECK(file["size"] == 7);
    CHECK(file["modified"] == "2023-11-14T22:13:20Z");
    CHECK(file["etag"] == "\"abababababababababababababababab\"");
}

TEST_CASE("a page goes on behind a name that is no text", "[server][folder_page]")
{
    server::folder_page page;
    page.next = "caf\xe9";

    const auto next = server::folder_json(page)["next"].get<std::string>();

    CHECK(next == "/Y2Fm6Q");
    CHECK(server::name_of_cursor(next) == "caf\xe9");
    CHECK(server::name_of_cursor("caf\xc3\xa9") == "caf\xc3\xa9");
    CHECK_FALSE(server::name_of_cursor("/!"));
    CHECK_FALSE(server::name_of_cursor("a/b"));
    CHECK_FALSE(server::name_of_cursor("/Li4"));  // ".."
    CHECK_FALSE(server::name_of_cursor("/YS9i")); // "a/b"
}

TEST_CASE("the last page has nothing behind it", "[server][folder_page]")
{
    CHECK(server::folder_json({})["next"].is_null());
    CHECK(server::folder_json({})["entries"].empty());
}

TEST_CASE("a name that is no text has a link that leads to it", "[server][folder_page]")
{
    const auto odd = entry("a:b\xff?#", proto::entry_kind::file);

    CHECK(server::href_of(odd) == "./a%3Ab%FF%3F%23");
}
