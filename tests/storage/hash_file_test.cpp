#include "base/unique_fd.hpp"
#include "storage/chunking.hpp"
#include "storage/hash_file.hpp"
#include "storage/read_file.hpp"
#include "support/catch.hpp"
#include "support/temp_folder.hpp"

#include <fcntl.h>

using namespace sluice;
using namespace sluice::storage;
using namespace sluice::test;

namespace {

struct opened {
    explicit opened(std::size_t size)
    {
        for (std::size_t i = 0; i < size; ++i)
            content += static_cast<char>(i * 7 + i / 251);
        folder.write("file", content);
        file.reset(::open(folder.at("file").c_str(), O_RDONLY | O_CLOEXEC));
    }

    hashed_file hashed(std::uint32_t chunk_size) const
    {
        return {file.get(), content.size(), chunk_size, digest_kind::xxh3};
    }

    temp_folder folder;
    std::string content;
    unique_fd file;
};

} // namespace

TEST_CASE("a chunk of a file is hashed as its bytes are", "[storage][hash_file]")
{
    const opened t(700'000);
    for (const std::uint32_t chunk_size : {100'000U, 262'144U, 300'000U, 700'000U, 1'000'000U}) {
        const auto chunks = chunk_count(t.content.size(), chunk_size);
        for (std::uint64_t chunk = 0; chunk < chunks; ++chunk) {
            const auto bytes = std::string_view(t.content).substr(chunk * chunk_size, chunk_size);
            const auto got = hash_chunk(t.hashed(chunk_size), chunk);
            REQUIRE(got);
            CHECK(*got == digest_of(digest_kind::xxh3, as_bytes(bytes)));
        }
    }
}

TEST_CASE("a file that ends before its chunk does has changed", "[storage][hash_file]")
{
    const opened t(1000);
    auto claimed = t.hashed(400);
    claimed.size = 1200;

    CHECK(hash_chunk(claimed, 1));
    CHECK(hash_chunk(claimed, 2).error() == errc::source_changed);
}

TEST_CASE("a descriptor that cannot be read says so", "[storage][hash_file]")
{
    CHECK_FALSE(hash_chunk({-1, 10, 10, digest_kind::xxh3}, 0));
}

TEST_CASE("reading at an offset stops at the end of the file", "[storage][read_file]")
{
    const opened t(1000);
    std::vector<std::byte> into(600);

    CHECK(*read_at(t.file.get(), 0, into) == 600);
    CHECK(as_text(into) == t.content.substr(0, 600));
    CHECK(*read_at(t.file.get(), 600, into) == 400);
    CHECK(*read_at(t.file.get(), 1000, into) == 0);
    CHECK(*read_at(t.file.get(), 99'000, into) == 0);
}

TEST_CASE("what was written just now is read from the cache, where the system can tell",
          "[storage][read_file]")
{
    const opened t(1000);
    std::vector<std::byte> into(600);

    const auto cached = read_cached(t.file.get(), 500, into);

    if (cached) {
        REQUIRE(*cached);
        CHECK(**cached == 500);
        CHECK(as_text(into).substr(0, 500) == t.content.substr(500));
    }
    CHECK(is_cached(t.file.get(), 0, 1000));
    CHECK(is_cached(t.file.get(), 0, 0));
    warm(t.file.get(), 0, 99'000);
}
