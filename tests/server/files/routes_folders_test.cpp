#include "http/percent.hpp"
#include "server/http/openapi.hpp"
#include "server/http/routes_api.hpp"
#include "server/http_desk.hpp"
#include "support/catch.hpp"
#include "support/mentions.hpp"

#include <filesystem>

using namespace sluice;
using test::http_desk;
using test::mentions;

namespace {

struct film_folder : http_desk {
    film_folder()
    {
        for (const auto* name : {"films/a.txt", "films/b.txt", "films/c d.txt", "films/old/x"})
            folder.write(name, name);
    }
};

const http_desk::headers browser{{"Accept", "text/html,application/xhtml+xml,*/*;q=0.8"}};

} // namespace

TEST_CASE("a folder is a page of entries", "[server][routes_files]")
{
    film_folder desk;

    const auto got = desk.get("/files/films");

    CHECK(got.status == 200);
    CHECK(got.field("content-type") == "application/json");
    CHECK(got.field("vary") == "accept");
    const auto page = got.document();
    CHECK(page["path"] == "films");
    CHECK(page["next"].is_null());
    REQUIRE(page["entries"].size() == 4);
    CHECK(page["entries"][0]["name"] == "a.txt");
    CHECK(page["entries"][3]["kind"] == "folder");
    CHECK(page["entries"][0]["etag"] == desk.get("/files/films/a.txt").field("etag"));
}

TEST_CASE("a folder comes page by page", "[server][routes_files]")
{
    film_folder desk;
    std::vector<std::string> names;
    std::string after;

    for (int page = 0; page < 9; ++page) {
        const auto got = desk.get("/files/films/?limit=1" + after).document();
        REQUIRE(got["entries"].size() <= 1);
        for (const auto& entry : got["entries"])
            names.push_back(entry["name"]);
        if (got["next"].is_null()) break;
        after = "&after=" + http::percent_encoded(got["next"].get<std::string>());
    }

    CHECK(names == std::vector<std::string>{"a.txt", "b.txt", "c d.txt", "old"});
}

TEST_CASE("names that are no text are listed once each", "[server][routes_files]")
{
    http_desk desk;
    for (const auto* name : {"a", "b\xff", "b\xff\xff", "c"})
        desk.folder.write(name, name);
    std::vector<std::string> bodies;
    std::string after;

    for (int page = 0; page < 9; ++page) {
        const auto got = desk.get("/files/?limit=1" + after).document();
        for (const auto& entry : got["entries"]) {
            const auto href = entry["href"].get<std::string>().substr(2);
            bodies.push_back(desk.get("/files/" + href).body);
        }
        if (got["next"].is_null()) break;
        after = "&after=" + http::percent_encoded(got["next"].get<std::string>());
    }

    CHECK(bodies == std::vector<std::string>{"a", "b\xff", "b\xff\xff", "c"});
}

TEST_CASE("what a page is asked for is checked", "[server][routes_files]")
{
    film_folder desk;

    for (const std::string query :
         {"limit=0", "limit=5001", "limit=x", "limit=-1", "limit=", "after=..", "after=a/b",
          "after=/e", "after=/Li4", "after=%00", "after=..%2f..%2fetc"}) {
        const auto got = desk.get("/files/films/?" + query);
        INFO(query);
        CHECK(got.status == 400);
    }
    CHECK(desk.get("/files/films/?limit=5000").status == 200);
    CHECK(desk.get("/files/films/?after=zzz").document()["entries"].empty());
}

TEST_CASE("a browser gets a page for people", "[server][routes_files]")
{
    film_folder desk;

    const auto got = desk.get("/files/films/", browser);

    CHECK(got.status == 200);
    CHECK(got.field("content-type") == "text/html; charset=utf-8");
    CHECK_THAT(got.field("content-security-policy"), mentions("default-src 'none'"));
    CHECK_THAT(got.body, mentions("<a href=\"./c%20d.txt\">c d.txt</a>"));
}

