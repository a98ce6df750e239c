#include "server/files/sha256_cache.hpp"
#include "server/noting_store.hpp"
#include "support/catch.hpp"
#include "support/run_task.hpp"
#include "support/temp_folder.hpp"

using namespace sluice;
using storage::digest_kind;
using test::noting_store;

namespace {

struct digest_desk {
    std::shared_ptr<const storage::opened_file> open(const std::string& name)
    {
        const auto root = storage::root::open(folder.path());
        auto file = root->open_file(*storage::check_path(name));
        REQUIRE(file);
        return std::make_shared<const storage::opened_file>(std::move(*file));
    }

    result<storage::digest> ask(server::sha256_cache& cache, const std::string& name)
    {
        return test::run_task(io, cache.digest_of(open(name)));
    }

    test::temp_folder folder;
    asio::io_context io;
    asio::thread_pool pool{1};
    std::unique_ptr<state::store> store = std::make_unique<noting_store>();
    noting_store& notes = static_cast<noting_store&>(*store);
};

} // namespace

TEST_CASE("the SHA-256 of a file is computed once per version", "[server][sha256_cache]")
{
    digest_desk desk;
    desk.folder.write("a", "hello");
    server::sha256_cache cache(desk.pool, desk.store);
    const auto file = desk.open("a");
    CHECK_FALSE(cache.find(file->stamp));

    const auto made = desk.ask(cache, "a");
    const auto again = desk.ask(cache, "a");

    REQUIRE(made);
    CHECK(made->hex() == "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824");
    REQUIRE(again);
    CHECK(*again == *made);
    REQUIRE(cache.find(file->stamp));
    CHECK(desk.notes.digests() == 1);
}

TEST_CASE("a digest in the store is not computed again", "[server][sha256_cache]")
{
    digest_desk desk;
    desk.folder.write("a", "hello");
    const auto planted = storage::digest_of(digest_kind::sha256, as_bytes("planted"));
    const auto stamp = desk.open("a")->stamp;
    server::sha256_cache(desk.pool, desk.store).remember(stamp, planted);
    server::sha256_cache fresh(desk.pool, desk.store);
    CHECK_FALSE(fresh.find(stamp));

    const auto found = desk.ask(fresh, "a");

    REQUIRE(found);
    CHECK(*found == planted);
}

TEST_CASE("memory holds so many digests and drops the oldest", "[server][sha256_cache]")
{
    digest_desk desk;
    const std::unique_ptr<state::store> nothing;
    server::sha256_cache cache(desk.pool, nothing, 2);
    const auto value = storage::digest_of(digest_kind::sha256, as_bytes("x"));
    const auto stamp = [](std::uint64_t inode) {
        storage::file_stamp made;
        made.inode = inode;
        return made;
    };
    cache.remember(stamp(1), value);
    cache.remember(stamp(2), value);
    CHECK(cache.find(stamp(1)));

    cache.remember(stamp(3), value);

    CHECK(cache.find(stamp(1)));
    CHECK_FALSE(cache.find(stamp(2)));
    CHECK(cache.find(stamp(3)));
}

TEST_CASE("a file that is not what was opened has no digest", "[server][sha256_cache]")
{
    digest_desk desk;
    desk.folder.write("a", "hello");
    const std::unique_ptr<state::store> nothing;
    server::sha256_cache cache(desk.pool, nothing);
    const auto file = desk.open("a");
    desk.folder.write("a", "hi");

    const auto made = test::run_task(desk.io, cache.digest_of(file));

    REQUIRE_FALSE(made);
    CHECK(made.error() == errc::source_changed);
    CHECK_FALSE(cache.find(file->stamp));
}
