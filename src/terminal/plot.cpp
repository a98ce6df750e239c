#include "terminal/plot.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <limits>
#include <optional>

namespace sluice::terminal {
namespace {

constexpr std::size_t label_width = 11; // of "-1.23e+100 "
constexpr std::size_t least_width = 4;  // of the plot beside its labels

struct bounds {
    double low = 0;
    double high = 0;
};

std::optional<bounds> bounds_of(std::span<const double> values)
{
    bounds made{std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity()};
    for (const double one : values) {
        if (!std::isfinite(one)) continue;
        made.low = std::min(made.low, one);
        made.high = std::max(made.high, one);
    }
    if (made.low > made.high) return std::nullopt;
    return made;
}

/// Lowest and highest dot of each column, from the bottom; none where nothing is.
struct column {
    std::size_t low = 1;
    std::size_t high = 0;

    bool empty() const { return low > high; }
    void add(std::size_t dot)
    {
        low = empty() ? dot : std::min(low, dot);
        high = std::max(high, dot);
    }
};

std::size_t dot_of(double value, const bounds& in, std::size_t dots)
{
    // Half first: the span of doubles does not fit a double.
    const double span = in.high / 2 - in.low / 2;
    if (!(span > 0)) return dots / 2;
    const double share = (value / 2 - in.low / 2) / span;
    const auto at = std::floor(share * static_cast<double>(dots));
    return std::min(dots - 1, static_cast<std::size_t>(std::max(0.0, at)));
}

std::vector<column> columns_of(std::span<const double> values, const bounds& in, std::size_t width,
                               std::size_t dots)
{
    std::vector<column> made(width);
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (!std::isfinite(values[i])) continue;
        const auto at = values.size() <= 1 ? 0 : i * (width - 1) / (values.size() - 1);
        made[at].add(dot_of(values[i], in, dots));
    }
    return made;
}

/// A line from column to column, so that steep parts do not fall apart.
void join(std::vector<column>& all)
{
    const column* before = nullptr;
    for (auto& one : all) {
        if (one.empty()) continue;
        if (before && one.low > before->high + 1)
            one.low = before->high + 1;
        else if (before && one.high + 1 < before->low)
            one.high = before->low - 1;
        before = &one;
    }
}

void append_utf8(std::string& to, std::uint32_t code)
{
    to += static_cast<char>(0xe0U | code >> 12U);
    to += static_cast<char>(0x80U | (code >> 6U & 0x3fU));
    to += static_cast<char>(0x80U | (code & 0x3fU));
}

/// Dots of a cell: the bits of Unicode's braille patterns, by column and row from the bottom.
std::string braille_row(const std::vector<column>& all, std::size_t row)
{
    constexpr std::array<std::array<std::uint32_t, 4>, 2> bits{
        {{0x40, 0x04, 0x02, 0x01}, {0x80, 0x20, 0x10, 0x08}}};
    std::string line;
    for (std::size_t cell = 0; 2 * cell < all.size(); ++cell) {
        std::uint32_t dots = 0;
        for (std::size_t side = 0; side < 2 && 2 * cell + side < all.size(); ++side)
            for (std::size_t dot = 0; dot < 4; ++dot) {
                const auto& one = all[2 * cell + side];
                const auto at = 4 * row + dot;
                if (!one.empty() && at >= one.low && at <= one.high) dots |= bits[side][dot];
            }
        if (dots == 0)
            line += ' ';
        else
            append_utf8(line, 0x2800U + dots);
    }
    return line;
}

std::string block_row(const std::vector<column>& all, std::size_t row)
{
    std::string line;
    for (const auto& one : all) {
        const auto filled = one.empty() ? 0 : one.high + 1;
        const auto here = std::min<std::size_t>(8, filled - std::min(filled, 8 * row));
        if (here == 0)
            line += ' ';
        else
            append_utf8(line, 0x2580U + static_cast<std::uint32_t>(here));
    }
    return line;
}

std::string ascii_row(const std::vector<column>& all, std::size_t row)
{
    std::string line;
    for (const auto& one : all)
        line += !one.empty() && row >= one.low && row <= one.high ? '*' : ' ';
    return line;
}

std::string label_of(double value)
{
    std::array<char, 32> text;
    std::snprintf(text.data(), text.size(), "%*.3g ", static_cast<int>(label_width - 1), value);
    return text.data();
}

std::string row_text(const std::vector<column>& all, std::size_t row, plot_ink ink)
{
    auto line = ink == plot_ink::braille  ? braille_row(all, row)
                : ink == plot_ink::blocks ? block_row(all, row)
                                          : ascii_row(all, row);
    while (line.ends_with(' '))
        line.pop_back();
    return line;
}

} // namespace

std::vector<std::string> draw_plot(std::span<const double> values, plot_room room, plot_ink ink)
{
    std::vector<std::string> lines;
    const auto in = bounds_of(values);
    if (!in || room.rows == 0) return lines;
    const bool labelled = room.columns >= label_width + least_width;
    const auto cells =
        labelled ? room.columns - label_width : std::max<std::size_t>(1, room.columns);
    const std::size_t wide = ink == plot_ink::braille ? 2 : 1;
    const std::size_t high = ink == plot_ink::braille ? 4 : ink == plot_ink::blocks ? 8 : 1;
    auto all = columns_of(values, *in, cells * wide, room.rows * high);
    if (ink != plot_ink::blocks) join(all);
    const std::string margin(labelled ? label_width : 0, ' ');
    for (std::size_t row = room.rows; row-- > 0;) {
        auto label = margin;
        if (labelled && row == room.rows - 1) label = label_of(in->high);
        if (labelled && row == 0 && room.rows > 1) label = label_of(in->low);
        lines.push_back(label + row_text(all, row, ink));
    }
    return lines;
}

} // namespace sluice::terminal
