#include "server/http/all_routes.hpp"
#include "server/http/http_service.hpp"
#include "server/http_desk.hpp"
#include "server/metrics.hpp"
#include "support/catch.hpp"
#include "support/mentions.hpp"

using namespace sluice;
using namespace sluice::test;

namespace {

/// The real door with all its routes before a folder with one file. The peer of a pipe is nobody
/// of this machine, so it may read and no more.
struct door_desk : http_desk {
    explicit door_desk(const std::function<void(server::server_settings&)>& change = {})
        : http_desk(server::all_routes())
    {
        auto settings = test_settings();
        settings.request_rate = "none";
        if (change) change(settings);
        door = std::make_unique<server::http_door>(host, server::all_routes());
        REQUIRE(door->apply(settings));
        handler = [this](http::exchange& asked) { return door->answer(asked); };
        folder.write("a.txt", "hello");
    }

    std::unique_ptr<server::http_door> door;
};

} // namespace

TEST_CASE("a request for a name that is not ours is answered by 421", "[server][http_door]")
{
    door_desk desk;
    desk.host_field = "evil.example";
    CHECK(desk.get("/files/a.txt").status == 421);

    desk.host_field = "127.0.0.1:8888";
    CHECK(desk.get("/files/a.txt").status == 200);
}

TEST_CASE("a page of another site cannot change anything", "[server][http_door]")
{
    door_desk desk;

    const auto sent =
        desk.ask("POST", "/api/v1/uploads", {{"Origin", "https://evil.example"}}, "{}");
    const auto hidden =
        desk.ask("POST", "/api/v1/uploads", {{"Sec-Fetch-Site", "cross-site"}}, "{}");
    const auto read = desk.get("/files/a.txt", {{"Origin", "https://evil.example"}});

    CHECK(sent.status == 403);
    CHECK(hidden.status == 403);
    CHECK(read.status == 200);
    CHECK(read.field("access-control-allow-origin").empty());
}

TEST_CASE("a listed origin is allowed by name, and only it", "[server][http_door]")
{
    door_desk desk([](auto& s) { s.cors_origins = {"https://app.example"}; });

    const auto ours = desk.get("/files/a.txt", {{"Origin", "https://app.example"}});
    const auto other = desk.get("/files/a.txt", {{"Origin", "https://app.example.evil"}});
    const auto asked =
        desk.ask("OPTIONS", "/api/v1/uploads",
                 {{"Origin", "https://app.example"}, {"Access-Control-Request-Method", "POST"}});

    CHECK(ours.field("access-control-allow-origin") == "https://app.example");
    CHECK(ours.field("vary") == "Origin");
    CHECK(other.field("access-control-allow-origin").empty());
    CHECK(other.field("vary") == "Origin");
    CHECK(asked.status == 204);
    CHECK_THAT(asked.field("access-control-allow-methods"), mentions("POST"));
    CHECK_THAT(asked.field("access-control-allow-headers"), mentions("Upload-Offset"));
}

TEST_CASE("the last request of a rate is answered and the next one is 429", "[server][http_door]")
{
    door_desk desk([](auto& s) { s.request_rate = "2 per minute"; });

    CHECK(desk.get("/files/a.txt").status == 200);
    const auto last = desk.get("/files/a.txt");
    const auto late = desk.get("/files/a.txt");
    const auto form = desk.get("/api/files");

    CHECK(last.status == 200);
    CHECK_THAT(last.field("ratelimit"), mentions("r=0"));
    CHECK(last.field("ratelimit-policy") == "\"default\";q=2;w=60");
    CHECK(late.status == 429);
    CHECK(std::stoi(late.field("retry-after")) >= 1);
    CHECK(late.document()["code"] == "too_many_requests");
    CHECK(form.document() == nlohmann::json{{"message", "2 per 1 minute"}});
    CHECK(desk.get("/health").status == 200);
}

TEST_CASE("who has no token may read from elsewhere and not write", "[server][http_door]")
{
    door_desk desk;

    const auto wrote = desk.ask("POST", "/api/v1/uploads", {}, "{}");
    const auto scraped = desk.get("/metrics");

    CHECK(wrote.status == 401);
    CHECK_THAT(wrote.field("www-authenticate"), mentions("Bearer"));
    CHECK(scraped.status == 200);
}

TEST_CASE("what is answered is counted by route, not by what was asked for", "[server][http_door]")
{
    door_desk desk;
    desk.get("/files/a.txt");
    desk.get("/no/such/route/at/all");

    const auto text = desk.host.figures->text();

    CHECK_THAT(text, mentions("sluice_http_requests_total{method=\"GET\",route=\"/files/"
                              "{path...}\",status=\"200\"} 1"));
    CHECK_THAT(text, mentions("route=\"none\",status=\"404\"} 1"));
    CHECK_THAT(text, !mentions("no/such"));
}

TEST_CASE("health has the fields of both predecessors", "[server][routes_status]")
{
    door_desk desk;

    const auto health = desk.get("/health").document();

    CHECK(health["status"] == "healthy");
    for (const auto* name :
         {"connected_clients", "active_downloads", "streaming", "connections", "arrays_stored"})
        CHECK(health.contains(name));
}

TEST_CASE("a server whose folder is gone is not ready", "[server][routes_status]")
{
    door_desk desk;
    CHECK(desk.get("/readyz").status == 200);

    std::filesystem::remove_all(desk.folder.path());

    const auto gone = desk.get("/readyz");
    CHECK(gone.status == 503);
    CHECK(gone.document()["ready"] == false);
    CHECK(gone.document()["checks"]["folder"] != "ok");
}
