#include "receipt/chain_check.hpp"
#include "server/receipts/receipt_desk.hpp"
#include "support/catch.hpp"
#include "support/memory_store.hpp"

using namespace sluice;
using namespace sluice::test;

namespace {

constexpr auto never_by_itself = std::chrono::hours(1);

state::ledger_record finished(const std::string& what)
{
    state::ledger_record made;
    made.who = "ada";
    made.what = what;
    made.root_digest = byte_buffer(16, std::byte{0xab});
    made.result = "ok";
    return made;
}

receipt::signing_key new_key()
{
    auto made = receipt::signing_key::make();
    if (!made) FAIL(made.error().text());
    return std::move(*made);
}

struct store_desk {
    asio::thread_pool pool{1};
    memory_store store;

    /// How many receipts of the store a check finds good.
    std::size_t good(const server::receipt_desk& desk)
    {
        receipt::chain_check check(desk.key());
        std::size_t count = 0;
        const auto kept = store.receipts({0, 1000, {}});
        REQUIRE(kept);
        for (const auto& one : *kept) {
            const auto whole = desk.complete(one);
            REQUIRE(whole);
            if (check.add(receipt::line_of(*whole))) ++count;
        }
        return count;
    }
};

} // namespace

TEST_CASE("what the desk writes and signs is a good chain", "[server][receipts]")
{
    store_desk under;
    server::receipt_desk desk(under.pool, under.store, new_key(), never_by_itself);
    REQUIRE(under.store.append_ledger({finished("a"), finished("b")}));
    REQUIRE(under.store.append_ledger({finished("c")}));

    CHECK(under.good(desk) == 3); // signed for who asks
    CHECK(under.store.unsigned_receipts(10)->size() == 3);
    desk.flush();

    CHECK(under.store.unsigned_receipts(10)->empty());
    CHECK(under.good(desk) == 3);
}

TEST_CASE("receipts are signed by themselves after a pause", "[server][receipts]")
{
    store_desk under;
    server::receipt_desk desk(under.pool, under.store, new_key(), std::chrono::milliseconds(1));
    REQUIRE(under.store.append_ledger({finished("a")}));

    under.pool.join();

    CHECK(under.store.unsigned_receipts(10)->empty());
}

TEST_CASE("what a kill left unsigned is signed at the next start", "[server][receipts]")
{
    store_desk under;
    auto key = new_key();
    const auto pem = key.pem();
    {
        server::receipt_desk killed(under.pool, under.store, std::move(key), never_by_itself);
        REQUIRE(under.store.append_ledger({finished("a")}));
        auto unsigned_again = *under.store.receipts({0, 10, {}});
        CHECK(unsigned_again.front().signature.empty());
    }
    server::receipt_desk next(under.pool, under.store, *receipt::signing_key::read(pem),
                              std::chrono::milliseconds(1));

    under.pool.join();

    CHECK(under.store.unsigned_receipts(10)->empty());
    CHECK(under.good(next) == 1);
}

TEST_CASE("a receipt says what the ledger says", "[server][receipts]")
{
    store_desk under;
    server::receipt_desk desk(under.pool, under.store, new_key(), never_by_itself);
    REQUIRE(under.store.append_ledger({finished("films/a")}));

    const auto said = receipt::read_text(under.store.receipts({0, 1, {}})->front().text);

    REQUIRE(said);
    CHECK(said->number == 1);
    CHECK(said->transfer == 1);
    CHECK(said->key_id == desk.key().id());
    CHECK(said->previous == receipt::first_previous());
    CHECK(said->who == "ada");
    CHECK(said->what == "films/a");
    CHECK(said->root_digest == "abababababababababababababababab");
    CHECK(said->program.starts_with("sluice-server "));
}
