#include "plot/axis.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace sluice::plot {
namespace {

constexpr double letter_width = 7.4; // pixels of a letter of the figures' font
constexpr double log_from = 20;      // largest to smallest
constexpr std::array<double, 3> steps{1, 2, 5};

std::string number_text(double value)
{
    return value >= 1 && value < 1e7 ? fmt::format("{:.0f}", value) : fmt::format("{:g}", value);
}

/// 1, 2 and 5 times the powers of ten that reach from below `low` to above `high`.
std::vector<double> round_numbers(double low, double high)
{
    std::vector<double> all;
    const auto first = static_cast<int>(std::floor(std::log10(low)));
    const auto last = static_cast<int>(std::ceil(std::log10(high)));
    for (int power = first; power <= last; ++power)
        for (const auto step : steps)
            all.push_back(step * std::pow(10.0, power));
    return all;
}

bool is_power_of_ten(double value)
{
    const auto power = std::log10(value);
    return std::abs(power - std::round(power)) < 1e-9;
}

axis log_axis(std::string title, double low, double high)
{
    const auto numbers = round_numbers(low, high);
    axis made{.title = std::move(title), .low = numbers.front(), .high = numbers.back()};
    made.is_log = true;
    for (const auto number : numbers) {
        if (number * 1.1 <= low) made.low = number;
        if (number >= high * 1.1) {
            made.high = number;
            break;
        }
    }
    const bool is_long = made.high / made.low > 1100;
    for (const auto number : numbers) {
        if (number < made.low * 0.999 || number > made.high * 1.001) continue;
        const bool has_text = !is_long || is_power_of_ten(number);
        made.tics.push_back({number, has_text ? number_text(number) : ""});
    }
    return made;
}

} // namespace

time_unit unit_for(const std::vector<double>& seconds)
{
    const auto largest = seconds.empty() ? 1 : *std::max_element(seconds.begin(), seconds.end());
    if (largest >= 1 || largest <= 0) return {"s", 1};
    if (largest >= 1e-3) return {"ms", 1e3};
    return {"\u00b5s", 1e6};
}

axis value_axis(std::string title, const std::vector<double>& values)
{
    if (values.empty()) return {.title = std::move(title)};
    const auto [low, high] = std::minmax_element(values.begin(), values.end());
    if (*low > 0 && *high > log_from * *low) return log_axis(std::move(title), *low, *high);
    const auto top = *high > 0 ? *high * 1.08 : 1;
    return {.title = std::move(title), .low = std::min(0.0, *low), .high = top};
}

axis stop_axis(std::string title, std::vector<tic> stops, double width)
{
    axis made{.title = std::move(title)};
    made.is_log = true;
    // Room at both ends, so that no point lies on the frame.
    const auto margin = std::max(1.2, std::pow(stops.back().at / stops.front().at, 0.06));
    made.low = stops.front().at / margin;
    made.high = stops.back().at * margin;
    const auto per_pixel = std::log(made.high / made.low) / width;
    double free_from = -1; // pixels
    for (auto& stop : stops) {
        const auto centre = std::log(stop.at / made.low) / per_pixel;
        const auto half = text_width(stop.text) / 2 + 3;
        if (centre - half < free_from)
            stop.text.clear();
        else
            free_from = centre + half;
    }
    made.tics = std::move(stops);
    return made;
}

axis label_axis(std::string title, const std::vector<std::string>& labels)
{
    axis made{.title = std::move(title), .low = 0.4};
    made.high = static_cast<double>(labels.size()) + 0.6;
    for (std::size_t i = 0; i < labels.size(); ++i)
        made.tics.push_back({static_cast<double>(i + 1), labels[i]});
    return made;
}

double text_width(std::string_view text)
{
    const auto is_first = [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; };
    return letter_width * static_cast<double>(std::count_if(text.begin(), text.end(), is_first));
}

double text_width(const axis& of)
{
    if (of.tics.empty()) return text_width("10000");
    double widest = 0;
    for (const auto& one : of.tics)
        widest = std::max(widest, text_width(one.text));
    return widest;
}

} // namespace sluice::plot
