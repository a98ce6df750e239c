#include "transfer/upload_table.hpp"

using namespace sluice;
using namespace sluice::test;
using transfer::write_order;

namespace {

std::string content(std::size_t size)
{
    std::string text(size, ' ');
    for (std::size_t i = 0; i < size; ++i)
        text[i] = static_cast<char>('a' + i * 7 % 26 + i / 4096 % 3);
    return text;
}

} // namespace

TEST_CASE("an uploaded file appears whole under its name", "[transfer][upload]")
{
    upload_table table;
    const auto bytes = content(3'000'000);
    const auto made = table.create(upload_table::order_of("a/b/file.bin", bytes.size()));

    const auto end = table.put({made.record.id, 0, bytes.size(), true, false}, bytes);
    REQUIRE(end);
    CHECK_FALSE(table.folder.has("served/a/b/file.bin"));
    const auto done = table.complete(made.record.id);

    INFO((done ? std::string() : done.error().text()));
    REQUIRE(done);
    CHECK(done->name == "a/b/file.bin");
    CHECK(done->sha256 == sha256_of_text(bytes));
    CHECK(table.folder.read("served/a/b/file.bin") == bytes);
    CHECK((table.store.ledger(0, 10))->size() == 1);
    const auto again = table.complete(made.record.id);
    REQUIRE(again);
    CHECK(again->name == done->name);
    CHECK(again->sha256 == done->sha256);
}

TEST_CASE("chunks come in any order and count once their digest matched", "[transfer][upload]")
{
    upload_table table;
    const auto bytes = content(250);
    auto order = upload_table::order_of("file.bin", bytes.size());
    order.chunk_size = 100;
    const auto id = table.create(order).record.id;
    const auto chunk = [&](std::size_t first, std::size_t length, byte_buffer sha256) {
        const auto part = bytes.substr(first, length);
        return table.put({id, first, length, false, true}, part, std::move(sha256));
    };

    const auto wrong = chunk(200, 50, sha256_of_text("something else"));
    REQUIRE_FALSE(wrong);
    CHECK(wrong.error() == errc::checksum_mismatch);
    CHECK(run_task(table.io, table.desk->status(id))->durable.bytes() == 0);
    CHECK(chunk(200, 50, sha256_of_text(bytes.substr(200))));
    CHECK(chunk(0, 100, {}));
    const auto early = table.complete(id);
    REQUIRE_FALSE(early);
    CHECK(early.error() == errc::unfinished);
    CHECK(early.error().detail().find("100-199") != std::string::npos);
    CHECK(chunk(100, 100, {}));
    CHECK(chunk(100, 100, {}));

    REQUIRE(table.complete(id));
    CHECK(table.folder.read("served/file.bin") == bytes);
}

TEST_CASE("a chunk shorter or longer than announced does not count", "[transfer][upload]")
{
    upload_table table;
    const auto id = table.create(upload_table::order_of("file.bin", 100)).record.id;

    const auto shorter = table.put({id, 0, 100, false, true}, content(99));
    const auto longer = table.put({id, 0, 100, false, true}, content(101));

    REQUIRE_FALSE(shorter);
    CHECK(shorter.error() == errc::unfinished);
    REQUIRE_FALSE(longer);
    CHECK(longer.error() == errc::too_large);
    CHECK(run_task(table.io, table.desk->status(id))->durable.bytes() == 0);
}

TEST_CASE("one target has one upload at a time", "[transfer][upload]")
{
    upload_table table;
    const auto first = table.create(upload_table::order_of("file.bin", 5));

    const auto second =
        run_task(table.io, table.desk->create(upload_table::order_of("file.bin", 5)));
    REQUIRE_FALSE(second);
    CHECK(second.error() == errc::target_busy);
    REQUIRE(run_task(table.io, table.desk->cancel(first.record.id)));

    CHECK(run_task(table.io, table.desk->create(upload_table::order_of("file.bin", 5))));
    CHECK(table.folder.has("incoming/" + first.record.id) == false);
}

TEST_CASE("the same key gives the same upload, and no other", "[transfer][upload]")
{
    upload_table table;
    auto order = upload_table::order_of("file.bin", 5);
    order.key = "mine";
    const auto first = table.create(order);

    CHECK(table.create(order).record.id == first.record.id);
    order.size = 6;
    const auto other = run_task(table.io, table.desk->create(order));

    REQUIRE_FALSE(other);
    CHECK(other.error() == errc::target_exists);
}

