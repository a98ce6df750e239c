#include "base/hex.hpp"
#include "http/base64.hpp"
#include "http/digest_fields.hpp"
#include "server/upload_http_desk.hpp"
#include "storage/checksum.hpp"

using namespace sluice;
using namespace sluice::test;

namespace {

byte_buffer sha256(std::string_view text)
{
    storage::checksum sum(storage::checksum_kind::sha256);
    sum.update(as_bytes(text));
    return sum.finish();
}

std::string begin(upload_http_desk& desk, const std::string& body)
{
    const auto made = desk.ask("POST", "/api/v1/uploads", {}, body);
    INFO(made.body);
    REQUIRE(made.status == 201);
    return made.field("location");
}

} // namespace

TEST_CASE("a file comes in chunks by the API", "[server][routes_uploads]")
{
    upload_http_desk desk;
    const auto at = begin(desk, R"({"name":"a/b.txt","size":25,"chunk_size":10})");
    const std::string bytes = "0123456789abcdefghijvwxyz";

    const auto last = desk.ask("PUT", at + "/chunks/2", {}, bytes.substr(20));
    CHECK(last.status == 201);
    CHECK(last.document()["received_bytes"] == 5);
    CHECK(desk.ask("PUT", at + "/chunks/0", {}, bytes.substr(0, 10)).status == 201);
    const auto seen = desk.get(at).document();
    CHECK(seen["phase"] == "open");
    CHECK(seen["missing_chunks"] == nlohmann::json::array({1}));
    CHECK(desk.ask("POST", at + "/complete").status == 409);
    const http_desk::headers digest{
        {"Content-Digest", http::format_sha256(sha256(bytes.substr(10, 10)))}};
    CHECK(desk.ask("PUT", at + "/chunks/1", digest, bytes.substr(10, 10)).status == 201);
    CHECK(desk.ask("PUT", at + "/chunks/1", digest, bytes.substr(10, 10)).status == 200);
    const auto done = desk.ask("POST", at + "/complete");

    INFO(done.body);
    CHECK(done.status == 200);
    CHECK(done.document()["path"] == "a/b.txt");
    CHECK(done.document()["sha256"] == to_hex(sha256(bytes)));
    CHECK(desk.folder.read("a/b.txt") == bytes);
    CHECK(desk.get(at).document()["phase"] == "published");
    CHECK(desk.ask("POST", at + "/complete").status == 200);
}

TEST_CASE("a chunk with a wrong digest or length does not count", "[server][routes_uploads]")
{
    upload_http_desk desk;
    const auto at = begin(desk, R"({"name":"b.txt","size":5})");
    const http_desk::headers digest{{"Content-Digest", http::format_sha256(sha256("other"))}};

    CHECK(desk.ask("PUT", at + "/chunks/0", digest, "hello").status == 400);
    CHECK(desk.ask("PUT", at + "/chunks/0", {}, "hell").status == 400);
    CHECK(desk.ask("PUT", at + "/chunks/0", {}, "hello!").status == 400);
    CHECK(desk.ask("PUT", at + "/chunks/1", {}, "hello").status == 404);
    CHECK(desk.ask("PUT", at + "/chunks/x", {}, "hello").status == 400);

    CHECK(desk.get(at).document()["received_bytes"] == 0);
}

TEST_CASE("wrong requests for an upload get their own answers", "[server][routes_uploads]")
{
    upload_http_desk desk;
    const auto status_of = [&](const std::string& body) {
        return desk.ask("POST", "/api/v1/uploads", {}, body).status;
    };

    CHECK(status_of("no json") == 400);
    CHECK(status_of(R"({"name":"x"})") == 400);
    CHECK(status_of(R"({"name":"x","size":-1})") == 400);
    CHECK(status_of(R"({"name":"x","size":1.5})") == 400);
    CHECK(status_of(R"({"name":"x","size":1,"chunk_size":0})") == 400);
    CHECK(status_of(R"({"name":"x","size":1,"on_exists":"maybe"})") == 400);
    CHECK(status_of(R"({"name":"x","size":1,"digest":{"sha-256":"zz"}})") == 400);
    CHECK(status_of(R"({"name":"../x","size":1})") == 404);
    CHECK(status_of(R"({"name":"x","size":5001})") == 413);
    CHECK(desk.get("/api/v1/uploads/" + std::string(32, 'a')).status == 404);
    CHECK(desk.folder.names().empty());
}

TEST_CASE("somebody else's upload is not there", "[server][routes_uploads]")
{
    upload_http_desk desk;
    desk.who.name = "ada";
    desk.who.rights = state::right::write;
    const auto at = begin(desk, R"({"name":"x","size":1})");

    desk.who.name = "bob";

    CHECK(desk.get(at).status == 404);
    CHECK(desk.ask("PUT", at + "/chunks/0", {}, "x").status == 404);
    CHECK(desk.ask("DELETE", at).status == 404);
}

TEST_CASE("a whole file with another digest is refused", "[server][routes_uploads]")
{
    upload_http_desk desk;
    const auto wanted = http::encode_base64(sha256("other"));
    const auto at =
        begin(desk, R"({"name":"x","size":5,"digest":{"sha-256":")" + wanted + R"("}})");
    REQUIRE(desk.ask("PUT", at + "/chunks/0", {}, "hello").status == 201);

    CHECK(desk.ask("POST", at + "/complete").status == 400);

    CHECK_FALSE(desk.folder.has("x"));
    CHECK(desk.get(at).document()["phase"] == "failed");
}

TEST_CASE("the digest of the whole file may come with its completion", "[server][routes_uploads]")
{
    upload_http_desk desk;
    const auto promise = [](std::string_view content) {
        return http_desk::headers{
            {"Repr-Digest", "sha-256=:" + http::encode_base64(sha256(content)) + ":"}};
    };
    const auto right = begin(desk, R"({"name":"right","size":5})");
    const auto wrong = begin(desk, R"({"name":"wrong","size":5})");
    for (const auto& at : {right, wrong})
        REQUIRE(desk.ask("PUT", at + "/chunks/0", {}, "hello").status == 201);

    CHECK(desk.ask("POST", right + "/complete", {{"Repr-Digest", "sha-256=what"}}).status == 400);
    CHECK(desk.ask("POST", right + "/complete", promise("hello")).status == 200);
    CHECK(desk.ask("POST", wrong + "/complete", promise("other")).status == 400);

    CHECK(desk.folder.has("right"));
    CHECK_FALSE(desk.folder.has("wrong"));
}

TEST_CASE("the same Idempotency-Key gives the same upload", "[server][routes_uploads]")
{
    upload_http_desk desk;
    const http_desk::headers key{{"Idempotency-Key", "k1"}};
    const std::string body = R"({"name":"x","size":5})";

    const auto first = desk.ask("POST", "/api/v1/uploads", key, body);
    const auto second = desk.ask("POST", "/api/v1/uploads", key, body);

    CHECK(first.field("location") == second.field("location"));
    CHECK(desk.ask("POST", "/api/v1/uploads", {}, body).status == 409);
    CHECK(desk.ask("DELETE", first.field("location")).status == 204);
    CHECK(desk.ask("POST", "/api/v1/uploads", {}, body).status == 201);
}
