#include "storage/chunking.hpp"
#include "storage/digest_cache.hpp"
#include "support/catch.hpp"

#include <thread>

using namespace sluice;
using namespace sluice::storage;

namespace {

file_stamp stamp(std::uint64_t inode, std::uint64_t size = 10U << 20U)
{
    return {1, inode, size, 1000, 2000};
}

digest value(std::string_view text)
{
    return digest_of(digest_kind::xxh3, as_bytes(text));
}

} // namespace

TEST_CASE("digests are remembered for the version they belong to", "[storage][digest_cache]")
{
    digest_cache cache(1U << 20U);
    cache.of(stamp(1), digest_kind::xxh3)->remember(3, value("a"));

    CHECK(cache.of(stamp(1), digest_kind::xxh3)->find(3) == value("a"));
    CHECK_FALSE(cache.of(stamp(1), digest_kind::xxh3)->find(2));
    CHECK_FALSE(cache.of(stamp(1), digest_kind::sha256)->find(3));
    CHECK_FALSE(cache.of(stamp(2), digest_kind::xxh3)->find(3));
}

TEST_CASE("any change of the stamp is another version", "[storage][digest_cache]")
{
    digest_cache cache(1U << 20U);
    cache.of(stamp(1), digest_kind::xxh3)->remember(0, value("a"));

    auto device = stamp(1), size = stamp(1), modified = stamp(1), changed = stamp(1);
    ++device.device;
    --size.size;
    ++modified.modified_ns;
    ++changed.changed_ns;
    for (const auto& other : {device, size, modified, changed})
        CHECK_FALSE(cache.of(other, digest_kind::xxh3)->find(0));
}

TEST_CASE("chunks that a file does not have are not remembered", "[storage][digest_cache]")
{
    chunk_digests digests(digest_kind::xxh3, 2);
    digests.remember(2, value("a"));
    digests.remember(~std::uint64_t{0}, value("a"));

    CHECK_FALSE(digests.find(2));
    CHECK_FALSE(digests.find(~std::uint64_t{0}));
}

TEST_CASE("a later digest of a chunk takes the place of the earlier", "[storage][digest_cache]")
{
    chunk_digests digests(digest_kind::xxh3, 2);
    digests.remember(1, value("a"));
    digests.remember(1, value("b"));
    CHECK(digests.find(1) == value("b"));
}

TEST_CASE("what was not asked for longest is dropped first", "[storage][digest_cache]")
{
    digest_cache measure(1U << 20U);
    (void)measure.of(stamp(1), digest_kind::xxh3);
    digest_cache cache(3 * measure.held_bytes());
    for (std::uint64_t inode = 1; inode <= 3; ++inode)
        cache.of(stamp(inode), digest_kind::xxh3)->remember(0, value("a"));

    (void)cache.of(stamp(1), digest_kind::xxh3); // asked for again
    (void)cache.of(stamp(4), digest_kind::xxh3);

    CHECK(cache.of(stamp(1), digest_kind::xxh3)->find(0));
    CHECK(cache.of(stamp(3), digest_kind::xxh3)->find(0));
    CHECK_FALSE(cache.of(stamp(2), digest_kind::xxh3)->find(0));
}

TEST_CASE("the cache never holds more than it may", "[storage][digest_cache]")
{
    constexpr std::size_t most = 100'000;
    digest_cache cache(most);
    for (std::uint64_t inode = 1; inode <= 2000; ++inode) {
        (void)cache.of(stamp(inode, inode << 20U), digest_kind::sha256);
    }
    CHECK(cache.held_bytes() <= most);
    CHECK(cache.held_bytes() > 0);
}

TEST_CASE("digests stay valid for their holder when the cache drops them",
          "[storage][digest_cache]")
{
    digest_cache cache(1);
    const auto held = cache.of(stamp(1), digest_kind::xxh3);
    (void)cache.of(stamp(2), digest_kind::xxh3);

    held->remember(0, value("a"));

    CHECK(held->find(0) == value("a"));
}

TEST_CASE("several threads share a cache", "[storage][digest_cache]")
{
    digest_cache cache(10'000);
    std::atomic<int> wrong = 0;
    {
        std::vector<std::jthread> threads;
        for (int number = 0; number < 4; ++number)
            threads.emplace_back([&cache, &wrong] {
                for (std::uint64_t i = 0; i < 2000; ++i) {
                    const auto name = std::to_string(i % 30);
                    const auto digests = cache.of(stamp(i % 30), digest_kind::xxh3);
                    const auto found = digests->find(i % 10);
                    if (found && *found != value(name)) ++wrong;
                    digests->remember(i % 10, value(name));
                }
            });
    }
    CHECK(wrong == 0);
    CHECK(cache.held_bytes() <= 10'000);
}
