#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sluice::plot {

/// A mark on an axis.
struct tic {
    double at = 0;
    std::string text;
};

/// What a panel has below it or at its left.
struct axis {
    std::string title = {}; // with the unit
    double low = 0;
    double high = 1;
    bool is_log = false;
    bool is_turned = false;     // texts of an x axis stand upright, for many of them
    std::vector<tic> tics = {}; // empty: gnuplot chooses
};

/// A unit of time and how many of it make a second.
struct time_unit {
    std::string_view name;
    double per_second = 1;
};

/// s, ms or us (written with the Greek letter): the one in which the largest value is at least 1.
time_unit unit_for(const std::vector<double>& seconds);

/// An axis on which all values find room. It is logarithmic when all are above 0 and the largest is
/// more than 20 times the smallest, else it begins at 0.
axis value_axis(std::string title, const std::vector<double>& values);

/// A logarithmic axis with a mark at each stop, for few positions above 0 such as numbers of
/// clients. Marks that would touch in `width` pixels lose their text. Needs a stop; sorted.
axis stop_axis(std::string title, std::vector<tic> stops, double width);

/// An axis with the labels at 1, 2, 3 ...
axis label_axis(std::string title, const std::vector<std::string>& labels);

/// The pixels that the longest text of its marks takes; a guess where gnuplot chooses them.
double text_width(const axis& of);

/// About as wide as this text is drawn, in pixels. UTF-8.
double text_width(std::string_view text);

} // namespace sluice::plot
