#include "server/job_http_desk.hpp"
#include "support/catch.hpp"

using namespace sluice;
using namespace sluice::test;
using nlohmann::json;
using state::job_phase;

namespace {

const http_desk::headers as_stream{{"Accept", "text/event-stream"}};

std::string unchunked(std::string_view body)
{
    std::string all;
    while (!body.empty()) {
        const auto line = body.find("\r\n");
        const auto size = std::stoull(std::string(body.substr(0, line)), nullptr, 16);
        all += body.substr(line + 2, size);
        body.remove_prefix(std::min<std::size_t>(body.size(), line + 4 + size));
    }
    return all;
}

/// The documents of an answer in lines.
std::vector<json> lines_of(const http_answer& answer)
{
    CHECK(answer.status == 200);
    CHECK(answer.field("content-type") == "application/x-ndjson");
    CHECK(answer.field("transfer-encoding") == "chunked");
    CHECK(answer.body.ends_with("0\r\n\r\n"));
    std::vector<json> all;
    std::istringstream in(unchunked(answer.body));
    for (std::string line; std::getline(in, line);)
        if (!line.empty()) all.push_back(json::parse(line));
    return all;
}

std::string ordered(job_http_desk& t)
{
    return t.order({{"agent", "r1"}, {"path", "x"}}).document()["id"];
}

} // namespace

TEST_CASE("events that are kept are listed in lines", "[server][jobs][events]")
{
    job_http_desk t;
    t.connect("r1");
    const auto id = ordered(t);
    t.move(id, job_phase::running, "job.started");
    t.move(id, job_phase::failed, "job.failed");

    const auto all = lines_of(t.get("/api/v1/events?follow=no"));

    REQUIRE(all.size() == 4);
    CHECK(all[0]["event"] == "agent.connected");
    CHECK(all[0]["agent"] == "r1");
    CHECK(all[1]["event"] == "job.queued");
    CHECK(all[1]["job"] == id);
    CHECK(all[3]["event"] == "job.failed");
    CHECK(all[3]["at"] == 5.0);
    CHECK(all[3]["sequence"] > all[2]["sequence"]);

    const auto after = std::to_string(all[1]["sequence"].get<int>());
    const auto rest = lines_of(t.get("/api/v1/events?follow=no&after=" + after));
    REQUIRE(rest.size() == 2);
    CHECK(rest[0]["event"] == "job.started");
    CHECK(lines_of(t.get("/api/v1/events?follow=no&after=" + after,
                         {{"Last-Event-ID", std::to_string(all[3]["sequence"].get<int>())}}))
              .empty());
}

TEST_CASE("more events than a page are all sent", "[server][jobs][events]")
{
    job_http_desk t;
    const auto id = ordered(t);
    for (int i = 0; i < 600; ++i) {
        t.move(id, job_phase::running, "job.started");
        t.move(id, job_phase::queued, "job.waiting");
    }

    CHECK(lines_of(t.get("/api/v1/events?follow=no")).size() == 1201);
}

TEST_CASE("server-sent events carry sequence, kind and document", "[server][jobs][events]")
{
    job_http_desk t;
    const auto id = ordered(t);

    const auto answer = t.get("/api/v1/events?follow=no&after=0", as_stream);

    CHECK(answer.field("content-type") == "text/event-stream");
    const auto text = unchunked(answer.body);
    CHECK(text.starts_with("id: 1\nevent: job.queued\ndata: {"));
    CHECK(text.ends_with("}\n\n"));
    CHECK(text.find(id) != text.npos);
}

TEST_CASE("a stream goes on with what happens, from where the client was", "[server][jobs][events]")
{
    job_http_desk t;
    const auto id = ordered(t);
    bool moved = false;
    t.on_bytes = [&](const std::string& all) {
        if (!moved && all.find("job.queued") != all.npos) {
            moved = true;
            t.move(id, job_phase::running, "job.started");
        }
        if (all.find("job.started") != all.npos) t.host.events.close();
    };

    auto fields = as_stream;
    fields.emplace_back("Last-Event-ID", "0");
    const auto answer = t.get("/api/v1/events", fields);

    CHECK(moved);
    const auto text = unchunked(answer.body);
    CHECK(text.find("event: job.queued") < text.find("event: job.started"));
    CHECK(answer.body.ends_with("0\r\n\r\n"));
}

