#include "fetch/fetch.hpp"
#include "support/catch.hpp"
#include "support/http_script.hpp"
#include "support/temp_folder.hpp"

#include <future>

using namespace sluice;
using namespace sluice::test;

namespace {

constexpr std::chrono::seconds patience{20};

const fetch::stop_flag never_stopped = false;

fetch::access open_access()
{
    fetch::access how;
    how.rules = fetch::address_rules::everything();
    return how;
}

fetch::request get(std::string target)
{
    fetch::request made;
    made.target = std::move(target);
    return made;
}

result<fetch::answer> ask(const fetch::request& what, const fetch::access& how = open_access())
{
    return fetch::ask(what, how, {deadline::after(patience), never_stopped});
}

http_script answering(std::string text)
{
    return http_script([text](script_peer& to, const std::string&) { to.send(text); });
}

/// Notes what came; fails when told to.
class noting_sink final : public fetch::body_sink {
public:
    explicit noting_sink(std::size_t most = 1U << 30U) : most_(most) {}

    result<void> begin(const fetch::answer& head) override
    {
        status = head.status;
        return ok;
    }
    result<void> take(byte_view bytes) override
    {
        body.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
        if (body.size() > most_) return fail(errc::no_space, "write", "full");
        return ok;
    }

    int status = 0;
    std::string body;

private:
    std::size_t most_;
};

} // namespace

TEST_CASE("an answer comes with its status, fields and body", "[fetch][ask]")
{
    const http_script peer = answering(http_text(200, "ETag: \"x\"\r\nX-Two: 1\r\n", "hello"));

    const auto came = ask(get(peer.url("/a?b")));

    REQUIRE(came);
    CHECK(came->status == 200);
    CHECK(*came->fields.find("etag") == "\"x\"");
    CHECK(came->body == "hello");
    CHECK(came->from.path == "/a");
}

TEST_CASE("method, fields and body reach the server as they were given", "[fetch][ask]")
{
    std::promise<std::string> seen;
    const http_script peer([&seen](script_peer& to, const std::string& head) {
        seen.set_value(head + to.read_body(4));
        to.send(http_text(201, "", "{}"));
    });
    auto what = get(peer.url("/x"));
    what.method = "POST";
    what.body = std::string("a\0bc", 4);
    what.fields.add("Content-Type", "application/json");

    const auto came = ask(what);

    REQUIRE(came);
    CHECK(came->status == 201);
    const auto head = seen.get_future().get();
    CHECK(head.starts_with("POST /x HTTP/1.1\r\n"));
    CHECK(field_of(head, "content-length") == "4");
    CHECK(field_of(head, "content-type") == "application/json");
    CHECK(field_of(head, "expect").empty());
    CHECK(head.ends_with(what.body));
}

TEST_CASE("a field that would become two lines is refused", "[fetch][ask]")
{
    auto what = get("http://127.0.0.1:9/");
    what.fields.add("X", "a\r\nY: b");

    const auto came = ask(what);

    REQUIRE_FALSE(came);
    CHECK(came.error() == errc::bad_usage);
}

TEST_CASE("a sink takes the body of success, never that of an error", "[fetch][ask]")
{
    const http_script good = answering(http_text(206, "", "part"));
    const http_script bad = answering(http_text(404, "", "nothing"));
    noting_sink sink;
    noting_sink untouched;

    const auto came = fetch::ask(get(good.url()), open_access(),
                                 {deadline::after(patience), never_stopped, &sink});
    const auto missed = fetch::ask(get(bad.url()), open_access(),
                                   {deadline::after(patience), never_stopped, &untouched});

    REQUIRE(came);
    CHECK(sink.status == 206);
    CHECK(sink.body == "part");
    CHECK(came->body.empty());
    REQUIRE(missed);
    CHECK(missed->body == "nothing");
    CHECK(untouched.status == 0);
}

