#pragma once

#include "state/records.hpp"

#include <map>

namespace sluice::transfer {

/// Which bytes of a file are there. Pure; ranges that touch are one.
class range_set {
public:
    range_set() = default;
    explicit range_set(const std::vector<state::durable_range>& ranges);

    void add(state::durable_range range);

    bool covers(state::durable_range range) const;

    /// Bytes from the start of the file without a gap.
    std::uint64_t prefix() const;

    /// Bytes in all.
    std::uint64_t bytes() const;

    std::vector<state::durable_range> ranges() const;

    /// What of [0, size) is not there.
    std::vector<state::durable_range> missing(std::uint64_t size) const;

private:
    std::map<std::uint64_t, std::uint64_t> past_; // by first
};

} // namespace sluice::transfer
