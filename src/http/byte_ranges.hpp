#pragma once

#include "http/conditional.hpp"

#include <cstdint>

namespace sluice::http {

/// A part of a file: its first byte and how many.
struct byte_range {
    std::uint64_t offset = 0;
    std::uint64_t length = 0;

    friend bool operator==(const byte_range&, const byte_range&) = default;
};

/// What is to be sent for a Range field.
struct range_choice {
    enum class kind {
        whole,         // 200: there was no range, or none that is to be obeyed
        partial,       // 206: one range, or several as multipart/byteranges
        unsatisfiable, // 416 with unsatisfied_range
    };

    kind what = kind::whole;
    std::vector<byte_range> ranges; // of partial: not empty, inside of the file, not overlapping
};

/// How many ranges one request may name; a request with more gets the whole file.
inline constexpr std::size_t most_ranges = 8;

/// Reads a Range field (RFC 9110, 14.2) for a file of this size. Ranges that overlap or touch are
/// joined; otherwise they stay in the order asked for. What is wrong in syntax or has another unit
/// is ignored, as the RFC wants it. No range of an empty file is satisfiable.
range_choice parse_ranges(std::string_view range_field, std::uint64_t size);

/// The same for a request: Range counts with GET alone, once, and where If-Range holds.
range_choice choose_ranges(std::string_view method, const fields& asked, const validators& current,
                           std::uint64_t size);

/// "bytes 0-9/100"
std::string content_range(byte_range part, std::uint64_t size);

/// "bytes */100", for 416
std::string unsatisfied_range(std::uint64_t size);

} // namespace sluice::http
