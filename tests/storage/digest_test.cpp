#include "storage/digest.hpp"
#include "support/catch.hpp"

using namespace sluice;
using namespace sluice::storage;

namespace {

/// 1000 bytes that other tools were given too.
byte_buffer sample()
{
    byte_buffer bytes;
    for (unsigned i = 0; i < 1000; ++i)
        bytes.push_back(static_cast<std::byte>((i * 7 + 3) % 251));
    return bytes;
}

std::string hex_of(digest_kind kind, byte_view bytes)
{
    return digest_of(kind, bytes).hex();
}

} // namespace

TEST_CASE("XXH3-128 prints as xxhsum -H2 does", "[storage][digest]")
{
    CHECK(hex_of(digest_kind::xxh3, {}) == "99aa06d3014798d86001c324468d497f");
    CHECK(hex_of(digest_kind::xxh3, as_bytes("abc")) == "06b05ab6733a618578af5f94892f3950");
    CHECK(hex_of(digest_kind::xxh3, sample()) == "c9b8608879afb00fd45f5a87c5c20462");
}

TEST_CASE("SHA-256 prints as sha256sum does", "[storage][digest]")
{
    CHECK(hex_of(digest_kind::sha256, {}) ==
          "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    CHECK(hex_of(digest_kind::sha256, as_bytes("abc")) ==
          "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    CHECK(hex_of(digest_kind::sha256, sample()) ==
          "a9425c416f534025a4e2422bd14adba4ec3d4a68d10c3329be8df612964d2b6e");
}

TEST_CASE("a digest is the same however the bytes come", "[storage][digest]")
{
    const auto bytes = sample();
    for (const auto kind : {digest_kind::xxh3, digest_kind::sha256}) {
        for (const std::size_t piece : {1, 7, 64, 240, 241, 512, 1000}) {
            hasher over(kind);
            for (byte_view left = bytes; !left.empty();) {
                const auto count = std::min(piece, left.size());
                over.update(left.first(count));
                left = left.subspan(count);
            }
            CHECK(over.finish() == digest_of(kind, bytes));
        }
    }
}

TEST_CASE("a hasher starts anew after each finish", "[storage][digest]")
{
    for (const auto kind : {digest_kind::xxh3, digest_kind::sha256}) {
        hasher over(kind);
        over.update(as_bytes("something else"));
        (void)over.finish();
        over.update(as_bytes("abc"));

        hasher moved = std::move(over);
        CHECK(moved.finish() == digest_of(kind, as_bytes("abc")));
        CHECK(moved.finish() == digest_of(kind, {}));
    }
}

TEST_CASE("digests of different kinds are never equal", "[storage][digest]")
{
    CHECK_FALSE(digest_of(digest_kind::xxh3, {}) == digest_of(digest_kind::sha256, {}));
    CHECK(digest().empty());
    CHECK(digest_size(digest_kind::xxh3) == 16);
    CHECK(digest_size(digest_kind::sha256) == 32);
    CHECK(name_of(digest_kind::xxh3) == "xxh3");
    CHECK(name_of(digest_kind::sha256) == "sha256");
}

TEST_CASE("the root digest covers size, chunk size, kind and the digests", "[storage][digest]")
{
    const auto first = digest_of(digest_kind::xxh3, as_bytes("chunk 0"));
    const auto second = digest_of(digest_kind::xxh3, as_bytes("chunk 1"));
    byte_buffer both(first.bytes().begin(), first.bytes().end());
    append(both, second.bytes());
    root_hasher over(digest_kind::xxh3, 0x0102030405060708, 0x00100000);
    over.add(first.bytes());
    over.add(second.bytes());

    byte_buffer formula;
    for (const int b : {1, 2, 3, 4, 5, 6, 7, 8, 0, 0x10, 0, 0, 1})
        formula.push_back(static_cast<std::byte>(b));
    append(formula, both);
    CHECK(over.finish() == digest_of(digest_kind::xxh3, formula));
}

TEST_CASE("an empty file has a root digest too", "[storage][digest]")
{
    root_hasher over(digest_kind::sha256, 0, 1U << 20U);

    byte_buffer formula(8);
    append_be(formula, std::uint32_t{1U << 20U});
    formula.push_back(std::byte{2});
    CHECK(over.finish() == digest_of(digest_kind::sha256, formula));
}
