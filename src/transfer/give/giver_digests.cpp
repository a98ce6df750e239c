#include "async/on_pool.hpp"
#include "storage/chunking.hpp"
#include "transfer/give/giver_file.hpp"

#include <algorithm>

namespace sluice::transfer {
namespace {

/// Digests of the chunks, those that are not remembered computed now. Blocks.
result<byte_buffer> collect(const storage::hashed_file& file, storage::chunk_digests& known,
                            std::uint64_t first, std::uint64_t count,
                            std::vector<std::pair<std::uint64_t, storage::digest>>& fresh)
{
    byte_buffer all;
    for (auto chunk = first; chunk < first + count; ++chunk) {
        auto value = known.find(chunk);
        if (!value) {
            const auto made = storage::hash_chunk(file, chunk);
            if (!made) return made.error();
            value = *made;
            fresh.emplace_back(chunk, *made);
        }
        append(all, value->bytes());
    }
    return all;
}

std::optional<byte_buffer> all_known(const storage::chunk_digests& known, std::uint64_t first,
                                     std::uint64_t count)
{
    byte_buffer all;
    for (auto chunk = first; chunk < first + count; ++chunk) {
        const auto value = known.find(chunk);
        if (!value) return std::nullopt;
        append(all, value->bytes());
    }
    return all;
}

} // namespace

giver::span_of_chunks giver::span_of_chunks::inside(byte_range range, std::uint64_t size,
                                                    std::uint32_t chunk_size)
{
    const auto end = range.offset + range.length;
    const auto first = storage::chunk_count(range.offset, chunk_size);
    const auto after = end == size ? storage::chunk_count(size, chunk_size) : end / chunk_size;
    if (after <= first) return {first, 0};
    return {first, after - first};
}

task<result<byte_buffer>> giver::digests_of(std::shared_ptr<shown_file> file,
                                            proto::digest_kind kind, span_of_chunks which)
{
    const auto known = shared_.digests.of(file->opened.stamp, kind);
    auto remembered = all_known(*known, which.first, which.count);
    if (remembered) co_return std::move(*remembered);
    auto work = [file, kind, which, known]() -> result<byte_buffer> {
        std::vector<std::pair<std::uint64_t, storage::digest>> fresh;
        auto all = collect(file->hashed(kind), *known, which.first, which.count, fresh);
        if (!all) return all.error();
        // Only digests of the version they are filed under may be remembered.
        if (!file->unchanged()) return fail(errc::source_changed, "hash", file->path);
        for (const auto& [chunk, value] : fresh)
            known->remember(chunk, value);
        return all;
    };
    auto made = co_await on_pool(shared_.pool, std::move(work));
    co_return made;
}

task<result<>> giver::manifest(std::uint32_t id, proto::manifest_request wanted)
{
    constexpr std::uint64_t most_per_page = 1024;
    auto file = co_await open(wanted.path, wanted.version);
    if (!file) {
        refuse(id, file.error());
        co_return ok;
    }
    const auto size = (*file)->opened.stamp.size;
    const auto chunk_size = storage::chunk_size_for(size);
    const auto chunks = storage::chunk_count(size, chunk_size);
    span_of_chunks page;
    page.first = std::min(wanted.first_chunk, chunks);
    page.count = std::min({chunks - page.first, std::uint64_t{wanted.most}, most_per_page});
    auto digests = co_await digests_of(*file, wanted.kind, page);
    const bool last = page.first + page.count == chunks;
    result<byte_buffer> all = byte_buffer{};
    const span_of_chunks whole{0, last ? chunks : 0};
    if (digests && last) all = co_await digests_of(*file, wanted.kind, whole);
    if (!digests || !all) {
        refuse(id, digests ? all.error() : digests.error());
        co_return ok;
    }
    proto::manifest reply;
    reply.version = (*file)->version;
    reply.size = size;
    reply.chunk_size = chunk_size;
    reply.kind = wanted.kind;
    reply.first_chunk = page.first;
    reply.digests = std::move(*digests);
    if (last) {
        storage::root_hasher root(wanted.kind, size, chunk_size);
        root.add(*all);
        const auto made = root.finish();
        reply.root.assign(made.bytes().begin(), made.bytes().end());
    }
    stream_.queue(reply, id);
    co_return ok;
}

} // namespace sluice::transfer
