#include "support/http_peer.hpp"
#include "support/test_server.hpp"
#include "system/failure/download_trial.hpp"
#include "system/pickup_project.hpp"

#include <nlohmann/json.hpp>
#include <sys/socket.h>

#include <random>

using namespace sluice;
using namespace sluice::test;

namespace {

const std::vector<std::string> at_once{"--pickup-settle", "0s"};

/// The first bytes of an archive, and what its head said.
struct beginning {
    std::string tag;
    std::string receipt;
    std::size_t size = 0;
    std::string bytes;
};

std::string field_in(const std::string& head, const std::string& name)
{
    const auto at = head.find("\r\n" + name + ": ");
    REQUIRE(at != std::string::npos);
    const auto value = at + 4 + name.size();
    return head.substr(value, head.find("\r\n", value) - value);
}

std::string lower_head(std::string head)
{
    std::transform(head.begin(), head.end(), head.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return head;
}

/// Reads `count` bytes of an answer, then resets the connection. Asks until something is offered.
beginning begin(const test_server& server, std::size_t count, http_ask what)
{
    for (const auto limit = deadline::after(std::chrono::seconds(20)); !limit.expired();) {
        raw_peer peer(server.port());
        peer.send(wire_text(what));
        std::string head;
        for (char one = 0; head.find("\r\n\r\n") == std::string::npos; head += one)
            if (::recv(peer.descriptor(), &one, 1, 0) != 1) break;
        if (!head.starts_with("HTTP/1.1 20")) continue;
        head = lower_head(head);
        beginning made;
        made.tag = field_in(head, "etag");
        made.receipt = field_in(head, "sluice-receipt");
        made.size = std::stoull(field_in(head, "content-length"));
        made.bytes.resize(count);
        const auto got = ::recv(peer.descriptor(), made.bytes.data(), count, MSG_WAITALL);
        REQUIRE(got == static_cast<ssize_t>(count));
        peer.reset();
        return made;
    }
    FAIL("nothing is offered");
    return {};
}

http_ask wish(std::map<std::string, std::string> fields = {})
{
    return {.target = "/stream/foo/drc", .fields = std::move(fields)};
}

std::string phase_of(const test_server& server, const beginning& of)
{
    const auto got = ask(server.port(), {.target = "/stream/receipts/" + of.receipt});
    return nlohmann::json::parse(got.body).value("phase", "");
}

http_ask rest_of(const beginning& of, std::size_t from)
{
    return wish({{"Range", "bytes=" + std::to_string(from) + "-"}, {"If-Range", of.tag}});
}

/// The answer to this, once the server has seen that the last one broke off.
http_answer ask_soon(const test_server& server, const http_ask& what)
{
    http_answer got;
    wait_until([&] {
        got = ask(server.port(), what);
        return got.status != 404;
    });
    return got;
}

} // namespace

TEST_CASE("a pick-up goes on where it was cut off, and is put away once all of it came",
          "[system][pickup]")
{
    test_server server(at_once);
    pickup_project project(server.files());
    project.add("a.drc", sample_bytes(20U << 20U));
    project.add("b.drc", "small");
    const auto first = begin(server, 3U << 20U, wish());
    REQUIRE(wait_until([&] { return phase_of(server, first) == "released"; }));
    // What comes in between is not of this archive.
    project.add("c.drc", "new");

    const auto second = ask_soon(server, rest_of(first, first.bytes.size()));

    REQUIRE(second.status == 206);
    CHECK(second.fields.at("etag") == first.tag);
    CHECK(second.fields.at("content-range") == "bytes " + std::to_string(first.bytes.size()) + "-" +
                                                   std::to_string(first.size - 1) + "/" +
                                                   std::to_string(first.size));
    const auto files = unpacked(first.bytes + second.body);
    REQUIRE(files);
    CHECK(files->size() == 2);
    CHECK(files->at("a.drc") == project.made().at("a.drc"));
    REQUIRE(wait_until([&] { return project.names_in("archive").size() == 2; }));
    CHECK(project.names_in("bar") == std::vector<std::string>{"c.drc"});
}

TEST_CASE("a pick-up that is cut off again and again comes whole", "[system][pickup]")
{
    const auto seed = std::random_device()();
    INFO("seed " << seed);
    std::mt19937 random(seed);
    test_server server(at_once);
    pickup_project project(server.files());
    for (int i = 0; i < 30; ++i)
        project.begin(std::to_string(i) + ".drc", sample_bytes(1 + random() % 700'000));
    project.add("last.drc", sample_bytes(1000));
    auto all = begin(server, 1 + random() % 100'000, wish());

    while (all.bytes.size() + 300'000 < all.size) {
        auto more = begin(server, 1 + random() % 300'000, rest_of(all, all.bytes.size()));
        REQUIRE(more.tag == all.tag);
        // Before the server has seen that it broke off, nothing can be had; then, the rest.
        REQUIRE(more.size == all.size - all.bytes.size());
        all.bytes += more.bytes;
        CHECK(project.names_in("archive").empty());
    }
    const auto last = ask_soon(server, rest_of(all, all.bytes.size()));

    REQUIRE(last.status == 206);
    const auto files = unpacked(all.bytes + last.body);
    REQUIRE(files);
    CHECK(*files == project.made());
    REQUIRE(wait_until([&] { return project.all_put_away(); }));
    project.require_archived_once();
}

TEST_CASE("only what can be gone on with is, the rest begins anew", "[system][pickup]")
{
    test_server server(at_once);
    pickup_project project(server.files());
    project.add("a.drc", sample_bytes(2U << 20U));
    auto first = begin(server, 1000, wish());
    http_ask what;
    SECTION("without a tag it could be another archive")
    {
        what = wish({{"Range", "bytes=1000-"}});
    }
    SECTION("of another tag")
    {
        what = wish({{"Range", "bytes=1000-"}, {"If-Range", "\"zip-0\""}});
    }
    SECTION("an end whose beginning was never sent")
    {
        // More than the buffers of a connection hold.
        project.add("a.drc", sample_bytes(24U << 20U));
        first = begin(server, 1000, wish());
        what = rest_of(first, first.size - 22);
    }
    SECTION("a part that is not the rest")
    {
        what = wish({{"Range", "bytes=1000-2000"}, {"If-Range", first.tag}});
    }
    SECTION("a file that was changed meanwhile")
    {
        project.add("a.drc", sample_bytes(1U << 20U));
        what = rest_of(first, 1000);
    }

    const auto got = ask_soon(server, what);

    REQUIRE(got.status == 200);
    const auto files = unpacked(got.body);
    REQUIRE(files);
    CHECK(*files == project.made());
    REQUIRE(wait_until([&] { return project.all_put_away(); }));
    project.require_archived_once();
}

TEST_CASE("a rest that is confirmed by hand is put away by that alone", "[system][pickup]")
{
    test_server server(at_once);
    pickup_project project(server.files());
    project.add("a.drc", sample_bytes(20U << 20U));
    auto what = wish();
    what.target += "?confirm=manual";
    const auto first = begin(server, 1U << 20U, what);
    auto rest = rest_of(first, first.bytes.size());
    rest.target = what.target;

    const auto second = ask_soon(server, rest);

    REQUIRE(second.status == 206);
    const auto files = unpacked(first.bytes + second.body);
    REQUIRE(files);
    CHECK(project.names_in("archive").empty());
    const auto receipt = "/stream/receipts/" + second.fields.at("sluice-receipt");
    const auto shown = nlohmann::json::parse(ask(server.port(), {.target = receipt}).body);
    const nlohmann::json claim = {
        {"name", "a.drc"}, {"size", 20U << 20U}, {"crc32", shown["files"][0]["crc32"]}};
    const auto told = ask(
        server.port(),
        {.method = "POST", .target = receipt, .body = nlohmann::json{{"files", {claim}}}.dump()});
    CHECK(told.status == 200);
    project.require_archived_once();
}

TEST_CASE("curl goes on with a pick-up by a tag and a range", "[system][pickup]")
{
    test_server server(std::vector<std::string>{"--pickup-settle", "0s", "--client-rate", "4M"});
    pickup_project project(server.files());
    project.add("a.drc", sample_bytes(6U << 20U));
    const temp_folder into;
    const auto url = "http://127.0.0.1:" + std::to_string(server.port()) + "/stream/foo/drc";
    std::vector<std::string> words{"/usr/bin/curl",    "-sS", "-D", into.at("head"), "-o",
                                   into.at("got.zip"), url};
    auto first = words;
    first.insert(first.end(), {"--max-time", "0.7"});
    REQUIRE(run(first, into.path()).status == 28);
    const auto tag = field_in(lower_head(into.read("head")), "etag");

    words.insert(words.end(), {"-f", "-C", "-", "-H", "If-Range: " + tag});
    // Until the server has seen that the first broke off, nothing is to be had: 22.
    REQUIRE(wait_until([&] { return run(words, into.path()).status != 22; }));

    CHECK(into.read("head").starts_with("HTTP/1.1 206"));
    CHECK(unpacked(into.read("got.zip")) == project.made());
    REQUIRE(wait_until([&] { return project.all_put_away(); }));
    project.require_archived_once();
}
