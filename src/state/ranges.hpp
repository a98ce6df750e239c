#pragma once

#include "state/records.hpp"

namespace sluice::state {

/// A range that a store can keep: not backwards and below 2^63. Errors: bad_usage.
result<> check_range(const durable_range& range);

/// Adds a range to ranges that are sorted, disjoint and do not touch; so are they afterwards. An
/// empty range adds nothing. Pure.
void merge_range(std::vector<durable_range>& into, durable_range added);

} // namespace sluice::state
