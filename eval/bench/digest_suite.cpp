#include "base/crc32c.hpp"
#include "eval/bench/pairs.hpp"
#include "eval/bench/suites.hpp"
#include "storage/digest.hpp"

#include <openssl/evp.h>

namespace sluice::eval {
namespace {

using storage::digest_kind;

measured digest_bytes(digest_kind kind, byte_buffer bytes)
{
    return [kind, bytes = std::move(bytes)](benchmark::State& state) {
        for (auto _ : state) {
            const auto made = storage::digest_of(kind, bytes);
            benchmark::DoNotOptimize(&made);
            benchmark::ClobberMemory();
        }
        count_bytes(state, bytes.size());
    };
}

/// `bytes` as digests of chunks; with 1 MiB of them, those of a file of 64 GiB.
measured digest_root(byte_buffer bytes)
{
    return [bytes = std::move(bytes)](benchmark::State& state) {
        constexpr std::uint32_t chunk = 1U << 20U;
        const auto chunks = bytes.size() / storage::digest_size(digest_kind::xxh3);
        for (auto _ : state) {
            storage::root_hasher root(digest_kind::xxh3, chunks * chunk, chunk);
            root.add(bytes);
            const auto made = root.finish();
            benchmark::DoNotOptimize(&made);
            benchmark::ClobberMemory();
        }
        count_bytes(state, bytes.size());
    };
}

measured checksum_bytes(byte_buffer bytes)
{
    return [bytes = std::move(bytes)](benchmark::State& state) {
        for (auto _ : state) {
            auto sum = crc32c(bytes);
            benchmark::DoNotOptimize(sum);
            benchmark::ClobberMemory();
        }
        count_bytes(state, bytes.size());
    };
}

/// EVP_Digest(3) in one call.
measured evp_digest(byte_buffer bytes)
{
    return [bytes = std::move(bytes)](benchmark::State& state) {
        std::array<unsigned char, 32> out{};
        for (auto _ : state) {
            const auto good =
                EVP_Digest(bytes.data(), bytes.size(), out.data(), nullptr, EVP_sha256(), nullptr);
            insist(good == 1, "EVP_Digest failed");
            benchmark::DoNotOptimize(out.data());
            benchmark::ClobberMemory();
        }
        count_bytes(state, bytes.size());
    };
}

} // namespace

void register_digest_suite()
{
    // SHA-256 against the library's own call: the difference is our wrapping. The others have no
    // such call (or it is all that they do): against memcpy, the pace of memory.
    for (const std::size_t size : {64U, 4U << 10U, 1U << 20U}) {
        const auto bytes = patterned_bytes(size);
        const auto of = "/" + size_name(size);
        register_pair("digest/xxh3" + of, digest_bytes(digest_kind::xxh3, bytes),
                      {"memcpy", copy_in_pieces(bytes, size)});
        register_pair("digest/sha256" + of, digest_bytes(digest_kind::sha256, bytes),
                      {"EVP", evp_digest(bytes)});
        register_pair("digest/root" + of, digest_root(bytes),
                      {"memcpy", copy_in_pieces(bytes, size)});
        register_pair("digest/crc32c" + of, checksum_bytes(bytes),
                      {"memcpy", copy_in_pieces(bytes, size)});
    }
}

} // namespace sluice::eval
