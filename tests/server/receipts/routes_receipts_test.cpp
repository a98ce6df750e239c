#include "receipt/chain_check.hpp"
#include "server/http_desk.hpp"
#include "server/receipts/routes_receipts.hpp"
#include "support/catch.hpp"
#include "support/memory_store.hpp"

#include <sstream>

using namespace sluice;
using namespace sluice::test;

namespace {

state::ledger_record by(const std::string& who)
{
    state::ledger_record made;
    made.who = who;
    made.what = "x";
    made.result = "ok";
    return made;
}

/// Three receipts: two of ann, one of bob between them.
struct receipt_http_desk : http_desk {
    receipt_http_desk() : http_desk(server::receipt_routes())
    {
        auto memory = std::make_unique<memory_store>();
        host.state = std::move(memory);
        auto key = receipt::signing_key::make();
        if (!key) FAIL(key.error().text());
        host.receipts = std::make_unique<server::receipt_desk>(
            host.pool, *host.state, std::move(*key), std::chrono::milliseconds(1));
        for (const auto* one : {"ann", "bob", "ann"})
            if (!host.state->append_ledger({by(one)})) FAIL("append");
    }
    ~receipt_http_desk() { host.receipts->flush(); }

    void ask_as(const std::string& name)
    {
        who.name = name;
        who.rights = state::right_set(state::right::read);
    }
};

std::vector<std::string> lines_of(const std::string& body)
{
    std::istringstream in(body);
    std::vector<std::string> lines;
    for (std::string line; std::getline(in, line);)
        lines.push_back(line);
    return lines;
}

} // namespace

TEST_CASE("the chain is listed and verified with the key that is shown", "[server][receipts]")
{
    receipt_http_desk desk;

    const auto listed = desk.get("/api/v1/receipts");
    const auto shown = desk.get("/api/v1/receipts/key");

    REQUIRE(listed.status == 200);
    CHECK(listed.field("content-type") == "application/x-ndjson");
    const auto key = receipt::public_key::read(shown.body);
    REQUIRE(key);
    receipt::chain_check check(*key);
    const auto lines = lines_of(listed.body);
    REQUIRE(lines.size() == 3);
    for (const auto& line : lines)
        CHECK(check.add(line));
    CHECK(shown.document()["key_id"] == key->id());
    CHECK(receipt::public_key::read(shown.document()["pem"].get<std::string>())->hex() ==
          key->hex());
}

TEST_CASE("receipts come in pages", "[server][receipts]")
{
    receipt_http_desk desk;

    CHECK(lines_of(desk.get("/api/v1/receipts?limit=2").body).size() == 2);
    CHECK(lines_of(desk.get("/api/v1/receipts?after=2&limit=2").body).size() == 1);
    CHECK(desk.get("/api/v1/receipts?after=3").body.empty());
    CHECK(desk.get("/api/v1/receipts?after=x").status == 400);
}

TEST_CASE("one receipt is the same line", "[server][receipts]")
{
    receipt_http_desk desk;

    const auto one = desk.get("/api/v1/receipts/2");

    CHECK(one.status == 200);
    CHECK(one.body == lines_of(desk.get("/api/v1/receipts").body)[1]);
    CHECK(desk.get("/api/v1/receipts/4").status == 404);
    CHECK(desk.get("/api/v1/receipts/x").status == 404);
}

TEST_CASE("without the right admin one sees one's own receipts", "[server][receipts]")
{
    receipt_http_desk desk;
    desk.ask_as("bob");

    const auto listed = lines_of(desk.get("/api/v1/receipts").body);

    REQUIRE(listed.size() == 1);
    CHECK(listed[0].find("\"who\":\"bob\"") != std::string::npos);
    CHECK(desk.get("/api/v1/receipts/2").status == 200);
    CHECK(desk.get("/api/v1/receipts/1").status == 404);
    desk.ask_as("");
    CHECK(desk.get("/api/v1/receipts").status == 403);
    CHECK(desk.get("/api/v1/receipts/1").status == 404);
    CHECK(desk.get("/api/v1/receipts/key").status == 200);
}

TEST_CASE("a server without a store has no receipts", "[server][receipts]")
{
    http_desk desk(server::receipt_routes());

    for (const auto* path : {"/api/v1/receipts", "/api/v1/receipts/1", "/api/v1/receipts/key"})
        CHECK(desk.get(path).status == 501);
}
