#pragma once

#include "http/etag.hpp"
#include "http/fields.hpp"

#include <chrono>

namespace sluice::http {

/// What the conditions of a request are held against.
struct validators {
    bool exists = true; // false: nothing is at the target yet
    std::optional<entity_tag> etag;
    std::optional<std::chrono::sys_seconds> modified;
};

/// What conditions lead to.
enum class verdict {
    proceed,
    not_modified, // 304
    failed,       // 412
};

/// Judges If-Match, If-Unmodified-Since, If-None-Match and If-Modified-Since in the order of RFC
/// 9110, 13.2.2. A list of tags that cannot be read matches nothing; a date that cannot be read is
/// no condition.
verdict judge_conditions(std::string_view method, const fields& asked, const validators& current);

/// Whether Range is to be obeyed as far as If-Range is concerned (RFC 9110, 13.1.5): true without
/// the field. A date must be the very one, and a tag strong.
bool if_range_holds(const fields& asked, const validators& current);

} // namespace sluice::http
