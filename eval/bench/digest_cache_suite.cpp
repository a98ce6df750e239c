#include "eval/bench/pairs.hpp"
#include "eval/bench/suites.hpp"
#include "storage/digest_cache.hpp"

#include <unordered_map>

namespace sluice::eval {
namespace {

using storage::digest_kind;

constexpr std::size_t files = 1024;
constexpr std::uint64_t file_bytes = 16U << 20U; // 16 chunks

storage::file_stamp stamp_number(std::uint64_t number)
{
    storage::file_stamp stamp;
    stamp.device = 1;
    stamp.inode = number;
    stamp.size = file_bytes;
    stamp.modified_ns = 1'700'000'000'000'000'000;
    stamp.changed_ns = stamp.modified_ns;
    return stamp;
}

/// Asks for the files from `first` on.
void ask_for_all(storage::digest_cache& cache, std::uint64_t first)
{
    for (std::uint64_t i = first; i < first + files; ++i)
        benchmark::DoNotOptimize(cache.of(stamp_number(i), digest_kind::xxh3).get());
}

void hit(benchmark::State& state)
{
    storage::digest_cache cache(64U << 20U);
    ask_for_all(cache, 0);
    for (auto _ : state)
        ask_for_all(cache, 0);
    count_items(state, files);
}

void miss(benchmark::State& state)
{
    for (auto _ : state) {
        storage::digest_cache cache(64U << 20U);
        ask_for_all(cache, 0);
    }
    count_items(state, files);
}

void evict(benchmark::State& state)
{
    // Room for about half of what every iteration asks for: each of its answers drops another.
    storage::digest_cache cache(files / 2 * 640);
    std::uint64_t next = 0;
    for (auto _ : state) {
        ask_for_all(cache, next);
        next += files;
    }
    count_items(state, files);
}

/// What a cache is at least: one table, without order of use, lock or limit.
using bare_table = std::unordered_map<std::uint64_t, std::shared_ptr<byte_buffer>>;

void fill(bare_table& table, std::uint64_t first)
{
    for (std::uint64_t i = first; i < first + files; ++i)
        table.emplace(i, std::make_shared<byte_buffer>(std::size_t{256}));
}

void table_hit(benchmark::State& state)
{
    bare_table table;
    fill(table, 0);
    for (auto _ : state)
        for (std::uint64_t i = 0; i < files; ++i) {
            const auto found = table.find(i)->second;
            benchmark::DoNotOptimize(found.get());
        }
    count_items(state, files);
}

void table_fill(benchmark::State& state)
{
    for (auto _ : state) {
        bare_table table;
        fill(table, 0);
    }
    count_items(state, files);
}

void table_replace(benchmark::State& state)
{
    bare_table table;
    std::uint64_t next = files;
    fill(table, 0);
    for (auto _ : state) {
        fill(table, next);
        for (std::uint64_t i = next - files; i < next; ++i)
            table.erase(i);
        next += files;
    }
    count_items(state, files);
}

} // namespace

void register_digest_cache_suite()
{
    // Against one unordered_map of the same shared buffers: find, insert, insert and erase.
    register_pair("digest_cache/hit", hit, {"table", table_hit});
    register_pair("digest_cache/miss", miss, {"table", table_fill});
    register_pair("digest_cache/eviction", evict, {"table", table_replace});
}

} // namespace sluice::eval
