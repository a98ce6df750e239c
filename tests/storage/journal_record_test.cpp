#include "storage/chunking.hpp"
#include "storage/journal_record.hpp"
#include "support/arbitrary.hpp"
#include "support/catch.hpp"

using namespace sluice;
using namespace sluice::storage;
using sluice::test::arbitrary;

namespace {

digest random_digest(arbitrary& any, digest_kind kind)
{
    return digest(any.bytes(digest_size(kind)));
}

struct sample_journal {
    explicit sample_journal(std::uint64_t seed, std::size_t chunks = 6)
    {
        arbitrary any(seed);
        source.path = any.text(any.up_to(40));
        source.size = 1 + any.up_to(1U << 30U);
        source.chunk_size = 1U << 20U;
        source.kind = any.one_in(2) ? digest_kind::xxh3 : digest_kind::sha256;
        const auto version = any.bytes(source.version.size());
        std::copy(version.begin(), version.end(), source.version.begin());
        final_name = any.text(1 + any.up_to(254));
        bytes = encode_journal_head(source, final_name);
        ends.push_back(bytes.size());
        for (std::size_t i = 0; i < chunks; ++i) {
            const auto last = chunk_count(source.size, source.chunk_size) - 1;
            done.push_back({any.up_to(last), random_digest(any, source.kind)});
            append(bytes, encode_journal_chunk(done.back()));
            ends.push_back(bytes.size());
        }
    }

    /// True if content is what the first records of this journal say, and nothing else.
    bool begins_with(const journal_content& content) const
    {
        if (content.source != source || content.final_name != final_name) return false;
        if (content.chunks.size() > done.size()) return false;
        for (std::size_t i = 0; i < content.chunks.size(); ++i)
            if (content.chunks[i].chunk != done[i].chunk ||
                !(content.chunks[i].value == done[i].value))
                return false;
        return content.valid_bytes == ends[content.chunks.size()];
    }

    part_source source;
    std::string final_name;
    std::vector<verified_chunk> done;
    byte_buffer bytes;
    std::vector<std::size_t> ends; // of the head and of each record
};

byte_buffer head_of(const part_source& source)
{
    return encode_journal_head(source, "name");
}

} // namespace

TEST_CASE("a journal gives back what was written", "[storage][journal_record]")
{
    for (std::uint64_t seed = 1; seed <= 300; ++seed) {
        INFO("seed " << seed);
        const sample_journal journal(seed, seed % 20);
        const auto got = replay_journal(journal.bytes);
        REQUIRE(got);
        CHECK(got->chunks.size() == journal.done.size());
        CHECK(got->valid_bytes == journal.bytes.size());
        CHECK(journal.begins_with(*got));
    }
}

TEST_CASE("a journal cut anywhere gives its whole records", "[storage][journal_record]")
{
    const sample_journal journal(7);
    for (std::size_t length = 0; length <= journal.bytes.size(); ++length) {
        INFO("cut at " << length);
        const auto got = replay_journal(byte_view(journal.bytes).first(length));
        if (length < journal.ends[0]) {
            CHECK_FALSE(got);
            continue;
        }
        REQUIRE(got);
        CHECK(journal.begins_with(*got));
        CHECK(got->valid_bytes <= length);
        const bool next_was_cut = got->chunks.size() == journal.done.size() ||
                                  journal.ends[got->chunks.size() + 1] > length;
        CHECK(next_was_cut);
    }
}

TEST_CASE("a flipped bit never makes a journal say something else", "[storage][journal_record]")
{
    const sample_journal journal(8);
    for (std::size_t bit = 0; bit < journal.bytes.size() * 8; ++bit) {
        INFO("bit " << bit);
        auto damaged = journal.bytes;
        damaged[bit / 8] ^= static_cast<std::byte>(1U << bit % 8);
        const auto got = replay_journal(damaged);
        if (bit / 8 < journal.ends[0]) {
            CHECK_FALSE(got);
            continue;
        }
        REQUIRE(got);
        CHECK(journal.begins_with(*got));
        CHECK(got->valid_bytes <= bit / 8);
    }
}

TEST_CASE("garbage is no journal", "[storage][journal_record]")
{
    CHECK(replay_journal({}).error() == errc::malformed_message);
    for (std::uint64_t seed = 1; seed <= 300; ++seed) {
        INFO("seed " << seed);
        arbitrary any(seed);
        CHECK_FALSE(replay_journal(any.bytes(any.up_to(300))));
    }
}

TEST_CASE("a journal begins with its head", "[storage][journal_record]")
{
    arbitrary any(1);
    const verified_chunk chunk{0, random_digest(any, digest_kind::xxh3)};
    CHECK_FALSE(replay_journal(encode_journal_chunk(chunk)));
}

TEST_CASE("a second head ends a journal", "[storage][journal_record]")
{
    const sample_journal journal(9);
    auto twice = journal.bytes;
    append(twice, journal.bytes);

    const auto got = replay_journal(twice);

    REQUIRE(got);
    CHECK(got->valid_bytes == journal.bytes.size());
    CHECK(got->chunks.size() == journal.done.size());
}

TEST_CASE("a chunk that the file does not have ends a journal", "[storage][journal_record]")
{
    arbitrary any(2);
    const part_source source{"path", {}, 10U << 20U, 1U << 20U, digest_kind::xxh3};
    for (const std::uint64_t chunk : {std::uint64_t{10}, ~std::uint64_t{0}}) {
        auto bytes = head_of(source);
        const auto head_end = bytes.size();
        append(bytes, encode_journal_chunk({chunk, random_digest(any, source.kind)}));
        const auto got = replay_journal(bytes);
        REQUIRE(got);
        CHECK(got->chunks.empty());
        CHECK(got->valid_bytes == head_end);
    }
}

TEST_CASE("a digest of the wrong kind ends a journal", "[storage][journal_record]")
{
    arbitrary any(3);
    const part_source source{"path", {}, 10U << 20U, 1U << 20U, digest_kind::sha256};
    auto bytes = head_of(source);
    append(bytes, encode_journal_chunk({0, random_digest(any, digest_kind::xxh3)}));

    CHECK(replay_journal(bytes)->chunks.empty());
}

TEST_CASE("a head that could not be is refused", "[storage][journal_record]")
{
    part_source source{"path", {}, 10, 0, digest_kind::xxh3};
    CHECK_FALSE(replay_journal(head_of(source)));
    source.chunk_size = 1;
    CHECK(replay_journal(head_of(source)));
    source.kind = static_cast<digest_kind>(3);
    CHECK_FALSE(replay_journal(head_of(source)));
    source.kind = static_cast<digest_kind>(0);
    CHECK_FALSE(replay_journal(head_of(source)));
}

TEST_CASE("the longest path fits into a journal", "[storage][journal_record]")
{
    const part_source source{std::string(4096, 'p'), {}, 10, 1, digest_kind::xxh3};
    const auto got = replay_journal(encode_journal_head(source, std::string(255, 'n')));
    REQUIRE(got);
    CHECK(got->source.path == source.path);
}
