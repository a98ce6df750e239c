#include "support/catch.hpp"
#include "support/test_client.hpp"
#include "system/failure/upload_trial.hpp"

#include <nlohmann/json.hpp>

using namespace sluice;
using namespace sluice::test;
using namespace std::chrono_literals;
using nlohmann::json;

namespace {

/// A server that asks for tokens, or one with limits.
struct guarded_server {
    temp_folder around;
    std::optional<test_server> server;

    explicit guarded_server(std::vector<std::string> arguments = {})
    {
        around.make_folder("served");
        arguments.insert(arguments.end(), {"--state", around.at("state"), "--library-types", "all",
                                           "--library-extensions", "all"});
        server.emplace(server_options{std::move(arguments), around.at("served"), 0, 0});
    }

    finished_program verb(std::vector<std::string> arguments) const
    {
        arguments.insert(arguments.end(),
                         {"-d", around.at("served"), "--state", around.at("state"), "-l", "none"});
        return run_server_alone(std::move(arguments));
    }

    /// A new token, and its rights.
    std::string token(const std::string& name, std::vector<std::string> options) const
    {
        options.insert(options.begin(), {"token", "add", name});
        const auto made = verb(std::move(options));
        INFO(made.err);
        REQUIRE(made.status == 0);
        return made.out.substr(0, made.out.find('\n'));
    }

    http_answer as(const std::string& token, http_ask what) const
    {
        if (!token.empty()) what.fields["Authorization"] = "Bearer " + token;
        return ask(server->port(), what);
    }

    http_answer create(const std::string& token, const std::string& name,
                       std::size_t size = 5) const
    {
        const json order = {{"size", size}, {"name", name}};
        return as(token, {"POST", "/api/v1/uploads", {}, order.dump()});
    }
};

std::string code_of(const http_answer& answer)
{
    return json::parse(answer.body).value("code", "");
}

} // namespace

TEST_CASE("who may not write takes nothing in", "[upload]")
{
    const guarded_server guarded;
    const auto writer = guarded.token("writer", {"--can", "read,write"});
    const auto reader = guarded.token("reader", {"--can", "read"});
    const auto brief = guarded.token("brief", {"--can", "write", "--expires", "1s"});
    const auto revoked = guarded.token("revoked", {"--can", "write"});
    REQUIRE(guarded.verb({"token", "revoke", "revoked"}).status == 0);
    // The server looks at the book at most every 250 ms.
    const auto knows = [&] { return guarded.create("", "a.bin").status == 401; };
    REQUIRE(eventually(knows, deadline::after(5s)));
    const auto over = [&] { return guarded.create(brief, "b.bin").status == 401; };
    REQUIRE(eventually(over, deadline::after(5s)));

    CHECK(guarded.create("sluice_00000000_" + std::string(43, 'A'), "c.bin").status == 401);
    CHECK(guarded.create(revoked, "c.bin").status == 401);
    CHECK(guarded.create(reader, "c.bin").status == 403);
    CHECK(
        guarded.as(reader, {"POST", "/tus/", {{"Tus-Resumable", "1.0.0"}, {"Upload-Length", "5"}}})
            .status == 403);
    CHECK(guarded
              .as(reader, {"POST",
                           "/api/files/upload",
                           {{"Content-Type", "multipart/form-data; boundary=b"}},
                           "--b--\r\n"})
              .status == 403);
    CHECK(guarded.create(writer, "c.bin").status == 201);
}

TEST_CASE("an upload of somebody else is not there", "[upload]")
{
    const guarded_server guarded;
    const auto ann = guarded.token("ann", {"--can", "read,write"});
    const auto ben = guarded.token("ben", {"--can", "read,write"});
    const auto knows = [&] { return guarded.as(ann, {"GET", "/files/"}).status == 200; };
    REQUIRE(eventually(knows, deadline::after(5s)));
    const auto made = guarded.create(ann, "ann.bin");
    REQUIRE(made.status == 201);
    const auto place = made.fields.at("location");

    CHECK(guarded.as(ben, {"GET", place}).status == 404);
    CHECK(guarded.as(ben, {"PUT", place + "/chunks/0", {}, "hello"}).status == 404);
    CHECK(guarded.as(ben, {"POST", place + "/complete"}).status == 404);
    CHECK(guarded.as(ben, {"DELETE", place}).status == 404);
    CHECK(guarded.as(ann, {"PUT", place + "/chunks/0", {}, "hello"}).status == 201);
}

