#include "array/extremes.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace sluice::array {
namespace {

constexpr std::uint64_t most_bytes = std::uint64_t{4} << 20U;

bool is_number(dtype_kind kind)
{
    return kind == dtype_kind::real || kind == dtype_kind::signed_integer ||
           kind == dtype_kind::unsigned_integer || kind == dtype_kind::boolean;
}

} // namespace

extremes::extremes(const dtype& type, const shape& axes, std::uint64_t buckets)
    : type_(type),
      axes_{buckets, 2},
      rows_(axes.front()),
      buckets_(buckets)
{
    axes_.insert(axes_.end(), axes.begin() + 1, axes.end());
    for (std::size_t axis = 1; axis < axes.size(); ++axis)
        row_elements_ *= axes[axis];
    values_.assign(buckets_ * 2 * row_elements_, std::numeric_limits<double>::quiet_NaN());
}

result<extremes> extremes::plan(const dtype& type, const shape& axes, std::uint64_t buckets)
{
    if (axes.empty() || !is_number(type.kind) || buckets == 0)
        return fail(errc::bad_usage, "decimate", "minmax:N is for numbers along a first axis");
    shape wanted{std::min(buckets, axes.front()), 2};
    wanted.insert(wanted.end(), axes.begin() + 1, axes.end());
    const auto bytes = bytes_of(wanted, sizeof(double));
    if (!bytes || *bytes > most_bytes)
        return fail(errc::too_large, "decimate", "the outcome has more than 4 MiB");
    return extremes(type, axes, wanted.front());
}

double extremes::value_at(const std::byte* from) const
{
    if (type_.kind == dtype_kind::real) return real_value(from, type_.size);
    if (type_.kind == dtype_kind::signed_integer)
        return static_cast<double>(signed_value(from, type_.size));
    return static_cast<double>(unsigned_value(from, type_.size));
}

void extremes::add(byte_view elements)
{
    for (std::size_t at = 0; at < elements.size(); at += type_.size) {
        const auto row = done_ / row_elements_;
        // Rounded: up to 2^63 rows times thousands of buckets is beyond 64 bits.
        const auto share = static_cast<long double>(row) * static_cast<long double>(buckets_) /
                           static_cast<long double>(rows_);
        const auto bucket = std::min(static_cast<std::uint64_t>(share), buckets_ - 1);
        const auto place = bucket * 2 * row_elements_ + done_ % row_elements_;
        const double value = value_at(elements.data() + at);
        auto& least = values_[place];
        auto& most = values_[place + row_elements_];
        if (std::isnan(least) || value < least) least = value;
        if (std::isnan(most) || value > most) most = value;
        ++done_;
    }
}

} // namespace sluice::array
