#include "array/slice_reader.hpp"

#include "array/swap_bytes.hpp"

#include <algorithm>

namespace sluice::array {
namespace {

/// A block of what lies in one piece; one that is gathered from afar is larger, so that each place
/// is visited less often.
constexpr std::uint64_t plain_block = std::uint64_t{1} << 20U;
constexpr std::uint64_t gathered_block = std::uint64_t{4} << 20U;

} // namespace

slice_reader::slice_reader(int file, const npy_header& of, const selection& chosen,
                           byte_order order)
    : of_(of),
      order_(order),
      base_(of.data_offset),
      reader_(file, of.type.size)
{
    const auto strides = strides_of(of);
    bool empty = false;
    for (std::size_t axis = 0; axis < chosen.size(); ++axis) {
        const auto& pick = chosen[axis];
        if (pick.count == 0) empty = true;
        base_ += pick.first * strides[axis];
        if (pick.count <= 1) continue;
        axes_.push_back(pick);
        steps_.push_back(pick.step * static_cast<std::int64_t>(strides[axis]));
    }
    inner_.assign(axes_.size() + 1, of.type.size);
    for (std::size_t axis = axes_.size(); axis-- > 0;)
        inner_[axis] = inner_[axis + 1] * axes_[axis].count;
    all_ = empty ? 0 : inner_.front();
    const auto near = static_cast<std::int64_t>(of.type.size);
    const auto most = axes_.empty() || steps_.back() == near ? plain_block : gathered_block;
    while (split_ < axes_.size() && inner_[split_ + 1] > most)
        ++split_;
    if (split_ < axes_.size()) {
        rows_ = std::clamp<std::uint64_t>(most / inner_[split_ + 1], 1, axes_[split_].count);
        block_.resize(static_cast<std::size_t>(rows_ * inner_[split_ + 1]));
    } else {
        block_.resize(static_cast<std::size_t>(of.type.size));
    }
    at_.assign(axes_.size() + 1, 0);
}

std::uint64_t slice_reader::origin() const
{
    auto offset = static_cast<std::int64_t>(base_);
    for (std::size_t axis = 0; axis < axes_.size(); ++axis)
        offset += static_cast<std::int64_t>(at_[axis]) * steps_[axis];
    return static_cast<std::uint64_t>(offset);
}

std::vector<block_axis> slice_reader::block_axes(std::uint64_t rows) const
{
    std::vector<block_axis> made;
    for (std::size_t axis = split_; axis < axes_.size(); ++axis)
        made.push_back({axis == split_ ? rows : axes_[axis].count, steps_[axis],
                        static_cast<std::int64_t>(inner_[axis + 1])});
    return made;
}

void slice_reader::advance(std::uint64_t rows)
{
    if (split_ == axes_.size()) return;
    at_[split_] += rows;
    for (std::size_t axis = split_; axis > 0 && at_[axis] == axes_[axis].count; --axis) {
        at_[axis] = 0;
        ++at_[axis - 1];
    }
}

result<byte_view> slice_reader::next()
{
    if (done_ == all_) return byte_view();
    const bool single = split_ == axes_.size();
    const auto rows = single ? 1 : std::min(rows_, axes_[split_].count - at_[split_]);
    const auto bytes = rows * (single ? of_.type.size : inner_[split_ + 1]);
    const auto read = reader_.read(origin(), block_axes(rows), block_.data());
    if (!read) return read.error();
    const auto filled = std::span(block_).first(static_cast<std::size_t>(bytes));
    if (order_ == byte_order::little && of_.type.big_endian) swap_bytes(filled, of_.type.word());
    advance(rows);
    done_ += bytes;
    return byte_view(filled);
}

} // namespace sluice::array
