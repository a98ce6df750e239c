#include "plot/script.hpp"

#include "base/escape.hpp"
#include "plot/layout.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>

namespace sluice::plot {
namespace {

constexpr double png_scale = 2; // pixels of a PNG for one of the layout

constexpr std::array<std::string_view, plain_styles> colours{
    "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000"};
constexpr std::array<int, plain_styles> solid_points{7, 5, 9, 13, 11, 15, 2};
constexpr std::array<int, plain_styles> hollow_points{6, 4, 8, 12, 10, 14, 1};
constexpr std::array<std::string_view, 4> dashes{"1", "(10,5)", "(14,4,3,4)", "(3,3)"};

std::string style_commands()
{
    std::string made;
    for (std::size_t i = 0; i < all_styles; ++i) {
        const auto turn = i % plain_styles;
        const auto& points = i / plain_styles % 2 == 0 ? solid_points : hollow_points;
        made += fmt::format("set linetype {} lc rgb '{}' dt {} pt {} lw 1.6 ps 0.8\n", i + 1,
                            colours[turn], dashes[i % dashes.size()], points[turn]);
    }
    return made;
}

std::string data_commands(const data_block& block)
{
    auto made = block.name + " << END\n";
    for (const auto& row : block.rows) {
        for (const auto value : row)
            made += fmt::format("{:.9g} ", value);
        made += '\n';
    }
    return made + "END\n";
}

std::string terminal_commands(image_format format, const layout& at)
{
    if (format == image_format::svg)
        return fmt::format("set terminal svg size {:.0f},{:.0f} font 'DejaVu Sans,12' noenhanced "
                           "background 'white'\ntitle_font = ',16'\n",
                           at.width, at.height);
    return fmt::format("set terminal pngcairo size {:.0f},{:.0f} font 'DejaVu Sans,9' noenhanced "
                       "fontscale {} linewidth {} pointscale {}\ntitle_font = ',12'\n",
                       png_scale * at.width, png_scale * at.height, png_scale, png_scale,
                       png_scale);
}

/// gnuplot takes the text of a mark for a format of its position.
std::string tic_text(std::string_view text)
{
    std::string made;
    for (const char c : text)
        made += c == '%' ? "%%" : std::string(1, c);
    return quoted(made);
}

std::string axis_commands(const axis& of, char which)
{
    auto made = fmt::format("set {}label {}\n", which, quoted(of.title));
    made += fmt::format("set {}range [{:.9g}:{:.9g}]\n", which, of.low, of.high);
    if (of.is_log) made += fmt::format("set logscale {}\n", which);
    const auto turn = which == 'x' && of.is_turned ? "rotate by 90 right " : "";
    if (of.tics.empty())
        return made + fmt::format("set {0}tics nomirror\nset format {0} '%g'\n", which);
    std::string tics;
    for (const auto& one : of.tics)
        tics += fmt::format("{}{} {:.9g}", tics.empty() ? "" : ", ", tic_text(one.text), one.at);
    return made + fmt::format("set {}tics nomirror {}({})\n", which, turn, tics);
}

std::string plot_command(const panel& one)
{
    std::string made;
    for (const auto& drawn : one.curves) {
        made += made.empty() ? "plot " : ", \\\n     ";
        made += drawn.what;
        made += drawn.title.empty() ? " notitle" : " title " + quoted(drawn.title);
    }
    return made + "\n";
}

std::string header_commands(const figure& what, const layout& at)
{
    auto made = fmt::format("set label 1 {} at screen 0.5, screen {:.5f} center font title_font\n",
                            quoted(what.title), 1 - 22 / at.height);
    if (!what.subtitle.empty())
        made += fmt::format("set label 2 {} at screen 0.5, screen {:.5f} center textcolor rgb "
                            "'#555555'\n",
                            quoted(what.subtitle), 1 - 44 / at.height);
    return made;
}

std::string panel_commands(const figure& what, std::size_t index, const layout& at)
{
    const auto& one = what.panels[index];
    const auto column = static_cast<double>(index % what.columns);
    const auto row = static_cast<double>(index / what.columns);
    const auto left = column * at.cell_width + at.left;
    const auto right = (column + 1) * at.cell_width - at.right;
    const auto top = at.header + row * at.cell_height + at.above;
    const auto bottom = at.header + (row + 1) * at.cell_height - at.below;
    std::string made = "reset\n";
    if (index == 0) made += header_commands(what, at);
    made += fmt::format("set lmargin at screen {:.5f}\nset rmargin at screen {:.5f}\n",
                        left / at.width, right / at.width);
    made += fmt::format("set tmargin at screen {:.5f}\nset bmargin at screen {:.5f}\n",
                        1 - top / at.height, 1 - bottom / at.height);
    made += fmt::format("set key at screen {:.5f}, screen {:.5f} left top Left reverse samplen 3 "
                        "spacing 1.2\n",
                        (right + 8) / at.width, 1 - top / at.height);
    if (!one.title.empty()) made += fmt::format("set title {} offset 0,-0.4\n", quoted(one.title));
    made += "set border 3\nset tics out scale 0.6\nset grid lt 1 lc rgb '#DDDDDD' lw 0.8\n";
    made += axis_commands(one.x, 'x') + axis_commands(one.y, 'y');
    for (const auto& command : one.commands)
        made += command + "\n";
    return made + plot_command(one);
}

} // namespace

std::string_view format_name(image_format format)
{
    return format == image_format::svg ? "svg" : "png";
}

std::string quoted(std::string_view text)
{
    std::string made = "'";
    for (const char c : escape(text)) {
        if (c == '\'') made += '\'';
        made += c;
    }
    return made + "'";
}

std::string script_of(const figure& what, std::string_view stem,
                      const std::vector<image_format>& formats)
{
    const auto at = layout_of(what);
    std::string made = "set encoding utf8\n" + style_commands();
    for (const auto& block : what.data)
        made += data_commands(block);
    for (const auto format : formats) {
        const auto file = fmt::format("{}.{}", stem, format_name(format));
        made += terminal_commands(format, at) + fmt::format("set output {}\n", quoted(file));
        made += "set multiplot\n";
        for (std::size_t i = 0; i < what.panels.size(); ++i)
            made += panel_commands(what, i, at);
        made += "unset multiplot\nset output\n";
    }
    return made;
}

} // namespace sluice::plot
