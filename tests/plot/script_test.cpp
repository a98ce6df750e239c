#include "plot/layout.hpp"
#include "plot/script.hpp"
#include "support/catch.hpp"

using namespace sluice::plot;

namespace {

figure two_panels()
{
    figure made{.name = "two", .title = "Title", .subtitle = "below"};
    const auto data = add_data(made, {{1, 2}, {3, 4.5}});
    for (const auto* name : {"left", "right"}) {
        panel one{.title = name, .x = label_axis("", {"a", "it's"}), .y = value_axis("s", {1, 2})};
        one.curves.push_back({data + " using 1:2 with lines lt 1", "line"});
        made.panels.push_back(one);
    }
    made.columns = 2;
    return made;
}

std::size_t count_of(const std::string& text, const std::string& wanted)
{
    std::size_t count = 0;
    for (auto at = text.find(wanted); at != std::string::npos; at = text.find(wanted, at + 1))
        ++count;
    return count;
}

} // namespace

TEST_CASE("a text is quoted so that gnuplot expands nothing", "[plot][script]")
{
    CHECK(quoted("plain") == "'plain'");
    CHECK(quoted("it's `x` $y @z \"w\"") == "'it''s `x` $y @z \"w\"'");
    CHECK(quoted("two\nlines") == R"('two\nlines')");
}

TEST_CASE("a script has its data once and draws every panel for every format", "[plot][script]")
{
    const auto script = script_of(two_panels(), "stem", {image_format::svg, image_format::png});

    CHECK(count_of(script, "$data1 << END\n1 2 \n3 4.5 \nEND\n") == 1);
    CHECK(count_of(script, "set output 'stem.svg'\n") == 1);
    CHECK(count_of(script, "set output 'stem.png'\n") == 1);
    CHECK(count_of(script, "\nset multiplot\n") == 2);
    CHECK(count_of(script, "unset multiplot\n") == 2);
    CHECK(count_of(script, "\nplot $data1 using 1:2 with lines lt 1 title 'line'\n") == 4);
    CHECK(count_of(script, "'it''s' 2") == 4);
    CHECK(count_of(script, "set label 1 'Title'") == 2);
}

TEST_CASE("only the formats asked for are drawn", "[plot][script]")
{
    const auto script = script_of(two_panels(), "stem", {image_format::png});

    CHECK(script.find("svg") == std::string::npos);
}

TEST_CASE("the canvas grows with panels and texts", "[plot][layout]")
{
    auto what = two_panels();
    const auto side_by_side = layout_of(what);
    what.columns = 1;
    const auto stacked = layout_of(what);
    what.panels[0].y = label_axis("", {"a label that is much longer than the others"});
    const auto labelled = layout_of(what);

    CHECK(stacked.height > side_by_side.height);
    CHECK(stacked.width < side_by_side.width);
    CHECK(labelled.left > stacked.left + 100);
}

TEST_CASE("a key with many lines finds room beside its plot", "[plot][layout]")
{
    auto what = two_panels();
    what.plot_height = 100;
    const auto before = layout_of(what);
    for (int i = 0; i < 20; ++i)
        what.panels[1].curves.push_back(what.panels[1].curves[0]);

    CHECK(layout_of(what).cell_height > before.cell_height + 200);
}
