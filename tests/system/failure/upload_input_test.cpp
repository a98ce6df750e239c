#include "http/base64.hpp"
#include "support/catch.hpp"
#include "support/test_server.hpp"
#include "system/failure/download_trial.hpp"
#include "system/failure/upload_trial.hpp"

using namespace sluice;
using namespace sluice::test;
using namespace std::chrono_literals;
using nlohmann::json;
namespace fs = std::filesystem;

namespace {

/// A server whose served folder lies in another one, so that what escapes is seen.
struct caged_server {
    temp_folder around;
    std::optional<test_server> server;

    explicit caged_server(std::vector<std::string> arguments = {})
    {
        around.make_folder("served");
        arguments.insert(arguments.end(), {"--state", around.at("state"), "--library-types", "all",
                                           "--library-extensions", "all"});
        server.emplace(server_options{std::move(arguments), around.at("served"), 0, 0});
    }

    std::uint16_t port() const { return server->port(); }

    /// Files outside of the state folder.
    std::vector<std::string> files() const
    {
        std::vector<std::string> found;
        for (const auto& one : fs::recursive_directory_iterator(around.path())) {
            const auto name = fs::relative(one.path(), around.path()).string();
            if (!name.starts_with("state") && one.is_regular_file()) found.push_back(name);
        }
        return found;
    }
};

http_answer create(std::uint16_t port, const json& order)
{
    return ask(port, {"POST", "/api/v1/uploads", {}, order.dump()});
}

/// An upload of 250,000 bytes in chunks of 100,000; its address.
std::string begun(const caged_server& caged, const std::string& name = "big.bin")
{
    const auto made =
        create(caged.port(), {{"size", 250'000}, {"name", name}, {"chunk_size", 100'000}});
    INFO(made.body);
    REQUIRE(made.status == 201);
    return made.fields.at("location");
}

http_answer put(const caged_server& caged, const std::string& place, const std::string& bytes)
{
    return ask(caged.port(), {"PUT", place, {}, bytes});
}

http_ask tus_creation(const std::string& name, std::size_t size)
{
    return {"POST",
            "/tus/",
            {{"Tus-Resumable", "1.0.0"},
             {"Upload-Length", std::to_string(size)},
             {"Upload-Metadata", "filename " + http::encode_base64(as_bytes(name))}}};
}

const std::vector<std::string> escaping = {"../evil.bin",
                                           "a/../../evil.bin",
                                           "/etc/evil.bin",
                                           "..",
                                           ".",
                                           "",
                                           "a//b",
                                           "a/./b",
                                           std::string("nul\0l.bin", 9),
                                           "a\\..\\..\\evil.bin\n",
                                           "a/../b",
                                           std::string(300, 'n'),
                                           std::string(5000, 'p')};

} // namespace

TEST_CASE("no name of an upload leads out of the served folder", "[upload]")
{
    const caged_server caged;
    for (const auto& name : escaping) {
        INFO("name " << name);

        const auto chunks = create(caged.port(), {{"size", 3}, {"name", name}});
        const auto tus = ask(caged.port(), tus_creation(name, 3));

        CHECK((chunks.status == 400 || chunks.status == 404));
        // Without a name tus invents one.
        CHECK((name.empty() ? tus.status == 201 : tus.status == 400 || tus.status == 404));
    }
    CHECK(caged.files().empty());
}

TEST_CASE("no path or query of an upload names another file", "[upload]")
{
    const caged_server caged;
    caged.around.write("secret.txt", "secret");
    for (const auto* target :
         {"/api/v1/uploads/../../../secret.txt", "/api/v1/uploads/%2e%2e%2fsecret.txt",
          "/api/v1/uploads/..%2f..%2fsecret.txt/chunks/0", "/tus/../secret.txt",
          "/tus/%2e%2e%2f%2e%2e%2fsecret.txt", "/api/files/../../secret.txt",
          "/api/files/..%2f..%2fsecret.txt", "/api/files/%00", "/api/v1/uploads/%00/chunks/0"}) {
        for (const auto* method : {"GET", "PUT", "HEAD", "DELETE", "PATCH", "POST"}) {
            INFO(method << " " << target);
            const auto answer =
                ask(caged.port(), {method,
                                   target,
                                   {{"Tus-Resumable", "1.0.0"},
                                    {"Upload-Offset", "0"},
                                    {"Content-Type", "application/offset+octet-stream"}},
                                   std::string_view(method) == "PUT" ? "abc" : ""});
            CHECK(answer.status >= 400);
            CHECK(answer.status < 500);
        }
    }
    CHECK(caged.around.read("secret.txt") == "secret");
}

