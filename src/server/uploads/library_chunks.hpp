#pragma once

#include "base/result.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace sluice::server {

/// A chunk as flow.js describes it. The last one takes what is left and may be larger than the
/// others. Pure.
struct flow_chunk {
    std::uint64_t number = 0; // from 1
    std::uint64_t total = 0;  // chunks
    std::uint64_t chunk_size = 0;
    std::uint64_t total_size = 0;
    std::string identifier; // the client's word for the file: a key, never a path
    std::string filename;

    std::uint64_t first() const { return (number - 1) * chunk_size; }
    std::uint64_t past() const { return number == total ? total_size : number * chunk_size; }
};

/// Reads the flow* fields by their names. Errors: bad_usage (missing, no number, or numbers that
/// contradict one another).
result<flow_chunk>
read_flow_chunk(const std::function<std::optional<std::string>(const char*)>& field);

} // namespace sluice::server