TEST_CASE("what the sink says is the outcome", "[fetch][ask]")
{
    const http_script peer = answering(http_text(200, "", std::string(200'000, 'x')));
    noting_sink small(1000);

    const auto came = fetch::ask(get(peer.url()), open_access(),
                                 {deadline::after(patience), never_stopped, &small});

    REQUIRE_FALSE(came);
    CHECK(came.error() == errc::no_space);
}

TEST_CASE("an endless body is cut where memory ends", "[fetch][ask]")
{
    const http_script peer([](script_peer& to, const std::string&) {
        to.send("HTTP/1.1 200 OK\r\n\r\n");
        const std::string piece(65536, 'x');
        while (to.send(piece)) {
        }
    });
    auto how = open_access();
    how.most_body = 1'000'000;

    const auto came = ask(get(peer.url()), how);

    REQUIRE_FALSE(came);
    CHECK(came.error() == errc::too_large);
}

TEST_CASE("an endless head is cut", "[fetch][ask]")
{
    const http_script peer([](script_peer& to, const std::string&) {
        to.send("HTTP/1.1 200 OK\r\n");
        while (to.send("X-Filler: " + std::string(1000, 'x') + "\r\n")) {
        }
    });

    const auto came = ask(get(peer.url()));

    REQUIRE_FALSE(came);
    CHECK(came.error() == errc::too_large);
}

TEST_CASE("a body shorter than declared is no success", "[fetch][ask]")
{
    const http_script peer = answering("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this");

    const auto came = ask(get(peer.url()));

    REQUIRE_FALSE(came);
    CHECK(came.error() == errc::peer_closed);
}

TEST_CASE("garbage is no answer", "[fetch][ask]")
{
    for (const auto* text : {"SSH-2.0-x\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
                             "\r\n\r\n\r\n", "HTTP/1.1 99999 x\r\n\r\n"}) {
        INFO(text);
        const http_script peer = answering(text);
        CHECK_FALSE(ask(get(peer.url())));
    }
}

TEST_CASE("nobody there is unreachable", "[fetch][ask]")
{
    std::string url;
    {
        const http_script gone = answering("");
        url = gone.url();
    }

    const auto came = ask(get(url));

    REQUIRE_FALSE(came);
    CHECK(came.error() == errc::unreachable);
}

TEST_CASE("silence ends at the stall limit, drops at the deadline", "[fetch][ask]")
{
    const http_script silent([](script_peer& to, const std::string&) { to.read_body(1); });
    const http_script dripping([](script_peer& to, const std::string&) {
        to.send("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n");
        while (to.send("x"))
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
    });
    auto how = open_access();
    how.stall_limit = std::chrono::milliseconds(200);

    const auto stalled = ask(get(silent.url()), how);
    const auto late = fetch::ask(get(dripping.url()), how,
                                 {deadline::after(std::chrono::milliseconds(600)), never_stopped});

    REQUIRE_FALSE(stalled);
    CHECK(stalled.error() == errc::timed_out);
    REQUIRE_FALSE(late);
    CHECK(late.error() == errc::timed_out);
}

TEST_CASE("the stop flag ends a request from another thread", "[fetch][ask]")
{
    fetch::stop_flag stop = false;
    const http_script silent([&stop](script_peer& to, const std::string&) {
        stop = true;
        to.read_body(1);
    });

    const auto came =
        fetch::ask(get(silent.url()), open_access(), {deadline::after(patience), stop});

    REQUIRE_FALSE(came);
    CHECK(came.error() == errc::cancelled);
}

TEST_CASE("a Unix socket is asked like a server", "[fetch][ask]")
{
    const temp_folder folder;
    const http_script peer(
        [](script_peer& to, const std::string& head) {
            to.send(http_text(200, "", field_of(head, "host")));
        },
        folder.at("admin.sock"));
    fetch::access how;
    how.unix_socket = folder.at("admin.sock");

    const auto came = ask(get("http://sluice/api"), how);

    REQUIRE(came);
    CHECK(came->body == "sluice");
}

TEST_CASE("proxies of the environment are not asked", "[fetch][ask]")
{
    const http_script proxy = answering(http_text(200, "", "proxy"));
    const http_script peer = answering(http_text(200, "", "server"));
    ::setenv("http_proxy", proxy.url().c_str(), 1);
    ::setenv("ALL_PROXY", proxy.url().c_str(), 1);

    const auto came = ask(get(peer.url()));
    auto how = open_access();
    how.proxy = proxy.url();
    const auto by_setting = ask(get(peer.url()), how);
    ::unsetenv("http_proxy");
    ::unsetenv("ALL_PROXY");

    REQUIRE(came);
    CHECK(came->body == "server");
    REQUIRE(by_setting);
    CHECK(by_setting->body == "proxy");
}
