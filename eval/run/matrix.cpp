#include "eval/run/matrix.hpp"

#include "base/parse.hpp"

#include <algorithm>
#include <cmath>

namespace sluice::eval {
namespace {

std::vector<std::string_view> split(std::string_view text)
{
    std::vector<std::string_view> parts;
    while (true) {
        const auto comma = text.find(',');
        parts.push_back(text.substr(0, comma));
        if (comma == std::string_view::npos) return parts;
        text.remove_prefix(comma + 1);
    }
}

error wrong(std::string_view part)
{
    return fail(errc::bad_usage, "matrix",
                "'" + std::string(part) + "': neither a number nor LOW-HIGH");
}

template <class Number>
void add(std::vector<Number>& to, Number value)
{
    if (std::find(to.begin(), to.end(), value) == to.end()) to.push_back(value);
}

/// What both lists have in common; `parse` reads one number.
template <class Number, class Parse>
result<std::vector<Number>> parse_list(std::string_view text, const Parse& parse)
{
    std::vector<Number> values;
    for (const auto part : split(text)) {
        const auto dash = part.find('-');
        const auto low = parse(part.substr(0, dash));
        const auto high = dash == std::string_view::npos ? low : parse(part.substr(dash + 1));
        if (!low || !high || *high < *low) return wrong(part);
        add(values, static_cast<Number>(*low));
        for (auto next = *low * 2; next <= *high && next > *low; next *= 2)
            add(values, static_cast<Number>(next));
    }
    return values;
}

} // namespace

result<std::vector<std::uint64_t>> parse_sizes(std::string_view text)
{
    constexpr std::uint64_t most = std::uint64_t{1} << 40U;
    return parse_list<std::uint64_t>(text, [](std::string_view one) -> result<std::uint64_t> {
        auto size = parse_size(one);
        if (size && *size > most) return fail(errc::bad_usage, "matrix", "more than 1T");
        return size;
    });
}

result<std::vector<unsigned>> parse_counts(std::string_view text, unsigned most)
{
    return parse_list<unsigned>(
        text, [most](std::string_view one) { return parse_integer(one, 1, most); });
}

std::vector<configuration> configurations_of(const run_options& options)
{
    std::vector<configuration> all;
    for (const auto clients : options.clients) {
        for (const auto size : options.sizes) {
            for (const auto workers : options.workers) {
                configuration made;
                made.clients = clients;
                made.file_size = size;
                made.files = options.files;
                made.workers = workers;
                made.mode = options.mode;
                made.rate = options.rate;
                made.link = options.link;
                all.push_back(std::move(made));
            }
        }
    }
    return all;
}

std::uint64_t draw_below(std::mt19937_64& random, std::uint64_t bound)
{
    __extension__ using wide = unsigned __int128;
    return static_cast<std::uint64_t>((static_cast<wide>(random()) * bound) >> 64U);
}

std::vector<turn> interleave(std::size_t configurations, unsigned repeats, std::uint64_t seed)
{
    std::mt19937_64 random(seed);
    std::vector<turn> plan;
    for (std::size_t i = 0; i < configurations; ++i)
        plan.push_back({i, 0});
    for (unsigned repeat = 1; repeat <= repeats; ++repeat) {
        std::vector<turn> round;
        for (std::size_t i = 0; i < configurations; ++i)
            round.push_back({i, repeat});
        // Fisher and Yates, in Durstenfeld's form (CACM 1964, algorithm 235).
        for (std::size_t left = round.size(); left > 1; --left)
            std::swap(round[left - 1], round[draw_below(random, left)]);
        plan.insert(plan.end(), round.begin(), round.end());
    }
    return plan;
}

std::vector<double> arrivals(std::size_t count, double rate, std::mt19937_64& random)
{
    std::vector<double> points;
    double at = 0;
    for (std::size_t i = 0; i < count; ++i) {
        points.push_back(at);
        const auto uniform = (static_cast<double>(random() >> 11U) + 1) * 0x1p-53; // (0, 1]
        at -= std::log(uniform) / rate;
    }
    return points;
}

} // namespace sluice::eval