TEST_CASE("the quota counts what unfinished uploads reserve", "[transfer][upload]")
{
    upload_table table;
    table.desk->apply(100, std::chrono::hours(1));
    table.create(upload_table::order_of("a", 60));

    const auto refused = run_task(table.io, table.desk->create(upload_table::order_of("b", 41)));

    REQUIRE_FALSE(refused);
    CHECK(refused.error() == errc::over_quota);
    CHECK(run_task(table.io, table.desk->create(upload_table::order_of("b", 40))));
}

TEST_CASE("names that lead out of the folder are refused", "[transfer][upload]")
{
    upload_table table;
    const auto name = GENERATE("../x", "/etc/x", "a/../../x", "", "a//b", "a\nb");

    const auto refused = run_task(table.io, table.desk->create(upload_table::order_of(name, 1)));

    CHECK_FALSE(refused);
    CHECK(table.folder.names().size() == 3);
}

TEST_CASE("a file whose digest or type is wrong is never published", "[transfer][upload]")
{
    upload_table table;
    const bool digest = GENERATE(true, false);
    auto order = upload_table::order_of("file.bin", 5);
    if (digest) order.expected_sha256 = sha256_of_text("other");
    table.tree_rules.refuse_content = !digest;
    const auto id = table.create(order).record.id;
    REQUIRE(table.put({id, 0, 5, true, false}, "hello"));

    const auto refused = table.complete(id);

    REQUIRE_FALSE(refused);
    CHECK(refused.error() == (digest ? errc::checksum_mismatch : errc::type_refused));
    CHECK_FALSE(table.folder.has("served/file.bin"));
    CHECK_FALSE(table.folder.has("incoming/" + id));
    CHECK(run_task(table.io, table.desk->status(id))->record.phase == state::upload_phase::failed);
}

TEST_CASE("an existing file is replaced or kept as the order says", "[transfer][upload]")
{
    upload_table table;
    table.folder.write("served/file.txt", "old");
    auto order = upload_table::order_of("file.txt", 3);
    const auto refused = run_task(table.io, table.desk->create(order));
    REQUIRE_FALSE(refused);
    CHECK(refused.error() == errc::target_exists);
    const bool overwrite = GENERATE(true, false);
    order.policy = overwrite ? storage::on_exists::overwrite : storage::on_exists::rename;
    const auto id = table.create(order).record.id;
    REQUIRE(table.put({id, 0, 3, true, false}, "new"));

    const auto done = table.complete(id);

    REQUIRE(done);
    CHECK(done->name == (overwrite ? "file.txt" : "file(1).txt"));
    CHECK(table.folder.read("served/" + done->name) == "new");
    CHECK(table.folder.read("served/file.txt") == (overwrite ? "new" : "old"));
}

TEST_CASE("an upload ends by itself when its time is over", "[transfer][upload]")
{
    upload_table table;
    table.desk->apply(0, std::chrono::seconds(60));
    const auto id = table.create(upload_table::order_of("file.bin", 5)).record.id;
    table.now_ns += 59'000'000'000;
    REQUIRE(table.put({id, 0, 3, true, false}, "hel"));
    table.now_ns += 59'000'000'000;
    REQUIRE(run_task(table.io, table.desk->sweep()));
    CHECK(run_task(table.io, table.desk->status(id))->record.phase == state::upload_phase::open);

    table.now_ns += 2'000'000'000;
    REQUIRE(run_task(table.io, table.desk->sweep()));

    CHECK(run_task(table.io, table.desk->status(id))->record.phase ==
          state::upload_phase::cancelled);
    CHECK_FALSE(table.folder.has("incoming/" + id));
    CHECK(run_task(table.io, table.desk->create(upload_table::order_of("file.bin", 5))));
}

TEST_CASE("parts are joined in their order", "[transfer][upload]")
{
    upload_table table;
    auto part = upload_table::order_of("", 5);
    part.place = state::upload_place::none;
    const auto one = table.create(part).record.id;
    const auto two = table.create(part).record.id;
    REQUIRE(table.put({one, 0, 5, true, false}, "hello"));
    auto order = upload_table::order_of("file.txt", 0);
    const auto early = run_task(table.io, table.desk->join(order, {one, two}));
    REQUIRE_FALSE(early);
    CHECK(early.error() == errc::unfinished);
    REQUIRE(table.put({two, 0, 5, true, false}, "world"));

    const auto joined = run_task(table.io, table.desk->join(order, {two, one}));

    REQUIRE(joined);
    REQUIRE(table.complete(joined->record.id));
    CHECK(table.folder.read("served/file.txt") == "worldhello");
}
