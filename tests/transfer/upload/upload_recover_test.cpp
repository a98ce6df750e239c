#include "transfer/upload_table.hpp"

using namespace sluice;
using namespace sluice::test;

TEST_CASE("an open upload goes on after a restart with its durable bytes", "[transfer][upload]")
{
    upload_table table;
    const auto id = table.create(upload_table::order_of("file.bin", 10)).record.id;
    REQUIRE(table.put({id, 0, 5, true, false}, "hello"));

    table.reopen();

    CHECK(run_task(table.io, table.desk->status(id))->offset() == 5);
    const auto busy = run_task(table.io, table.desk->create(upload_table::order_of("file.bin", 1)));
    REQUIRE_FALSE(busy);
    CHECK(busy.error() == errc::target_busy);
    REQUIRE(table.put({id, 0, 5, true, false}, "world"));
    REQUIRE(table.complete(id));
    CHECK(table.folder.read("served/file.bin") == "helloworld");
}

TEST_CASE("bytes without an upload are removed at the start", "[transfer][upload]")
{
    upload_table table;
    const std::string orphan(32, 'a');
    table.folder.write("incoming/" + orphan, "x");
    table.folder.write("library/" + orphan, "x");
    table.folder.write("library/mine.txt", "x");

    table.reopen();

    CHECK_FALSE(table.folder.has("incoming/" + orphan));
    CHECK_FALSE(table.folder.has("library/" + orphan));
    CHECK(table.folder.has("library/mine.txt"));
}

TEST_CASE("an upload whose bytes are gone has failed", "[transfer][upload]")
{
    upload_table table;
    const auto id = table.create(upload_table::order_of("file.bin", 10)).record.id;
    std::filesystem::remove(table.folder.at("incoming/" + id));

    table.reopen();

    CHECK(run_task(table.io, table.desk->status(id))->record.phase == state::upload_phase::failed);
    CHECK(run_task(table.io, table.desk->create(upload_table::order_of("file.bin", 1))));
}

namespace {

/// An upload that was killed while completing: noted in the store, bytes still in incoming.
std::string killed_while_completing(upload_table& table, storage::on_exists policy)
{
    auto order = upload_table::order_of("a/file.txt", 5);
    order.policy = policy;
    const auto made = table.create(order);
    REQUIRE(table.put({made.record.id, 0, 5, true, false}, "hello"));
    struct ::stat found{};
    REQUIRE(::stat(table.folder.at("incoming/" + made.record.id).c_str(), &found) == 0);
    const auto epoch = run_task(table.io, table.desk->status(made.record.id))->record.epoch;
    const auto note = transfer::to_text(
        transfer::completing_note{sha256_of_text("hello"), found.st_dev, found.st_ino});
    REQUIRE(table.store.move_upload(made.record.id, epoch, state::upload_phase::open,
                                    state::upload_phase::completing, note));
    return made.record.id;
}

void check_published(upload_table& table, const std::string& id, const std::string& name)
{
    const auto seen = run_task(table.io, table.desk->status(id));
    REQUIRE(seen);
    CHECK(seen->record.phase == state::upload_phase::published);
    CHECK(seen->record.outcome == name);
    CHECK(table.folder.read("served/" + name) == "hello");
    CHECK_FALSE(table.folder.has("incoming/" + id));
    CHECK(table.store.ledger(0, 10)->size() == 1);
}

} // namespace

TEST_CASE("a kill before the rename is repaired at the start", "[transfer][upload]")
{
    upload_table table;
    const auto id = killed_while_completing(table, storage::on_exists::fail);

    table.reopen();

    check_published(table, id, "a/file.txt");
}

TEST_CASE("a kill after the rename is repaired at the start", "[transfer][upload]")
{
    upload_table table;
    const auto id = killed_while_completing(table, storage::on_exists::fail);
    std::filesystem::rename(table.folder.at("incoming/" + id),
                            table.folder.at("served/a/file.txt"));

    table.reopen();
    table.reopen();

    check_published(table, id, "a/file.txt");
}

TEST_CASE("a kill after the rename to a numbered name is repaired", "[transfer][upload]")
{
    upload_table table;
    table.folder.write("served/a/file.txt", "hello");
    const auto id = killed_while_completing(table, storage::on_exists::rename);
    std::filesystem::rename(table.folder.at("incoming/" + id),
                            table.folder.at("served/a/file(1).txt"));

    table.reopen();

    check_published(table, id, "a/file(1).txt");
}

TEST_CASE("a kill between link and unlink leaves one file", "[transfer][upload]")
{
    upload_table table;
    const auto id = killed_while_completing(table, storage::on_exists::fail);
    std::filesystem::create_hard_link(table.folder.at("incoming/" + id),
                                      table.folder.at("served/a/file.txt"));

    table.reopen();

    check_published(table, id, "a/file.txt");
}

TEST_CASE("an upload whose place was taken meanwhile stays open", "[transfer][upload]")
{
    upload_table table;
    const auto id = killed_while_completing(table, storage::on_exists::fail);
    table.folder.write("served/a/file.txt", "other");

    table.reopen();

    CHECK(run_task(table.io, table.desk->status(id))->record.phase == state::upload_phase::open);
    CHECK(table.folder.read("served/a/file.txt") == "other");
    std::filesystem::remove(table.folder.at("served/a/file.txt"));
    REQUIRE(table.complete(id));
    CHECK(table.folder.read("served/a/file.txt") == "hello");
}

TEST_CASE("a library file survives a kill with the name that its client gave", "[transfer][upload]")
{
    upload_table table;
    auto order = upload_table::order_of("../what a name.txt", 5);
    order.place = state::upload_place::library;
    const auto id = table.create(order).record.id;
    REQUIRE(table.put({id, 0, 5, true, false}, "hello"));
    REQUIRE(table.complete(id));

    table.reopen();

    const auto files = table.store.library_files();
    REQUIRE(files);
    REQUIRE(files->size() == 1);
    CHECK(files->front().filename == "../what a name.txt");
    CHECK(files->front().content_type == "text/plain");
    CHECK(table.folder.read("library/" + id) == "hello");
}
