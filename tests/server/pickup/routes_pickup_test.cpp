#include "server/pickup_http_desk.hpp"

using namespace sluice;
using test::files_in;
using desk = test::pickup_http_desk;

namespace {

constexpr auto manual = "/stream/foo/drc?confirm=manual";

} // namespace

TEST_CASE("fresh files come as one archive and are put away once confirmed",
          "[server][routes_pickup]")
{
    desk d;
    d.add("a.drc", "hello");
    d.add("b.drc", "there");
    d.add("c.ply", "other");

    const auto got = d.get(manual);

    REQUIRE(got.status == 200);
    CHECK(got.whole);
    CHECK(got.field("content-type") == "application/zip");
    CHECK(got.field("content-disposition").starts_with("attachment; filename=\"drc_2files_20"));
    CHECK(got.field("content-disposition").ends_with(".zip\""));
    CHECK(got.field("etag").starts_with("\"zip-"));
    const auto files = files_in(got.body);
    REQUIRE(files == std::map<std::string, std::string>{{"a.drc", "hello"}, {"b.drc", "there"}});
    CHECK(d.folder.has("foo/bar/a.drc"));

    const auto confirmed = d.confirm(got, desk::claims_of(files));
    CHECK(confirmed.status == 200);
    CHECK(confirmed.document()["phase"] == "archived");
    CHECK(confirmed.document()["files"][0]["archived_as"] == "a.drc");
    CHECK(d.folder.read("foo/archive/a.drc") == "hello");
    CHECK(d.folder.read("foo/archive/b.drc") == "there");
    CHECK_FALSE(d.folder.has("foo/bar/a.drc"));
    CHECK(d.folder.has("foo/bar/c.ply"));
    CHECK(d.confirm(got, desk::claims_of(files)).status == 200);
    CHECK(d.get(manual).status == 404);
}

TEST_CASE("errors of pick-up are worded as its clients know them", "[server][routes_pickup]")
{
    desk d;
    d.add("a.ply", "x");

    const auto nothing = d.get("/stream/foo/drc");
    CHECK(nothing.status == 404);
    CHECK(nothing.document() == nlohmann::json{{"detail", "No .drc files available"}});
    CHECK(d.get("/fetch/foo/vpcc").document()["detail"] == "No .vpcc files available");
    CHECK(d.get("/stream/foo/txt").status == 406);
    CHECK(d.get("/stream/foo/txt").document().contains("detail"));
    CHECK(d.get("/stream/foo/ply?confirm=perhaps").status == 400);
    for (const auto* unknown : {"other", "..", "%2e%2e", "foo%2fbar", ".%00", "a%2f..%2ffoo"}) {
        INFO(unknown);
        const auto got = d.get(std::string("/stream/") + unknown + "/drc");
        CHECK((got.status == 404 || got.status == 400));
    }
    CHECK(d.folder.names() == std::vector<std::string>{"foo"});
    CHECK(d.get("/stream/receipts/00000000000000000000000000000000").status == 404);
}

TEST_CASE("two clients never get the same file", "[server][routes_pickup]")
{
    desk d;
    d.add("a.drc", "1");
    const auto first = d.get(manual);
    d.add("b.drc", "2");

    const auto second = d.get(manual);
    const auto third = d.get(manual);

    CHECK(files_in(first.body).contains("a.drc"));
    CHECK(files_in(second.body) == std::map<std::string, std::string>{{"b.drc", "2"}});
    CHECK(third.status == 404);
    CHECK(first.field("content-disposition") != second.field("content-disposition"));
}

TEST_CASE("an archive that nobody proves to have is offered again", "[server][routes_pickup]")
{
    desk d;
    d.add("a.drc", "1");

    // The connection is in memory: it proves nothing.
    const auto unproved = d.get("/stream/foo/drc");
    const auto again = d.get("/fetch/foo/drc");

    CHECK(unproved.status == 200);
    CHECK(again.status == 200);
    CHECK(files_in(again.body).contains("a.drc"));
    CHECK(d.receipt(unproved).document()["phase"] == "released");
    CHECK(d.folder.has("foo/bar/a.drc"));
}

