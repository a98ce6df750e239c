#include "storage/chunking.hpp"
#include "support/catch.hpp"

using namespace sluice::storage;

namespace {

constexpr std::uint64_t mebi = 1U << 20U;
constexpr std::uint64_t gibi = 1U << 30U;

} // namespace

TEST_CASE("chunks are 1 MiB until a manifest would have more than 65,536 digests",
          "[storage][chunking]")
{
    CHECK(chunk_size_for(0) == mebi);
    CHECK(chunk_size_for(1) == mebi);
    CHECK(chunk_size_for(64 * gibi) == mebi);
    CHECK(chunk_count(64 * gibi, chunk_size_for(64 * gibi)) == 65536);
}

TEST_CASE("chunks of larger files double up to 64 MiB", "[storage][chunking]")
{
    CHECK(chunk_size_for(64 * gibi + 65536) == 2 * mebi);
    CHECK(chunk_size_for(128 * gibi) == 2 * mebi);
    CHECK(chunk_size_for(4096 * gibi) == 64 * mebi);
    CHECK(chunk_size_for(4096 * gibi * 1000) == 64 * mebi);
    CHECK(chunk_size_for(~std::uint64_t{0}) == 64 * mebi);
}

TEST_CASE("every size up to 4 TiB has about 65,536 chunks at most", "[storage][chunking]")
{
    for (std::uint64_t size = 1; size < 4096 * gibi; size = size * 3 + 1)
        CHECK(chunk_count(size, chunk_size_for(size)) <= 65537);
}

TEST_CASE("the last chunk holds what is left", "[storage][chunking]")
{
    struct wanted {
        std::uint64_t size;
        std::uint64_t chunks;
        std::uint64_t last;
    };
    for (const auto& w :
         {wanted{1, 1, 1}, wanted{99, 1, 99}, wanted{100, 1, 100}, wanted{101, 2, 1},
          wanted{199, 2, 99}, wanted{200, 2, 100}, wanted{201, 3, 1}}) {
        INFO(w.size);
        CHECK(chunk_count(w.size, 100) == w.chunks);
        CHECK(chunk_length(w.size, 100, w.chunks - 1) == w.last);
        if (w.chunks > 1) CHECK(chunk_length(w.size, 100, 0) == 100);
    }
    CHECK(chunk_count(0, 100) == 0);
    CHECK(chunk_count(~std::uint64_t{0}, 1) == ~std::uint64_t{0});
}