TEST_CASE("a stream without a sequence begins with what happens next", "[server][jobs][events]")
{
    job_http_desk t;
    const auto id = ordered(t);
    bool moved = false;
    t.on_bytes = [&](const std::string& all) {
        if (!moved) t.move(id, job_phase::running, "job.started");
        moved = true;
        if (all.find("job.started") != all.npos) t.host.events.close();
    };

    const auto text = unchunked(t.get("/api/v1/events", as_stream).body);

    CHECK(text.find("job.queued") == text.npos);
    CHECK(text.find("job.started") != text.npos);
}

TEST_CASE("a wrong sequence is refused", "[server][jobs][events]")
{
    job_http_desk t;
    CHECK(t.get("/api/v1/events?after=x").status == 400);
    CHECK(t.get("/api/v1/events", {{"Last-Event-ID", "-1"}}).status == 400);
}

TEST_CASE("a stream ends when the server stops", "[server][jobs][events]")
{
    job_http_desk t;
    t.desk->stop(deadline::after({}));
    const auto answer = t.get("/api/v1/events");
    CHECK(answer.status == 200);
    CHECK(answer.body == "0\r\n\r\n");
}

TEST_CASE("a stream on which nothing happens says that it is alive", "[server][jobs][events]")
{
    const bool streams = GENERATE(false, true);
    const std::string alive = streams ? ": alive\n\n" : "\n";
    server::job_pace pace;
    pace.alive_every = std::chrono::milliseconds(2);
    job_http_desk t(pace);
    t.on_bytes = [&](const std::string& all) {
        const auto body = all.substr(all.find("\r\n\r\n") + 4);
        if (unchunked(body).size() >= 3 * alive.size()) t.host.events.close();
    };

    const auto answer = t.get("/api/v1/events", streams ? as_stream : http_desk::headers{});

    const auto text = unchunked(answer.body);
    REQUIRE(text.size() >= 3 * alive.size());
    for (std::size_t at = 0; at < text.size(); at += alive.size())
        CHECK(text.substr(at, alive.size()) == alive);
}

TEST_CASE("a reader of events that takes nothing is cut, and nobody else", "[server][jobs][events]")
{
    job_http_desk t;
    const auto id = ordered(t);
    for (int i = 0; i < 50; ++i) {
        t.move(id, job_phase::running, "job.started");
        t.move(id, job_phase::queued, "job.waiting");
    }
    pipe_options narrow;
    narrow.capacity = 2048;
    auto ends = pipe_stream::make(t.io.get_executor(), narrow);
    http::connection_limits limits;
    limits.stall = std::chrono::milliseconds(20);
    http::connection stuck(t.io.get_executor(), std::move(ends.accepted), limits, t.handler);
    std::optional<result<>> ended;
    asio::co_spawn(t.io, stuck.run(), [&](std::exception_ptr thrown, result<> made) {
        if (thrown) std::rethrow_exception(thrown);
        ended = std::move(made);
    });
    const std::string request = "GET /api/v1/events?after=0 HTTP/1.1\r\nHost: localhost\r\n\r\n";
    run_task(t.io, [](net::byte_stream& client, const std::string& asked) -> task<void> {
        const auto limit = deadline::after(std::chrono::seconds(20));
        const auto sent = co_await client.write(as_bytes(asked), limit, net::follow_up::nothing);
        CHECK(sent);
    }(*ends.dialled, request));

    REQUIRE(ended);
    REQUIRE_FALSE(*ended);
    // Broken off from here: the reader has closed nothing.
    CHECK(ended->error() == errc::peer_closed);
    CHECK(lines_of(t.get("/api/v1/events?follow=no")).size() == 101);
}