TEST_CASE("the name of a file in a form is a text and no path", "[upload]")
{
    const caged_server caged;
    for (const std::string name : {"../../evil.txt", "/etc/evil.txt", "a\\..\\evil.txt"}) {
        INFO(name);
        const auto made =
            ask(caged.port(), {"POST",
                               "/api/files/upload",
                               {{"Content-Type", "multipart/form-data; boundary=b"}},
                               "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" +
                                   name + "\"\r\n\r\nhello\r\n--b--\r\n"});
        CHECK((made.status == 201 || made.status == 400));
        auto flow = flow_trial("hello", name);
        flow->go_on(caged.port());
        CHECK((flow->refusal().status == 0 || flow->refusal().status == 400));
    }
    CHECK(caged.files().empty());
    for (const auto& one : fs::recursive_directory_iterator(caged.around.at("state")))
        CHECK(one.path().filename().string().find("evil") == std::string::npos);
}

TEST_CASE("a chunk that is not as long as its place is refused", "[upload]")
{
    const caged_server caged;
    const auto place = begun(caged);

    CHECK(put(caged, place + "/chunks/0", noise(99'999, 1)).status == 400);
    CHECK(put(caged, place + "/chunks/0", noise(100'001, 1)).status == 400);
    CHECK(put(caged, place + "/chunks/2", noise(100'000, 1)).status == 400);
    CHECK(put(caged, place + "/chunks/3", noise(100'000, 1)).status == 404);
    CHECK(put(caged, place + "/chunks/99999999999999999999", noise(1, 1)).status == 400);
    CHECK(put(caged, place + "/chunks/-1", noise(1, 1)).status == 400);
    const auto seen = json::parse(ask(caged.port(), {"GET", place}).body);
    CHECK(seen.at("received_bytes") == 0);
}

TEST_CASE("a chunk whose body ends early does not count", "[upload]")
{
    const caged_server caged;
    const auto place = begun(caged);
    {
        raw_peer peer(caged.port());
        const http_ask put{
            "PUT", place + "/chunks/0", {{"Content-Length", "100000"}}, noise(99'000, 1)};
        peer.send(wire_text(put));
        peer.reset();
    }
    const auto seen = json::parse(ask(caged.port(), {"GET", place}).body);
    CHECK(seen.at("received_bytes") == 0);
    CHECK(put(caged, place + "/chunks/0", noise(100'000, 1)).status == 201);
}

TEST_CASE("bytes with a wrong digest never count", "[upload]")
{
    const caged_server caged;
    const auto place = begun(caged);
    const auto wrong = "sha-256=:" + std::string(43, 'A') + "=:";

    const auto refused = ask(
        caged.port(), {"PUT", place + "/chunks/0", {{"Content-Digest", wrong}}, noise(100'000, 1)});

    INFO(refused.body);
    CHECK(refused.status == 400);
    CHECK(json::parse(refused.body).at("code") == "checksum_mismatch");
    const auto seen = json::parse(ask(caged.port(), {"GET", place}).body);
    CHECK(seen.at("received_bytes") == 0);
}

TEST_CASE("a file that is not what was promised is not published", "[upload]")
{
    const caged_server caged;
    const auto made = create(
        caged.port(),
        {{"size", 5}, {"name", "five.bin"}, {"digest", {{"sha-256", std::string(64, 'a')}}}});
    REQUIRE(made.status == 201);
    const auto place = made.fields.at("location");
    REQUIRE(put(caged, place + "/chunks/0", "hello").status == 201);

    const auto refused = ask(caged.port(), {"POST", place + "/complete"});

    CHECK(refused.status == 400);
    CHECK(json::parse(refused.body).at("code") == "checksum_mismatch");
    CHECK(caged.files().empty());
    CHECK(create(caged.port(), {{"size", 5}, {"name", "five.bin"}}).status == 201);
}

TEST_CASE("two uploads of one target exclude each other, whatever the door", "[upload]")
{
    const caged_server caged;
    const auto place = begun(caged, "a/one.bin");

    const auto second = create(caged.port(), {{"size", 5}, {"name", "a/one.bin"}});
    const auto tus = ask(caged.port(), tus_creation("a/one.bin", 5));

    CHECK(second.status == 409);
    CHECK(json::parse(second.body).at("code") == "target_busy");
    CHECK(tus.status == 409);
    REQUIRE(ask(caged.port(), {"DELETE", place}).status == 204);
    CHECK(create(caged.port(), {{"size", 5}, {"name", "a/one.bin"}}).status == 201);
}

TEST_CASE("a newer connection takes over from one that has stalled, at once", "[upload]")
{
    const caged_server caged;
    const auto content = noise(100'000, 3);
    const auto chunk = begun(caged) + "/chunks/0";
    const auto made = ask(caged.port(), tus_creation("tus.bin", content.size()));
    REQUIRE(made.status == 201);
    http_ask patch{"PATCH",
                   made.fields.at("location"),
                   {{"Tus-Resumable", "1.0.0"},
                    {"Upload-Offset", "0"},
                    {"Content-Type", "application/offset+octet-stream"}},
                   content};
    for (auto& whole : {http_ask{"PUT", chunk, {}, content}, patch}) {
        raw_peer stalled(caged.port());
        auto text = wire_text(whole);
        stalled.send(std::string_view(text).substr(0, text.size() - 60'000));
        auto later = whole;
        if (whole.method == "PATCH") {
            const auto head =
                ask(caged.port(), {"HEAD", whole.target, {{"Tus-Resumable", "1.0.0"}}});
            REQUIRE(head.status == 200);
            const auto offset = head.fields.at("upload-offset");
            later.fields["Upload-Offset"] = offset;
            later.body = content.substr(std::stoull(offset));
        }
        const auto good = whole.method == "PUT" ? 201 : 204;
        const auto began = std::chrono::steady_clock::now();

        // Which of the two the server met first is not known: the other one asks again.
        auto answer = ask(caged.port(), later);
        if (answer.status == 409) answer = ask(caged.port(), later);

        INFO(whole.method << " " << answer.status);
        CHECK(answer.status == good);
        CHECK(std::chrono::steady_clock::now() - began < 5s);
    }
    CHECK(caged.around.read("served/tus.bin") == content);
}

TEST_CASE("a chunk that comes byte by byte is whole", "[upload]")
{
    const caged_server caged;
    const auto made = create(caged.port(), {{"size", 2000}, {"name", "slow.bin"}});
    const auto place = made.fields.at("location");
    const auto content = noise(2000, 4);
    raw_peer peer(caged.port());
    peer.send_bytewise(as_bytes(wire_text({"PUT", place + "/chunks/0", {}, content})));

    CHECK(read_answer(peer).status == 201);
    CHECK(ask(caged.port(), {"POST", place + "/complete"}).status == 200);
    CHECK(caged.around.read("served/slow.bin") == content);
}

TEST_CASE("a chunk after the file was published is no harm", "[upload]")
{
    const caged_server caged;
    const auto made = create(caged.port(), {{"size", 5}, {"name", "five.bin"}});
    const auto place = made.fields.at("location");
    REQUIRE(put(caged, place + "/chunks/0", "hello").status == 201);
    REQUIRE(ask(caged.port(), {"POST", place + "/complete"}).status == 200);

    const auto late = put(caged, place + "/chunks/0", "jello");

    INFO(late.body);
    CHECK(late.status == 409);
    CHECK(ask(caged.port(), {"POST", place + "/complete"}).status == 200);
    CHECK(caged.around.read("served/five.bin") == "hello");
}
