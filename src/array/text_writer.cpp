#include "array/text_writer.hpp"

#include <algorithm>
#include <limits>

namespace sluice::array {
namespace {

__extension__ using wide = unsigned __int128;

/// Bytes of text for an element, generously.
std::uint64_t text_bytes(const dtype& type)
{
    switch (type.kind) {
    case dtype_kind::boolean: return 6;
    case dtype_kind::bytes: return type.size + 3;
    case dtype_kind::text: return type.size + 3;
    case dtype_kind::complex: return 3 * type.size;
    case dtype_kind::date: return 32;
    default: return 2 + 5 * type.size / 2;
    }
}

} // namespace

text_writer::text_writer(dtype type, shape axes, text_style style)
    : element_(type, style),
      element_bytes_(type.size),
      style_(style),
      axes_(std::move(axes)),
      count_(count_of(axes_).operator bool() ? *count_of(axes_) : 0)
{
    const auto empty = std::find(axes_.begin(), axes_.end(), 0);
    if (empty != axes_.end()) {
        axes_.erase(empty, axes_.end());
        const auto lists = count_of(axes_);
        lists_ = lists ? *lists : 0;
    }
    at_.assign(axes_.size(), 0);
}

/// Brackets and commas in front of the next element.
void text_writer::open(std::string& to)
{
    std::size_t fresh = 0; // axes that begin here, counted from the last
    while (fresh < at_.size() && at_[at_.size() - 1 - fresh] == 0)
        ++fresh;
    const bool first = fresh == at_.size();
    if (style_ == text_style::json) {
        if (!first) to += ',';
        to.append(fresh, '[');
    } else if (!first) {
        to += at_.size() > 1 && fresh == 0 ? ',' : '\n';
    }
}

/// Brackets behind it.
void text_writer::close(std::string& to)
{
    for (auto axis = at_.size(); axis-- > 0;) {
        if (++at_[axis] < axes_[axis]) return;
        at_[axis] = 0;
        if (style_ == text_style::json) to += ']';
    }
}

void text_writer::add(std::string& to, byte_view elements)
{
    for (std::size_t at = 0; at < elements.size(); at += element_bytes_) {
        open(to);
        element_.append(to, elements.data() + at);
        close(to);
        ++done_;
    }
}

void text_writer::finish(std::string& to)
{
    for (; style_ == text_style::json && lists_ > 0; --lists_) {
        open(to);
        to += "[]";
        close(to);
    }
    if (style_ == text_style::csv && done_ > 0) to += '\n';
}

std::uint64_t json_estimate(const dtype& type, const shape& axes)
{
    constexpr auto most = std::numeric_limits<std::uint64_t>::max();
    wide lists = 1;
    wide all = 2;
    for (const auto length : axes) {
        lists *= length;
        all += lists * 3;
        if (all > most) return most;
    }
    all += lists * text_bytes(type);
    return all > most ? most : static_cast<std::uint64_t>(all);
}

} // namespace sluice::array
