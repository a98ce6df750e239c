#include "array/block_reader.hpp"

#include "storage/read_file.hpp"

#include <algorithm>

namespace sluice::array {
namespace {

/// Reading this many bytes more costs less than another call.
constexpr std::uint64_t near_step = 4096;

} // namespace

result<> block_reader::fill(std::uint64_t offset, std::byte* into, std::uint64_t bytes) const
{
    const auto got = storage::read_at(file_, offset, {into, static_cast<std::size_t>(bytes)});
    if (!got) return got.error();
    if (*got == bytes) return ok;
    return fail(errc::source_changed, "read array", "the file is shorter than its header says");
}

/// Backward steps are turned round, axes sorted by their step, and joined where they are one.
void block_reader::arrange(std::uint64_t& offset, std::byte*& into)
{
    std::erase_if(axes_, [](const block_axis& one) { return one.count == 1; });
    for (auto& axis : axes_) {
        if (axis.in_file >= 0) continue;
        const auto last = static_cast<std::int64_t>(axis.count - 1);
        offset -= static_cast<std::uint64_t>(last * -axis.in_file);
        into += last * axis.in_memory;
        axis.in_file = -axis.in_file;
        axis.in_memory = -axis.in_memory;
    }
    std::sort(axes_.begin(), axes_.end(),
              [](const block_axis& a, const block_axis& b) { return a.in_file < b.in_file; });
    std::vector<block_axis> joined;
    for (const auto& axis : axes_) {
        if (!joined.empty()) {
            auto& below = joined.back();
            const auto count = static_cast<std::int64_t>(below.count);
            if (axis.in_file == below.in_file * count &&
                axis.in_memory == below.in_memory * count) {
                below.count *= axis.count;
                continue;
            }
        }
        joined.push_back(axis);
    }
    axes_ = std::move(joined);
}

result<> block_reader::read(std::uint64_t offset, std::vector<block_axis> axes, std::byte* into)
{
    axes_ = std::move(axes);
    arrange(offset, into);
    spans_.assign(1, element_);
    useful_.assign(1, element_);
    for (const auto& axis : axes_) {
        spans_.push_back(spans_.back() +
                         (axis.count - 1) * static_cast<std::uint64_t>(axis.in_file));
        useful_.push_back(useful_.back() * axis.count);
    }
    return fetch(axes_.size(), offset, into);
}

/// True if neighbours along the outermost of these axes are worth reading together.
bool block_reader::is_dense(std::size_t axes) const
{
    const auto step = static_cast<std::uint64_t>(axes_[axes - 1].in_file);
    return step <= near_step || step / 64 <= useful_[axes - 1];
}

result<> block_reader::fetch(std::size_t axes, std::uint64_t offset, std::byte* into)
{
    if (axes == 0) return fill(offset, into, element_);
    const auto& outer = axes_[axes - 1];
    const auto element = static_cast<std::int64_t>(element_);
    if (axes == 1 && outer.in_file == element && outer.in_memory == element)
        return fill(offset, into, useful_[1]);
    if (spans_[axes - 1] < near_.size() && is_dense(axes)) return fetch_near(axes, offset, into);
    for (std::uint64_t i = 0; i < outer.count; ++i) {
        const auto done = fetch(axes - 1, offset, into);
        if (!done) return done;
        offset += static_cast<std::uint64_t>(outer.in_file);
        if (i + 1 < outer.count) into += outer.in_memory;
    }
    return ok;
}

result<> block_reader::fetch_near(std::size_t axes, std::uint64_t offset, std::byte* into)
{
    const auto& outer = axes_[axes - 1];
    const auto step = static_cast<std::uint64_t>(outer.in_file);
    const auto inner = spans_[axes - 1];
    const auto most = 1 + (near_.size() - inner) / step;
    for (std::uint64_t done = 0; done < outer.count;) {
        const auto count = std::min<std::uint64_t>(most, outer.count - done);
        const auto filled = fill(offset + done * step, near_.data(), inner + (count - 1) * step);
        if (!filled) return filled;
        pick(axes, count, near_.data(), into + static_cast<std::int64_t>(done) * outer.in_memory);
        done += count;
    }
    return ok;
}

/// Copies the wanted elements; `count` of them along the outermost axis.
void block_reader::pick(std::size_t axes, std::uint64_t count, const std::byte* from,
                        std::byte* into) const
{
    const auto& outer = axes_[axes - 1];
    const auto copy = [&](auto bytes) {
        for (std::uint64_t i = 0; i < count; ++i) {
            const auto n = static_cast<std::int64_t>(i);
            std::memcpy(into + n * outer.in_memory, from + n * outer.in_file, bytes());
        }
    };
    if (axes > 1) {
        for (std::uint64_t i = 0; i < count; ++i) {
            const auto n = static_cast<std::int64_t>(i);
            pick(axes - 1, axes_[axes - 2].count, from + n * outer.in_file,
                 into + n * outer.in_memory);
        }
    } else if (element_ == 8) {
        copy([] { return std::size_t{8}; });
    } else if (element_ == 4) {
        copy([] { return std::size_t{4}; });
    } else {
        copy([this] { return static_cast<std::size_t>(element_); });
    }
}

} // namespace sluice::array
