#pragma once

#include "base/result.hpp"

#include <cstdint>
#include <string_view>

namespace sluice::stream {

/// Where a subscriber begins: with what comes next, at a number, or at a time.
struct topic_from {
    enum class kind { next, sequence, time };
    kind what = kind::next;
    std::uint64_t sequence = 0;
    std::int64_t time_ns = 0;
};

/// Reads "from": empty is what comes next, digits are a number, "2026-11-21T12:00:00Z" and "-30s"
/// are times. Pure. Errors: bad_usage.
result<topic_from> parse_from(std::string_view text, std::int64_t now_ns);

} // namespace sluice::stream
