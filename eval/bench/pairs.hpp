#pragma once

#include "base/bytes.hpp"

#include <benchmark/benchmark.h>

#include <functional>
#include <string>

namespace sluice::eval {

/// The body of one benchmark: sets up, loops over the state, says how many bytes or items it moved.
using measured = std::function<void(benchmark::State&)>;

/// The competitor of a benchmark: the least that any program would do for the same work.
struct reference {
    std::string name; // one word or two, "memcpy"
    measured body;
};

/// Registers a benchmark as NAME and its competitor as "NAME vs REFERENCE". Both run in turns in
/// one run, so that their ratio says something where their times do not.
void register_pair(const std::string& name, measured subject, reference against);

/// Ends the program by std::runtime_error when what a benchmark relies on does not hold.
void insist(bool good, const char* what);

/// `size` bytes that repeat nowhere near.
byte_buffer patterned_bytes(std::size_t size);

/// Bytes as text: 64 as "64B", whole KiB and MiB as "4KiB" and "1MiB".
std::string size_name(std::size_t bytes);

/// Copies `from` with memcpy(3) into a buffer of its own, `piece` bytes a call.
measured copy_in_pieces(byte_buffer from, std::size_t piece);

/// The benchmark's throughput, in bytes a second: every iteration moved so many.
void count_bytes(benchmark::State& state, std::size_t each);

/// The benchmark's throughput, in items a second.
void count_items(benchmark::State& state, std::size_t each);

} // namespace sluice::eval
