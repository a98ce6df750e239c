#include "http/base64.hpp"
#include "server/upload_http_desk.hpp"
#include "storage/checksum.hpp"

using namespace sluice;
using namespace sluice::test;

namespace {

using headers = http_desk::headers;

headers tus(headers more = {})
{
    more.emplace_back("Tus-Resumable", "1.0.0");
    return more;
}

headers patch(std::uint64_t offset, headers more = {})
{
    more.emplace_back("Upload-Offset", std::to_string(offset));
    more.emplace_back("Content-Type", "application/offset+octet-stream");
    return tus(std::move(more));
}

std::string base64(std::string_view text)
{
    return http::encode_base64(as_bytes(text));
}

std::string begin(upload_http_desk& desk, const std::string& name, std::uint64_t size)
{
    const auto made = desk.ask("POST", "/tus/",
                               tus({{"Upload-Length", std::to_string(size)},
                                    {"Upload-Metadata", "filename " + base64(name)}}));
    REQUIRE(made.status == 201);
    return made.field("location");
}

} // namespace

TEST_CASE("tus tells what it can", "[server][routes_tus]")
{
    upload_http_desk desk;

    const auto told = desk.ask("OPTIONS", "/tus/");

    CHECK(told.status == 204);
    CHECK(told.field("tus-version") == "1.0.0");
    CHECK(told.field("tus-max-size") == "5000");
    CHECK(told.field("tus-extension").find("concatenation") != std::string::npos);
}

TEST_CASE("another version of tus is refused", "[server][routes_tus]")
{
    upload_http_desk desk;

    const auto refused = desk.ask("POST", "/tus/", {{"Upload-Length", "5"}});

    CHECK(refused.status == 412);
    CHECK(refused.field("tus-version") == "1.0.0");
}

TEST_CASE("a file comes by tus piece by piece, over a restart", "[server][routes_tus]")
{
    upload_http_desk desk;
    const auto at = begin(desk, "a/b.txt", 10);

    const auto first = desk.ask("PATCH", at, patch(0), "hello");
    CHECK(first.status == 204);
    CHECK(first.field("upload-offset") == "5");
    CHECK_FALSE(first.field("upload-expires").empty());
    desk.reopen();
    const auto head = desk.ask("HEAD", at, tus());
    CHECK(head.status == 200);
    CHECK(head.field("upload-offset") == "5");
    CHECK(head.field("upload-length") == "10");
    CHECK(head.field("cache-control") == "no-store");
    CHECK(head.field("upload-metadata") == "filename " + base64("a/b.txt"));
    CHECK(desk.ask("PATCH", at, patch(4), "world").status == 409);
    CHECK(desk.ask("PATCH", at, patch(5), "world!").status == 413);
    CHECK(desk.ask("PATCH", at, patch(5), "world").status == 204);

    CHECK(desk.folder.read("a/b.txt") == "helloworld");
    CHECK(desk.ask("HEAD", at, tus()).field("upload-offset") == "10");
}

TEST_CASE("tus takes the first bytes with the creation", "[server][routes_tus]")
{
    upload_http_desk desk;

    const auto made = desk.ask("POST", "/tus/",
                               tus({{"Upload-Length", "5"},
                                    {"Content-Type", "application/offset+octet-stream"},
                                    {"Upload-Metadata", "filename " + base64("x.txt")}}),
                               "hello");

    CHECK(made.status == 201);
    CHECK(made.field("upload-offset") == "5");
    CHECK(desk.folder.read("x.txt") == "hello");
}

TEST_CASE("a wrong Upload-Checksum keeps nothing", "[server][routes_tus]")
{
    upload_http_desk desk;
    const auto at = begin(desk, "x.txt", 5);
    storage::checksum sum(storage::checksum_kind::sha1);
    sum.update(as_bytes("hello"));
    const auto right = http::encode_base64(sum.finish());

    CHECK(desk.ask("PATCH", at, patch(0, {{"Upload-Checksum", "sha1 " + right}}), "jello").status ==
          460);
    CHECK(desk.ask("HEAD", at, tus()).field("upload-offset") == "0");
    CHECK(
        desk.ask("PATCH", at, patch(0, {{"Upload-Checksum", "crc32 " + right}}), "hello").status ==
        400);
    CHECK(desk.ask("PATCH", at, patch(0, {{"Upload-Checksum", "sha1 " + right}}), "hello").status ==
          204);
}

TEST_CASE("an upload ended by tus is gone", "[server][routes_tus]")
{
    upload_http_desk desk;
    const auto at = begin(desk, "x.txt", 5);

    CHECK(desk.ask("POST", at, tus({{"X-HTTP-Method-Override", "DELETE"}})).status == 204);

    CHECK(desk.ask("HEAD", at, tus()).status == 410);
    CHECK(desk.ask("PATCH", at, patch(0), "hello").status == 410);
    CHECK(desk.ask("HEAD", "/tus/" + std::string(32, 'a'), tus()).status == 404);
}

TEST_CASE("wrong tus requests get their own answers", "[server][routes_tus]")
{
    upload_http_desk desk;
    const auto at = begin(desk, "x.txt", 5);
    const auto create = [&](headers fields) {
        return desk.ask("POST", "/tus/", tus(std::move(fields))).status;
    };

    CHECK(desk.ask("PATCH", at, tus({{"Upload-Offset", "0"}}), "hello").status == 415);
    CHECK(create({}) == 400);
    CHECK(create({{"Upload-Length", "x"}}) == 400);
    CHECK(create({{"Upload-Length", "5001"}}) == 413);
    CHECK(create({{"Upload-Length", "5"}, {"Upload-Metadata", "filename !!"}}) == 400);
    CHECK(create({{"Upload-Length", "5"}, {"Upload-Metadata", "filename " + base64("../x")}}) ==
          404);
    CHECK(create({{"Upload-Length", "5"}, {"Upload-Metadata", "filename " + base64("x.txt")}}) ==
          409);
}

TEST_CASE("tus joins parts that came side by side", "[server][routes_tus]")
{
    upload_http_desk desk;
    std::string urls;
    for (const auto* text : {"hello", "world"}) {
        const auto part =
            desk.ask("POST", "/tus/", tus({{"Upload-Length", "5"}, {"Upload-Concat", "partial"}}));
        REQUIRE(part.status == 201);
        const auto at = part.field("location");
        REQUIRE(desk.ask("PATCH", at, patch(0), text).status == 204);
        urls += " http://localhost" + at;
    }

    const auto whole = desk.ask("POST", "/tus/",
                                tus({{"Upload-Concat", "final;" + urls.substr(1)},
                                     {"Upload-Metadata", "filename " + base64("x.txt")}}));

    CHECK(whole.status == 201);
    CHECK(desk.folder.read("x.txt") == "helloworld");
    const auto head = desk.ask("HEAD", whole.field("location"), tus());
    CHECK(head.field("upload-length") == "10");
    CHECK(head.field("upload-concat") == "final;" + urls.substr(1));
}