TEST_CASE("a page for people is under a path that ends with a slash", "[server][routes_files]")
{
    film_folder desk;
    desk.folder.make_folder("a b");

    const auto got = desk.get("/files/a%20b?limit=3", browser);
    const auto top = desk.get("/files", browser);

    CHECK(got.status == 308);
    CHECK(got.field("location") == "/files/a%20b/?limit=3");
    CHECK(top.field("location") == "/files/");
    CHECK(desk.get("/files/a%20b").status == 200);
}

TEST_CASE("devices and links are left out and counted", "[server][routes_files]")
{
    http_desk desk;
    desk.folder.write("a", "x");
    std::filesystem::create_symlink("/etc/passwd", desk.folder.at("link"));
    REQUIRE(::mkfifo(desk.folder.at("pipe").c_str(), 0600) == 0);

    const auto page = desk.get("/files/").document();

    CHECK(page["entries"].size() == 1);
    CHECK(page["skipped"] == 2);
    CHECK(desk.get("/files/pipe").status == 404);
}

TEST_CASE("a file's manifest has the digests of its chunks", "[server][routes_files]")
{
    http_desk desk;
    const auto content = test::content_of((2U << 20U) + 100);
    desk.folder.write("a", content);

    const auto page = desk.get("/files/a?manifest").document();
    const auto quick = desk.get("/files/a?manifest&kind=xxh3").document();

    CHECK(page["size"] == content.size());
    CHECK(page["chunk_size"] == 1U << 20U);
    CHECK(page["chunks"] == 3);
    CHECK(page["kind"] == "sha256");
    CHECK(page["next"].is_null());
    CHECK(page["etag"] == desk.get("/files/a").field("etag"));
    REQUIRE(page["digests"].size() == 3);
    const auto last = std::string_view(content).substr(2U << 20U);
    const auto sha256 = storage::digest_of(storage::digest_kind::sha256, as_bytes(last));
    CHECK(page["digests"][2] == sha256.hex());
    const auto xxh3 = storage::digest_of(storage::digest_kind::xxh3, as_bytes(last));
    CHECK(quick["digests"][2] == xxh3.hex());
    storage::root_hasher root(storage::digest_kind::xxh3, content.size(), 1U << 20U);
    for (std::size_t at = 0; at < content.size(); at += 1U << 20U) {
        const auto chunk = std::string_view(content).substr(at, 1U << 20U);
        root.add(storage::digest_of(storage::digest_kind::xxh3, as_bytes(chunk)).bytes());
    }
    CHECK(quick["root"] == root.finish().hex());
}

TEST_CASE("a manifest begins with the chunk that is asked for", "[server][routes_files]")
{
    http_desk desk;
    desk.folder.write("a", test::content_of((1U << 20U) + 1));
    desk.folder.write("none", "");

    const auto second = desk.get("/files/a?manifest&first=1").document();
    const auto behind = desk.get("/files/a?manifest&first=9").document();
    const auto empty = desk.get("/files/none?manifest").document();

    CHECK(second["first"] == 1);
    CHECK(second["digests"].size() == 1);
    CHECK(second.contains("root"));
    CHECK(behind["digests"].empty());
    CHECK(empty["chunks"] == 0);
    CHECK(empty.contains("root"));
    CHECK(desk.get("/files/a?manifest&kind=md5").status == 400);
    CHECK(desk.get("/files/a?manifest&first=x").status == 400);
}

TEST_CASE("the API describes itself", "[server][routes_api]")
{
    auto rows = server::file_routes();
    for (auto& own : server::api_routes(rows))
        rows.push_back(own);
    http_desk desk(rows);

    const auto document = desk.get("/openapi.json").document();

    CHECK(document["openapi"] == "3.1.0");
    CHECK(document["paths"].size() == 3);
    CHECK(document["paths"]["/files/{path}"]["get"]["operationId"] == "getPath");
    CHECK(desk.get("/api/swagger.json").document() == document);
}
