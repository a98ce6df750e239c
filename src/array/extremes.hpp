#pragma once

#include "array/element_text.hpp"
#include "array/shape.hpp"

namespace sluice::array {

/// The smallest and the largest values of equal stretches of an array along its first axis: what a
/// plot needs of a long one. Pure.
class extremes {
public:
    /// Errors: bad_usage (no first axis, no real or whole numbers, no buckets), too_large (the
    /// outcome would have more than 4 MiB).
    static result<extremes> plan(const dtype& type, const shape& axes, std::uint64_t buckets);

    /// The next elements, in the order of C and little-endian.
    void add(byte_view elements);

    /// (buckets, 2, the other axes...); no more buckets than the first axis has elements.
    const shape& axes() const { return axes_; }

    /// Doubles in the order of C: for each bucket the smallest, then the largest. NaN counts only
    /// where there is nothing else.
    byte_view values() const { return std::as_bytes(std::span(values_)); }

private:
    extremes(const dtype& type, const shape& axes, std::uint64_t buckets);

    double value_at(const std::byte* from) const;

    dtype type_;
    shape axes_;
    std::uint64_t rows_;
    std::uint64_t row_elements_ = 1;
    std::uint64_t buckets_;
    std::uint64_t done_ = 0;
    std::vector<double> values_;
};

} // namespace sluice::array
