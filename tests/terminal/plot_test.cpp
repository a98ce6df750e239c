#include "support/catch.hpp"
#include "terminal/plot.hpp"
#include "terminal/text_width.hpp"

#include <cmath>
#include <cstring>
#include <limits>
#include <random>

using namespace sluice::terminal;

namespace {

std::vector<double> sine(std::size_t count)
{
    std::vector<double> made;
    for (std::size_t i = 0; i < count; ++i)
        made.push_back(std::sin(static_cast<double>(i) * 0.1));
    return made;
}

} // namespace

TEST_CASE("a rising line goes from the lower left to the upper right", "[terminal][plot]")
{
    const std::vector<double> values{0, 1, 2, 3};
    const auto lines = draw_plot(values, {4, 4}, plot_ink::ascii);
    CHECK(lines == std::vector<std::string>{"   *", "  *", " *", "*"});
    const auto labelled = draw_plot(values, {15, 4}, plot_ink::ascii);
    CHECK(labelled.front() == "         3    *");
    CHECK(labelled.back() == "         0 *");
}

TEST_CASE("blocks are filled from below in eighths", "[terminal][plot]")
{
    const std::vector<double> values{0, 1};
    const auto lines = draw_plot(values, {2, 2}, plot_ink::blocks);
    CHECK(lines == std::vector<std::string>{" \u2588", "\u2581\u2588"});
}

TEST_CASE("braille has two by four dots in a cell", "[terminal][plot]")
{
    const std::vector<double> values{0, 3};
    CHECK(draw_plot(values, {1, 1}, plot_ink::braille) == std::vector<std::string>{"\u2878"});
    CHECK(draw_plot({values.data(), 1}, {1, 1}, plot_ink::braille) ==
          std::vector<std::string>{"\u2802"});
}

TEST_CASE("a plot is never larger than its room", "[terminal][plot]")
{
    for (const auto ink : {plot_ink::braille, plot_ink::blocks, plot_ink::ascii})
        for (std::size_t columns = 0; columns < 40; ++columns)
            for (std::size_t rows = 0; rows < 8; ++rows) {
                const auto lines = draw_plot(sine(123), {columns, rows}, ink);
                CHECK(lines.size() == rows);
                for (const auto& line : lines)
                    CHECK(characters_of(line) <= std::max<std::size_t>(1, columns));
            }
}

TEST_CASE("whatever the values are, a plot is drawn or empty", "[terminal][plot]")
{
    const auto big = std::numeric_limits<double>::max();
    const auto inf = std::numeric_limits<double>::infinity();
    const auto nan = std::numeric_limits<double>::quiet_NaN();
    const plot_room room{30, 5};
    CHECK(draw_plot({}, room, plot_ink::braille).empty());
    const std::vector<double> none{nan, inf, -inf};
    CHECK(draw_plot(none, room, plot_ink::braille).empty());
    const std::vector<double> flat{2, 2, 2};
    CHECK(draw_plot(flat, room, plot_ink::ascii)[2].find('*') != std::string::npos);
    const std::vector<double> odd{-big, nan, big, 0, inf, 5e-324};
    CHECK(draw_plot(odd, room, plot_ink::braille).size() == 5);
    const auto seed = std::random_device{}();
    INFO("seed " << seed);
    std::mt19937_64 random(seed);
    for (int round = 0; round < 300; ++round) {
        std::vector<double> values(random() % 700);
        for (auto& one : values) {
            const auto bits = random();
            std::memcpy(&one, &bits, sizeof one);
        }
        for (const auto ink : {plot_ink::braille, plot_ink::blocks, plot_ink::ascii})
            CHECK(draw_plot(values, room, ink).size() <= 5);
    }
}
