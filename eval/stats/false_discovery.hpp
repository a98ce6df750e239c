#pragma once

#include <span>
#include <vector>

namespace sluice::eval {

/// The p of many tests at once, in their order, adjusted so that of those at most x a share of x is
/// wrong on average (Benjamini and Hochberg, "Controlling the False Discovery Rate", 1995). The
/// tests are independent or rise together. No p is NaN.
std::vector<double> adjust_for_many(std::span<const double> p);

} // namespace sluice::eval
