#include "transfer/upload_table.hpp"

using namespace sluice;
using namespace sluice::test;

namespace {

/// Fails the calls of one kind from its first one on, until told to stop.
class failing_kind final : public storage::file_calls {
public:
    std::string kind;
    int number = EIO;

    int allocate(int file, off_t size) override
    {
        return fails("allocate") ? -1 : file_calls::allocate(file, size);
    }
    ssize_t write_at(int file, const void* from, std::size_t count, off_t where) override
    {
        return fails("write_at") ? -1 : file_calls::write_at(file, from, count, where);
    }
    int sync_data(int file) override
    {
        return fails("sync_data") ? -1 : file_calls::sync_data(file);
    }
    int sync_folder(int folder) override
    {
        return fails("sync_folder") ? -1 : file_calls::sync_folder(folder);
    }
    int rename_between(storage::name_at from, storage::name_at to, unsigned flags) override
    {
        return fails("rename_between") ? -1 : file_calls::rename_between(from, to, flags);
    }

private:
    bool fails(std::string_view which)
    {
        if (kind != which) return false;
        errno = number;
        return true;
    }
};

struct faulty_table {
    faulty_table()
    {
        transfer::upload_desk::needs with{calls,      plain.store,      claims,
                                          plain.pool, plain.tree_rules, plain.library_rules};
        auto opened = transfer::upload_desk::open(
            std::move(with), {plain.folder.at("s2"), plain.folder.at("i2"), plain.folder.at("l2")});
        REQUIRE(opened);
        plain.desk = std::move(*opened);
    }

    failing_kind calls;
    transfer::target_claims claims;
    upload_table plain;
};

} // namespace

TEST_CASE("a full disk refuses an upload before its first byte", "[transfer][upload]")
{
    faulty_table table;
    table.calls.kind = GENERATE("allocate", "sync_folder");
    table.calls.number = ENOSPC;
    const auto order = upload_table::order_of("file.bin", 5);

    const auto refused = run_task(table.plain.io, table.plain.desk->create(order));

    REQUIRE_FALSE(refused);
    CHECK(refused.error() == errc::no_space);
    CHECK(std::filesystem::is_empty(table.plain.folder.at("i2")));
    table.calls.kind.clear();
    CHECK(run_task(table.plain.io, table.plain.desk->create(order)));
}

TEST_CASE("a disk that fills up keeps what was acknowledged", "[transfer][upload]")
{
    faulty_table table;
    table.calls.number = ENOSPC;
    const auto id = table.plain.create(upload_table::order_of("file.bin", 10)).record.id;
    REQUIRE(table.plain.put({id, 0, 10, true, false}, "hello"));
    table.calls.kind = "write_at";

    const auto refused = table.plain.put({id, 0, 5, true, false}, "world");

    REQUIRE_FALSE(refused);
    CHECK(refused.error() == errc::no_space);
    CHECK(run_task(table.plain.io, table.plain.desk->status(id))->offset() == 5);
    table.calls.kind.clear();
    REQUIRE(table.plain.put({id, 0, 5, true, false}, "world"));
    REQUIRE(table.plain.complete(id));
    CHECK(table.plain.folder.read("s2/file.bin") == "helloworld");
}

TEST_CASE("a failed fdatasync ends the upload", "[transfer][upload]")
{
    faulty_table table;
    const auto id = table.plain.create(upload_table::order_of("file.bin", 10)).record.id;
    table.calls.kind = "sync_data";

    const auto refused = table.plain.put({id, 0, 5, true, false}, "hello");
    table.calls.kind.clear();

    REQUIRE_FALSE(refused);
    CHECK(refused.error() == errc::io_failed);
    const auto later = table.plain.put({id, 0, 5, true, false}, "hello");
    CHECK_FALSE(later);
    CHECK_FALSE(table.plain.complete(id));
    CHECK_FALSE(table.plain.folder.has("i2/" + id));
    CHECK_FALSE(table.plain.folder.has("s2/file.bin"));
    CHECK(table.plain.create(upload_table::order_of("file.bin", 10)).record.id != id);
}

TEST_CASE("an upload whose rename failed can be completed again", "[transfer][upload]")
{
    faulty_table table;
    const auto id = table.plain.create(upload_table::order_of("file.bin", 5)).record.id;
    REQUIRE(table.plain.put({id, 0, 5, true, false}, "hello"));
    table.calls.kind = "rename_between";
    table.calls.number = ENOSPC;

    const auto refused = table.plain.complete(id);
    table.calls.kind.clear();

    REQUIRE_FALSE(refused);
    CHECK(refused.error() == errc::no_space);
    REQUIRE(table.plain.complete(id));
    CHECK(table.plain.folder.read("s2/file.bin") == "hello");
}

TEST_CASE("a file on another file system is copied to its place", "[transfer][upload]")
{
    faulty_table table;
    const auto id = table.plain.create(upload_table::order_of("a/file.bin", 5)).record.id;
    REQUIRE(table.plain.put({id, 0, 5, true, false}, "hello"));
    upload_table other;
    other.calls.inner.separate_folders();
    const auto there = other.create(upload_table::order_of("a/file.bin", 5)).record.id;
    REQUIRE(other.put({there, 0, 5, true, false}, "hello"));

    REQUIRE(other.complete(there));

    CHECK(other.folder.read("served/a/file.bin") == "hello");
    CHECK_FALSE(other.folder.has("incoming/" + there));
    CHECK(std::distance(std::filesystem::directory_iterator(other.folder.at("served/a")), {}) == 1);
}
