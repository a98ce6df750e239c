#include "plot/layout.hpp"

#include <algorithm>
#include <cmath>

namespace sluice::plot {
namespace {

constexpr double line_height = 18;
constexpr double key_sample = 62; // line, point and gaps beside a key's text

double key_width(const panel& one)
{
    double widest = 0;
    for (const auto& drawn : one.curves)
        if (!drawn.title.empty()) widest = std::max(widest, text_width(drawn.title) + key_sample);
    return widest;
}

double key_height(const panel& one)
{
    const auto is_shown = [](const curve& drawn) { return !drawn.title.empty(); };
    return 1.3 * line_height *
           static_cast<double>(std::count_if(one.curves.begin(), one.curves.end(), is_shown));
}

double below_axis(const axis& x)
{
    const auto texts = x.is_turned ? text_width(x) + 10 : line_height;
    return texts + (x.title.empty() ? 6 : line_height + 16);
}

} // namespace

layout layout_of(const figure& what)
{
    layout made;
    double plot_height = what.plot_height;
    for (const auto& one : what.panels) {
        const auto left = text_width(one.y) + 18 + (one.y.title.empty() ? 0 : line_height + 10);
        made.left = std::max(made.left, left);
        made.right = std::max(made.right, key_width(one) + 16);
        made.above = std::max(made.above, one.title.empty() ? 8 : line_height + 14);
        made.below = std::max(made.below, below_axis(one.x));
        plot_height = std::max(plot_height, key_height(one));
    }
    const auto columns = static_cast<double>(what.columns);
    const auto rows = std::ceil(static_cast<double>(what.panels.size()) / columns);
    made.header = what.subtitle.empty() ? 44 : 44 + line_height;
    made.cell_width = made.left + what.plot_width + made.right;
    made.cell_height = made.above + plot_height + made.below;
    const auto title_width = 1.35 * text_width(what.title) + 40;
    const auto subtitle_width = text_width(what.subtitle) + 40;
    made.width = std::max({columns * made.cell_width, title_width, subtitle_width});
    made.cell_width = made.width / columns; // what long titles need makes the plots wider
    made.height = made.header + rows * made.cell_height + 8;
    return made;
}

} // namespace sluice::plot
