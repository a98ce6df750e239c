#include "storage/hash_file.hpp"

#include "storage/chunking.hpp"
#include "storage/read_file.hpp"

namespace sluice::storage {

result<digest> hash_chunk(const hashed_file& file, std::uint64_t chunk)
{
    // Small enough for the second-level cache, so that the bytes are hashed where they were put.
    static thread_local std::vector<std::byte> buffer(256U << 10U);
    hasher over(file.kind);
    auto left = chunk_length(file.size, file.chunk_size, chunk);
    auto offset = chunk * file.chunk_size;
    while (left > 0) {
        const auto part = std::span(buffer).first(std::min<std::uint64_t>(left, buffer.size()));
        const auto got = read_at(file.descriptor, offset, part);
        if (!got) return got.error();
        if (*got < part.size()) return fail(errc::source_changed, "hash");
        over.update(part);
        offset += part.size();
        left -= part.size();
    }
    return over.finish();
}

} // namespace sluice::storage
