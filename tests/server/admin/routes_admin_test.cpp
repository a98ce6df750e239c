#include "admin/api_rows.hpp"
#include "server/admin/admin_door.hpp"
#include "server/admin/routes_admin.hpp"
#include "server/http/http_door.hpp"
#include "server/http_desk.hpp"
#include "support/catch.hpp"

using namespace sluice;
using namespace sluice::test;

namespace {

struct admin_desk : http_desk {
    admin_desk() : http_desk(server::admin_routes()) {}
};

} // namespace

TEST_CASE("an operator sees files, sessions and figures", "[server][admin]")
{
    admin_desk desk;
    desk.folder.write("films/a.bin", "12345");

    const auto files = admin::read_files(desk.get("/api/v1/admin/files").document());
    const auto one = admin::read_files(desk.get("/api/v1/admin/files?path=films/a.bin").document());

    REQUIRE(files);
    CHECK(files->size() == 2);
    REQUIRE(one);
    CHECK(one->front().size == 5);
    CHECK(admin::read_sessions(desk.get("/api/v1/admin/sessions").document())->empty());
    CHECK(admin::read_stats(desk.get("/api/v1/admin/stats").document()));
    CHECK(desk.get("/api/v1/admin/files?path=none").status == 404);
    CHECK(desk.get("/api/v1/admin/files?path=../x").status == 404);
}

TEST_CASE("an operator limits the host", "[server][admin]")
{
    admin_desk desk;

    CHECK(desk.ask("PUT", "/api/v1/admin/rate", {}, "{\"rate\":1000}").status == 200);

    CHECK(desk.get("/api/v1/admin/rate").document()["rate"] == 1000);
    CHECK(desk.host.rate.rate() == 1000);
    for (const auto* wrong : {"", "7", "{}", "{\"rate\":-1}", "{\"rate\":\"1M\"}"})
        CHECK(desk.ask("PUT", "/api/v1/admin/rate", {}, wrong).status == 400);
    CHECK(desk.host.rate.rate() == 1000);
}

TEST_CASE("an operator ends sessions and the server", "[server][admin]")
{
    admin_desk desk;
    int stops = 0;

    CHECK(desk.ask("DELETE", "/api/v1/admin/sessions/1").status == 404);
    CHECK(desk.ask("DELETE", "/api/v1/admin/sessions/x").status == 404);
    CHECK(desk.ask("POST", "/api/v1/admin/stop").status == 501);
    desk.host.stop_server = [&stops] { ++stops; };
    CHECK(desk.ask("POST", "/api/v1/admin/stop").status == 202);
    CHECK(stops == 1);
}

TEST_CASE("the routes of operators want the right admin", "[server][admin]")
{
    admin_desk desk;
    desk.who.name = "ada";
    desk.who.rights = state::right_set(state::right::read);
    bool stopped = false;
    desk.host.stop_server = [&stopped] { stopped = true; };

    for (const auto* path : {"files", "sessions", "stats", "rate"})
        CHECK(desk.get(std::string("/api/v1/admin/") + path).status == 403);
    CHECK(desk.ask("POST", "/api/v1/admin/stop").status == 403);
    CHECK_FALSE(stopped);
}

TEST_CASE("whoever came through the admin socket needs no token and no host name",
          "[server][admin]")
{
    admin_desk desk;
    desk.host_field = "not.this.machine";
    server::http_door door(desk.host, server::admin_routes());
    desk.handler = [&door](http::exchange& asked) {
        return door.answer(asked, server::caller::admin);
    };

    CHECK(desk.get("/api/v1/admin/stats").status == 200);
    desk.handler = [&door](http::exchange& asked) { return door.answer(asked); };
    CHECK(desk.get("/api/v1/admin/stats").status == 421);
}

TEST_CASE("the admin socket is for the server's own user and root", "[server][admin]")
{
    CHECK(server::may_administer(1000, 1000));
    CHECK(server::may_administer(0, 1000));
    CHECK_FALSE(server::may_administer(1001, 1000));
    CHECK_FALSE(server::may_administer(1000, 0));
}