TEST_CASE("an expired lease is offered again, and confirms nothing", "[server][routes_pickup]")
{
    desk d(std::chrono::milliseconds(0));
    d.add("a.drc", "1");
    const auto late = d.get(manual);
    REQUIRE(late.status == 200);

    const auto again = d.get(manual);
    const auto confirmed = d.confirm(late, desk::claims_of({{"a.drc", "1"}}));

    CHECK(again.status == 200);
    CHECK(confirmed.status == 409);
    CHECK(d.folder.has("foo/bar/a.drc"));
}

TEST_CASE("HEAD tells of the archive and takes nothing", "[server][routes_pickup]")
{
    desk d;
    d.add("a.drc", "hello");

    const auto head = d.ask("HEAD", manual);
    const auto got = d.get(manual);

    CHECK(head.status == 200);
    CHECK(head.field("content-length") == got.field("content-length"));
    CHECK(head.field("etag") == got.field("etag"));
    CHECK(head.field("sluice-receipt").empty());
    CHECK(d.ask("HEAD", manual).status == 404);
}

TEST_CASE("whoever is bound to a folder picks up from its projects alone",
          "[server][routes_pickup]")
{
    desk d;
    d.add("a.drc", "hello");

    d.who.prefix = *storage::check_path("other");
    CHECK(d.get(manual).status == 404);
    d.who.prefix = *storage::check_path("foo/archive");
    CHECK(d.get(manual).status == 404);
    d.who.prefix = *storage::check_path("foo");
    CHECK(d.get(manual).status == 200);
}

TEST_CASE("pages of other sites fetch nothing away", "[server][routes_pickup]")
{
    desk d;
    d.add("a.drc", "hello");

    CHECK(d.get(manual, {{"Sec-Fetch-Site", "cross-site"}}).status == 403);
    CHECK(d.get(manual, {{"Sec-Fetch-Site", "same-origin"}}).status == 200);
}

TEST_CASE("a server that starts again gives back what was under way and keeps what was sent",
          "[server][routes_pickup]")
{
    desk d;
    d.add("a.drc", "1");
    const auto sent = d.get(manual);
    d.add("b.drc", "2");
    const auto sending = d.host.pickups->take({"foo", "drc", ""});
    REQUIRE(sending);

    d.open();

    const auto again = d.get(manual);
    CHECK(files_in(again.body) == std::map<std::string, std::string>{{"b.drc", "2"}});
    CHECK(d.confirm(sent, desk::claims_of({{"a.drc", "1"}})).status == 200);
    CHECK(d.folder.has("foo/archive/a.drc"));
}

TEST_CASE("a server that starts again finishes what was confirmed", "[server][routes_pickup]")
{
    desk d;
    d.add("a.drc", "1");
    const auto taken = d.host.pickups->take({"foo", "drc", ""});
    REQUIRE(taken);
    REQUIRE(d.host.state->confirm_pickup(taken->offer, 0));

    d.open();

    CHECK(d.folder.has("foo/archive/a.drc"));
    const auto now = d.host.state->find_pickup(taken->offer.id);
    REQUIRE(now);
    CHECK((*now)->phase == state::pickup_phase::archived);
}

TEST_CASE("a server without state gives nothing away", "[server][routes_pickup]")
{
    desk d;
    d.add("a.drc", "1");
    d.host.state = nullptr;
    d.open();

    CHECK(d.get(manual).status == 501);
}

TEST_CASE("a connection may break at any moment of a pick-up", "[server][routes_pickup]")
{
    for (std::uint64_t number = 1; number < 200; ++number) {
        desk d;
        d.add("a.drc", "hello");
        d.add("b.drc", test::content_of(600'000));
        test::stream_script script;
        script.fail_at(number, errc::peer_closed);
        d.pipe.script = &script;

        d.get(manual);

        const bool struck = script.struck();
        d.pipe.script = nullptr;
        INFO(number);
        CHECK(d.folder.has("foo/bar/a.drc"));
        if (!struck) break;
        const auto unfinished = d.host.state->unfinished_pickups();
        REQUIRE(unfinished);
        const bool sent_whole = !unfinished->empty();
        CHECK(d.get(manual).status == (sent_whole ? 404 : 200));
    }
}
