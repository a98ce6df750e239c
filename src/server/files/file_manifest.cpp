#include "server/files/file_manifest.hpp"

#include "async/on_pool.hpp"
#include "base/hex.hpp"
#include "base/parse.hpp"
#include "http/percent.hpp"
#include "storage/chunking.hpp"
#include "storage/hash_file.hpp"

#include <algorithm>
#include <limits>

namespace sluice::server {
namespace {

using json = nlohmann::json;
using digests = std::shared_ptr<storage::chunk_digests>;

/// Chunks first to past - 1.
struct chunk_span {
    std::uint64_t first = 0;
    std::uint64_t past = 0;
};

std::uint64_t chunks_of(const served_file& file)
{
    return storage::chunk_count(file.size(), storage::chunk_size_for(file.size()));
}

/// Blocks.
result<bool> hash_span(const served_file& file, storage::digest_kind kind,
                       storage::chunk_digests& known, chunk_span which)
{
    const storage::hashed_file hashed{file.descriptor(), file.size(),
                                      storage::chunk_size_for(file.size()), kind};
    std::vector<std::pair<std::uint64_t, storage::digest>> fresh;
    for (auto chunk = which.first; chunk < which.past; ++chunk) {
        if (known.find(chunk)) continue;
        const auto made = storage::hash_chunk(hashed, chunk);
        if (!made) return made.error();
        fresh.emplace_back(chunk, *made);
    }
    // Only digests of the version they are filed under may be remembered.
    if (!fresh.empty() && !file.unchanged()) return fail(errc::source_changed, "hash");
    for (const auto& [chunk, value] : fresh)
        known.remember(chunk, value);
    return true;
}

/// Makes all of a span known, some MiB at a time, so that others get their turn on the pool.
task<result<>> fill(host& shared, served_file file, storage::digest_kind kind, digests known,
                    chunk_span all)
{
    constexpr std::uint64_t bytes_at_a_time = 32U << 20U;
    const auto step =
        std::max<std::uint64_t>(1, bytes_at_a_time / storage::chunk_size_for(file.size()));
    const auto missing = [&known](std::uint64_t chunk) { return !known->find(chunk); };
    for (auto at = all.first; at < all.past; at += step) {
        const chunk_span part{at, std::min(all.past, at + step)};
        bool any = false;
        for (auto chunk = part.first; chunk < part.past && !any; ++chunk)
            any = missing(chunk);
        if (!any) continue;
        auto work = [file, kind, known, part] { return hash_span(file, kind, *known, part); };
        const auto done = co_await on_pool(shared.pool, std::move(work));
        if (!done) co_return done.error();
    }
    co_return ok;
}

byte_buffer collect(const storage::chunk_digests& known, chunk_span which)
{
    byte_buffer all;
    for (auto chunk = which.first; chunk < which.past; ++chunk)
        if (const auto value = known.find(chunk)) append(all, value->bytes());
    return all;
}

task<result<manifest_page>> make_page(host& shared, served_file file, manifest_wish wish)
{
    const auto chunks = chunks_of(file);
    manifest_page page;
    page.first = std::min(wish.first, chunks);
    page.count = std::min(chunks - page.first, manifest_wish::most);
    const bool last = page.first + page.count == chunks;
    const chunk_span shown{page.first, page.first + page.count};
    const chunk_span whole{0, chunks};
    const auto needed = last ? whole : shown;
    const auto known = shared.digests.of(file.stamp(), wish.kind);
    const auto filled = co_await fill(shared, file, wish.kind, known, needed);
    if (!filled) co_return filled.error();
    page.digests = collect(*known, shown);
    if (last) {
        storage::root_hasher root(wish.kind, file.size(), storage::chunk_size_for(file.size()));
        root.add(collect(*known, whole));
        page.root = root.finish();
    }
    co_return page;
}

} // namespace

result<manifest_wish> read_manifest_wish(std::string_view query)
{
    manifest_wish wish;
    const auto kind = http::query_value(query, "kind");
    if (kind && *kind != "sha256" && *kind != "xxh3")
        return fail(errc::bad_usage, "manifest", "kind is sha256 or xxh3");
    if (kind && *kind == "xxh3") wish.kind = storage::digest_kind::xxh3;
    const auto first = http::query_value(query, "first");
    if (!first) return wish;
    const auto number = parse_integer(*first, 0, std::numeric_limits<std::int64_t>::max());
    if (!number) return fail(errc::bad_usage, "manifest", "first is the number of a chunk");
    wish.first = static_cast<std::uint64_t>(*number);
    return wish;
}

json manifest_json(const served_file& file, const manifest_page& page, storage::digest_kind kind)
{
    const auto width = storage::digest_size(kind);
    json made;
    made["path"] = page.path;
    made["size"] = file.size();
    made["etag"] = http::format_etag(file.etag());
    made["kind"] = storage::name_of(kind);
    made["chunk_size"] = storage::chunk_size_for(file.size());
    made["chunks"] = chunks_of(file);
    made["first"] = page.first;
    made["digests"] = json::array();
    for (std::size_t at = 0; at < page.digests.size(); at += width)
        made["digests"].push_back(to_hex(byte_view(page.digests).subspan(at, width)));
    if (page.root) made["root"] = page.root->hex();
    made["next"] = nullptr;
    if (!page.root) made["next"] = page.first + page.count;
    return made;
}

task<void> answer_manifest(route_call& call, served_file file, std::string path)
{
    const auto wish = read_manifest_wish(call.exchange.request().query);
    result<manifest_page> page = fail(errc::bad_usage);
    if (wish)
        page = co_await make_page(call.shared, file, *wish);
    else
        page = wish.error();
    if (!page) {
        co_await answer_error(call, page.error(), error_shape::problem);
        co_return;
    }
    page->path = std::move(path);
    const auto text =
        manifest_json(file, *page, wish->kind).dump(-1, ' ', false, json::error_handler_t::replace);
    http::response reply(200, "application/json", text);
    reply.fields.set("cache-control", "no-cache");
    reply.fields.set("x-content-type-options", "nosniff");
    const auto ignored = co_await call.exchange.send(std::move(reply));
    static_cast<void>(ignored);
}

} // namespace sluice::server
