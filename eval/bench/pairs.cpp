#include "eval/bench/pairs.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace sluice::eval {
namespace {

/// Where in `room`, a page longer than the source, a copy goes: half a page off its source. Left to
/// the allocator, the distance is another in every repetition, and where both agree in their lowest
/// twelve bits the loads wait for stores that they do not depend on.
std::byte* half_a_page_off(byte_buffer& room, byte_view source, std::uintptr_t page)
{
    const auto from = reinterpret_cast<std::uintptr_t>(source.data());
    const auto start = reinterpret_cast<std::uintptr_t>(room.data());
    return room.data() + (from + page / 2 - start) % page;
}

} // namespace

void register_pair(const std::string& name, measured subject, reference against)
{
    benchmark::RegisterBenchmark(name.c_str(), std::move(subject));
    const auto other = name + " vs " + against.name;
    benchmark::RegisterBenchmark(other.c_str(), std::move(against.body));
}

void insist(bool good, const char* what)
{
    if (!good) throw std::runtime_error(what);
}

byte_buffer patterned_bytes(std::size_t size)
{
    byte_buffer made(size);
    std::uint64_t state = 1;
    for (auto& byte : made) {
        // Knuth's MMIX constants (The Art of Computer Programming, volume 2, 3.3.4).
        state = state * 6364136223846793005ULL + 1442695040888963407ULL;
        byte = static_cast<std::byte>(state >> 56U);
    }
    return made;
}

std::string size_name(std::size_t bytes)
{
    if (bytes >= 1U << 20U && bytes % (1U << 20U) == 0) return std::to_string(bytes >> 20U) + "MiB";
    if (bytes >= 1U << 10U && bytes % (1U << 10U) == 0) return std::to_string(bytes >> 10U) + "KiB";
    return std::to_string(bytes) + "B";
}

measured copy_in_pieces(byte_buffer from, std::size_t piece)
{
    return [from = std::move(from), piece](benchmark::State& state) {
        constexpr std::size_t page = 4096;
        byte_buffer room(from.size() + page);
        std::byte* const to = half_a_page_off(room, from, page);
        for (auto _ : state) {
            for (std::size_t at = 0; at < from.size(); at += piece)
                std::memcpy(to + at, from.data() + at, std::min(piece, from.size() - at));
            benchmark::DoNotOptimize(room.data());
            benchmark::ClobberMemory();
        }
        count_bytes(state, from.size());
    };
}

void count_bytes(benchmark::State& state, std::size_t each)
{
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(each));
}

void count_items(benchmark::State& state, std::size_t each)
{
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(each));
}

} // namespace sluice::eval
