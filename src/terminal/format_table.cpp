#include "terminal/format_table.hpp"

#include "base/escape.hpp"
#include "terminal/text_width.hpp"

#include <algorithm>

namespace sluice::terminal {
namespace {

/// Wide characters count as one: a bent column harms nobody.
std::string padded(std::string_view text, std::size_t width, bool right)
{
    const std::string space(width - std::min(width, characters_of(text)), ' ');
    return right ? space + std::string(text) : std::string(text) + space;
}

std::string joined(std::span<const column> columns, const std::vector<std::string>& cells,
                   const std::vector<std::size_t>& widths)
{
    std::string line;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        if (i > 0) line += "  ";
        line += padded(cells[i], widths[i], columns[i].right);
    }
    line.erase(line.find_last_not_of(' ') + 1);
    return line + '\n';
}

} // namespace

std::string format_table(std::span<const column> columns,
                         const std::vector<std::vector<std::string>>& rows)
{
    std::vector<std::vector<std::string>> lines;
    const bool has_titles = std::any_of(columns.begin(), columns.end(),
                                        [](const column& c) { return !c.title.empty(); });
    if (has_titles) {
        auto& titles = lines.emplace_back();
        for (const auto& c : columns)
            titles.emplace_back(c.title);
    }
    for (const auto& row : rows) {
        auto& cells = lines.emplace_back();
        for (const auto& cell : row)
            cells.push_back(escape(cell));
    }
    std::vector<std::size_t> widths(columns.size());
    for (const auto& cells : lines)
        for (std::size_t i = 0; i < columns.size(); ++i)
            widths[i] = std::max(widths[i], characters_of(cells[i]));
    std::string text;
    for (const auto& cells : lines)
        text += joined(columns, cells, widths);
    return text;
}

std::string format_grid(std::span<const std::string> texts, std::size_t width)
{
    std::vector<std::string> cells;
    std::size_t widest = 0;
    for (const auto& text : texts)
        widest = std::max(widest, characters_of(cells.emplace_back(escape(text))));
    const auto across = std::max<std::size_t>(1, (width + 2) / (widest + 2));
    const auto down = (cells.size() + across - 1) / across;
    std::string grid;
    for (std::size_t row = 0; row < down; ++row) {
        std::string line;
        for (auto i = row; i < cells.size(); i += down)
            line += padded(cells[i], widest + 2, false);
        line.erase(line.find_last_not_of(' ') + 1);
        grid += line + '\n';
    }
    return grid;
}

} // namespace sluice::terminal