TEST_CASE("a token for a folder takes in names below it only", "[upload]")
{
    const guarded_server guarded;
    const auto films = guarded.token("films", {"--can", "read,write", "--path", "films"});
    const auto knows = [&] { return guarded.create(films, "films/a.bin").status == 201; };
    REQUIRE(eventually(knows, deadline::after(5s)));

    CHECK(guarded.create(films, "other/a.bin").status == 403);
    CHECK(guarded.create(films, "filmsx/a.bin").status == 403);
    CHECK(guarded.create(films, "films").status != 201);
    CHECK(guarded.create(films, "films/../other.bin").status >= 400);
}

TEST_CASE("the largest upload is taken, one byte more is refused before it comes", "[upload]")
{
    const guarded_server guarded({"--max-upload", "1000"});

    CHECK(guarded.create("", "exact.bin", 1000).status == 201);
    const auto large = guarded.create("", "large.bin", 1001);
    CHECK(large.status == 413);
    CHECK(code_of(large) == "too_large");
    const auto tus =
        guarded.as("", {"POST", "/tus/", {{"Tus-Resumable", "1.0.0"}, {"Upload-Length", "1001"}}});
    CHECK(tus.status == 413);
    raw_peer peer(guarded.server->port());
    peer.send(wire_text(
        {"POST",
         "/api/files/upload",
         {{"Content-Type", "multipart/form-data; boundary=b"}, {"Content-Length", "9000000"}}}));
    CHECK(read_answer(peer).status == 413);
}

TEST_CASE("what unfinished uploads may reserve together is bounded", "[upload]")
{
    const guarded_server guarded({"--quota", "4000000"});
    const auto first = guarded.create("", "a.bin", 3'000'000);
    REQUIRE(first.status == 201);

    const auto second = guarded.create("", "b.bin", 1'000'001);

    CHECK(second.status == 413);
    CHECK(code_of(second) == "over_quota");
    raw_peer peer(guarded.server->port());
    peer.send(wire_text(
        {"POST",
         "/api/files/upload",
         {{"Content-Type", "multipart/form-data; boundary=b"}, {"Content-Length", "9000000"}}}));
    CHECK(read_answer(peer).status == 413);
    REQUIRE(guarded.as("", {"DELETE", first.fields.at("location")}).status == 204);
    CHECK(guarded.create("", "b.bin", 1'000'001).status == 201);
}

TEST_CASE("an upload that nobody goes on with ends, and its target is free", "[upload]")
{
    const guarded_server guarded({"--upload-expiry", "200ms"});
    const auto made = guarded.create("", "a.bin");
    REQUIRE(made.status == 201);
    const auto place = made.fields.at("location");
    const auto tus =
        guarded.as("", {"POST", "/tus/", {{"Tus-Resumable", "1.0.0"}, {"Upload-Length", "5"}}});
    REQUIRE(tus.status == 201);

    const auto free = [&] { return guarded.create("", "a.bin").status == 201; };
    REQUIRE(eventually(free, deadline::after(90s)));

    const auto late = guarded.as("", {"PUT", place + "/chunks/0", {}, "hello"});
    CHECK((late.status == 404 || late.status == 410));
    // Whoever meets a target that is held has what is over its time swept away.
    const auto gone = [&] {
        static_cast<void>(guarded.create("", "a.bin"));
        const auto seen =
            guarded.as("", {"HEAD", tus.fields.at("location"), {{"Tus-Resumable", "1.0.0"}}});
        return seen.status == 404 || seen.status == 410;
    };
    CHECK(eventually(gone, deadline::after(90s)));
}

TEST_CASE("the limit on requests does not count chunks", "[upload]")
{
    const guarded_server guarded({"--request-rate", "3 per minute"});
    const json order = {{"size", 10}, {"name", "a.bin"}, {"chunk_size", 1}};
    const auto made = guarded.as("", {"POST", "/api/v1/uploads", {}, order.dump()});
    REQUIRE(made.status == 201);
    const auto place = made.fields.at("location");

    for (int n = 0; n < 10; ++n)
        CHECK(guarded.as("", {"PUT", place + "/chunks/" + std::to_string(n), {}, "x"}).status ==
              201);
    CHECK(guarded.as("", {"POST", place + "/complete"}).status == 200);
}

TEST_CASE("a body that comes slower than the least rate is given up", "[upload]")
{
    const guarded_server guarded({"--body-rate", "1M"});
    const auto place = guarded.create("", "a.bin", 100'000).fields.at("location");
    raw_peer peer(guarded.server->port());
    peer.send(wire_text({"PUT", place + "/chunks/0", {{"Content-Length", "100000"}}, "few"}));

    const auto answer = read_answer(peer);

    CHECK(answer.status == 408);
}
