#include "eval/bench/pairs.hpp"
#include "eval/bench/suites.hpp"
#include "storage/chunking.hpp"
#include "transfer/download/chunk_plan.hpp"

#include <deque>

namespace sluice::eval {
namespace {

constexpr std::uint64_t file_bytes = 1ULL << 40U;
constexpr std::uint64_t range_bytes = 8U << 20U; // what a download asks for at most
constexpr std::size_t workers = 64;

/// How often a range comes back, one in so many; 0: never.
using loss = std::size_t;

void finish_range(transfer::chunk_plan& plan, transfer::byte_range range)
{
    const auto first = range.offset / plan.chunk_size();
    const auto end = storage::chunk_count(range.offset + range.length, plan.chunk_size());
    for (auto chunk = first; chunk < end; ++chunk)
        plan.finish(chunk);
}

/// The workers hold one range each and end in turn; a plan is for one thread.
std::size_t work_off(transfer::chunk_plan& plan, loss lost)
{
    std::deque<transfer::byte_range> held;
    std::size_t taken = 0;
    while (true) {
        const auto next = held.size() < workers ? plan.take() : std::nullopt;
        if (next) {
            held.push_back(*next);
            ++taken;
            continue;
        }
        if (held.empty()) return taken;
        if (lost != 0 && taken % lost == 0)
            plan.give_back(held.front());
        else
            finish_range(plan, held.front());
        held.pop_front();
    }
}

measured plan_of_a_tebibyte(loss lost)
{
    return [lost](benchmark::State& state) {
        std::size_t taken = 0;
        for (auto _ : state) {
            transfer::chunk_plan plan(file_bytes, storage::chunk_size_for(file_bytes), range_bytes);
            taken += work_off(plan, lost);
            insist(plan.complete(), "the plan lost a chunk");
        }
        state.SetItemsProcessed(static_cast<std::int64_t>(taken));
    };
}

measured queue_of_a_tebibyte(loss lost)
{
    return [lost](benchmark::State& state) {
        const auto chunk = storage::chunk_size_for(file_bytes);
        std::size_t taken = 0;
        for (auto _ : state) {
            std::deque<transfer::byte_range> waiting;
            for (std::uint64_t at = 0; at < file_bytes; at += chunk)
                waiting.push_back({at, chunk});
            while (!waiting.empty()) {
                const auto range = waiting.front();
                waiting.pop_front();
                if (++taken; lost != 0 && taken % lost == 0) waiting.push_back(range);
                benchmark::DoNotOptimize(&range);
            }
        }
        state.SetItemsProcessed(static_cast<std::int64_t>(taken));
    };
}

} // namespace

void register_chunk_plan_suite()
{
    // Against a queue of the same ranges, which knows neither what is in flight nor what is done.
    register_pair("chunk_plan/take_and_finish", plan_of_a_tebibyte(0),
                  {"queue", queue_of_a_tebibyte(0)});
    register_pair("chunk_plan/give_back_every_9th", plan_of_a_tebibyte(9),
                  {"queue", queue_of_a_tebibyte(9)});
}

} // namespace sluice::eval
