#include "server/http/route_table.hpp"
#include "support/catch.hpp"

using namespace sluice;
using server::route;
using server::route_table;

namespace {

route row(std::string_view method, std::string_view path, std::string_view tag = "files")
{
    route made;
    made.method = method;
    made.path = path;
    made.operation = path;
    made.tag = tag;
    return made;
}

std::string path_that_answers(const route_table& table, std::string_view method,
                              std::string_view path)
{
    const auto found = table.match({method, path});
    return found.found ? std::string(found.found->path) : "";
}

std::vector<route> some_rows()
{
    return {row("GET", "/{rest...}"),
            row("GET", "/files/{path...}"),
            row("GET", "/api/files/{id}"),
            row("DELETE", "/api/files/{id}"),
            row("GET", "/api/files"),
            row("POST", "/api/files/upload"),
            row("POST", "/api/files/{id}/parts/{part}"),
            row("POST", "/tus/{id}", "tus"),
            row("PATCH", "/tus/{id}", "tus"),
            row("DELETE", "/tus/{id}", "tus"),
            row("OPTIONS", "/tus/{id}", "tus")};
}

} // namespace

TEST_CASE("the most specific pattern answers", "[server][route_table]")
{
    const route_table table(some_rows());

    CHECK(path_that_answers(table, "GET", "/api/files") == "/api/files");
    CHECK(path_that_answers(table, "GET", "/api/files/7") == "/api/files/{id}");
    CHECK(path_that_answers(table, "POST", "/api/files/upload") == "/api/files/upload");
    CHECK(path_that_answers(table, "GET", "/files/a/b") == "/files/{path...}");
    CHECK(path_that_answers(table, "GET", "/other") == "/{rest...}");
    // A method that the most specific one does not have is not looked for in the others.
    CHECK(path_that_answers(table, "GET", "/api/files/upload").empty());
}

TEST_CASE("parameters hold the components of the path", "[server][route_table]")
{
    const route_table table(some_rows());

    const auto two = table.match({"POST", "/api/files/a b/parts/3"});
    const auto rest = table.match({"GET", "/files/x/y/"});
    const auto none = table.match({"GET", "/files/"});
    const auto bare = table.match({"GET", "/files"});

    REQUIRE(two.found);
    CHECK(two.parameters.at("id") == "a b");
    CHECK(two.parameters.at("part") == "3");
    CHECK(rest.parameters.at("path") == "x/y/");
    CHECK(none.parameters.at("path").empty());
    REQUIRE(bare.found);
    CHECK(bare.parameters.at("path").empty());
}

TEST_CASE("a parameter is never an empty component", "[server][route_table]")
{
    const route_table table({row("GET", "/api/files/{id}"), row("GET", "/a/{x}/b")});

    CHECK_FALSE(table.match({"GET", "/api/files/"}).found);
    CHECK_FALSE(table.match({"GET", "/a//b"}).found);
    CHECK_FALSE(table.match({"GET", "/api/files/1/"}).found);
    CHECK_FALSE(table.match({"GET", "/api/files"}).found);
    CHECK_FALSE(table.match({"GET", "/api"}).found);
    CHECK_FALSE(table.match({"GET", ""}).found);
    CHECK_FALSE(table.match({"GET", "*"}).found);
}

TEST_CASE("a path without the method says what it can do", "[server][route_table]")
{
    const route_table table(some_rows());

    const auto refused = table.match({"PUT", "/api/files/7"});
    const auto unknown = route_table({row("GET", "/a")}).match({"GET", "/b"});

    CHECK_FALSE(refused.found);
    CHECK_FALSE(refused.options);
    CHECK(refused.allow == "GET, HEAD, DELETE, OPTIONS");
    CHECK_FALSE(unknown.found);
    CHECK(unknown.allow.empty());
}

TEST_CASE("HEAD is answered by the row of GET", "[server][route_table]")
{
    const route_table table(
        {row("GET", "/a"), row("GET", "/b"), row("HEAD", "/b"), row("POST", "/c")});

    const auto borrowed = table.match({"HEAD", "/a"});
    const auto own = table.match({"HEAD", "/b"});

    REQUIRE(borrowed.found);
    CHECK(borrowed.found->method == "GET");
    CHECK(borrowed.head);
    REQUIRE(own.found);
    CHECK(own.found->method == "HEAD");
    CHECK_FALSE(own.head);
    CHECK_FALSE(table.match({"HEAD", "/c"}).found);
}

TEST_CASE("OPTIONS is answered by the table where no row does", "[server][route_table]")
{
    const route_table table(some_rows());

    const auto by_table = table.match({"OPTIONS", "/api/files/upload"});
    const auto by_row = table.match({"OPTIONS", "/tus/1"});

    CHECK_FALSE(by_table.found);
    CHECK(by_table.options);
    CHECK(by_table.allow == "POST, OPTIONS");
    REQUIRE(by_row.found);
    CHECK(by_row.allow == "POST, PATCH, DELETE, OPTIONS");
}

TEST_CASE("another method may be meant by a POST of tus only", "[server][route_table]")
{
    const route_table table(some_rows());

    const auto meant = table.match({"POST", "/tus/1", "PATCH"});
    const auto unknown = table.match({"POST", "/tus/1", "BREW"});
    const auto elsewhere = table.match({"POST", "/api/files/7", "DELETE"});
    const auto no_post = table.match({"PATCH", "/tus/1", "DELETE"});

    REQUIRE(meant.found);
    CHECK(meant.found->method == "PATCH");
    REQUIRE(unknown.found);
    CHECK(unknown.found->method == "POST");
    CHECK_FALSE(elsewhere.found);
    REQUIRE(no_post.found);
    CHECK(no_post.found->method == "PATCH");
}

TEST_CASE("rows of one path may name its parameters differently", "[server][route_table]")
{
    const route_table table({row("GET", "/a/{x}"), row("PUT", "/a/{name}")});

    const auto get = table.match({"GET", "/a/1"});
    const auto put = table.match({"PUT", "/a/2"});

    CHECK(get.parameters.at("x") == "1");
    CHECK(put.parameters.at("name") == "2");
    CHECK(put.allow == "GET, HEAD, PUT, OPTIONS");
}
