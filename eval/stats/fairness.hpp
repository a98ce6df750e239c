#pragma once

#include <span>

namespace sluice::eval {

/// Jain's fairness index of what each of n users got: 1 when all got the same, 1/n when one got
/// all (Jain, Chiu and Hawe, "A Quantitative Measure of Fairness and Discrimination for Resource
/// Allocation in Shared Computer Systems", DEC-TR-301, 1984). `shares` are not negative. NaN
/// without users; 1 when nobody got anything.
double jain_fairness(std::span<const double> shares);

} // namespace sluice::eval
