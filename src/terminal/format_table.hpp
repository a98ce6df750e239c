#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sluice::terminal {

/// One column: its heading (a table without headings has none at all) and where its cells stand.
struct column {
    std::string_view title = {};
    bool right = false;
};

/// Lines of aligned columns, two spaces apart. Cells are escaped, so they may come from a peer.
/// Every row has a cell per column. Without rows: the headings.
std::string format_table(std::span<const column> columns,
                         const std::vector<std::vector<std::string>>& rows);

/// Texts side by side, sorted down the columns, in lines of at most `width` characters; escaped.
std::string format_grid(std::span<const std::string> texts, std::size_t width);

} // namespace sluice::terminal
