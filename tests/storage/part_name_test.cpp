#include "base/escape.hpp"
#include "storage/part_name.hpp"
#include "support/arbitrary.hpp"
#include "support/catch.hpp"

using namespace sluice;
using namespace sluice::storage;
using sluice::test::arbitrary;

namespace {

/// So many times a character of two bytes.
std::string accents(int count)
{
    std::string text;
    for (int i = 0; i < count; ++i)
        text += "\xc3\xa9";
    return text;
}

} // namespace

TEST_CASE("a part stands hidden beside its file, with its journal", "[storage][part_name]")
{
    const auto names = part_names_for("report.pdf", "docs/report.pdf");

    CHECK(names.part.starts_with(".report.pdf."));
    CHECK(names.part.ends_with(".part"));
    CHECK(names.part.size() == std::string(".report.pdf.01234567.part").size());
    CHECK(names.journal == names.part.substr(0, names.part.size() - 5) + ".journal");
    CHECK(journal_name_of(names.part) == names.journal);
}

TEST_CASE("a later attempt finds the same part again, another source another one",
          "[storage][part_name]")
{
    const auto names = part_names_for("a", "x/a");

    CHECK(part_names_for("a", "x/a").part == names.part);
    CHECK(part_names_for("a", "y/a").part != names.part);
    CHECK(part_names_for("b", "x/a").part != names.part);
}

TEST_CASE("long names are cut to what a folder takes", "[storage][part_name]")
{
    for (const auto& name : {std::string(255, 'x'), accents(127), "x" + accents(127)}) {
        const auto names = part_names_for(name, "source");
        CHECK(names.part.size() <= 255);
        CHECK(names.journal.size() <= 255);
        CHECK(names.journal.size() > 250);
        CHECK(is_utf8(names.part));
    }
    const auto one = part_names_for(std::string(254, 'x') + "1", "source");
    const auto two = part_names_for(std::string(254, 'x') + "2", "source");
    CHECK(one.part != two.part);
}

TEST_CASE("part names are known as such whatever the file is called", "[storage][part_name]")
{
    for (std::uint64_t seed = 1; seed <= 2000; ++seed) {
        INFO("seed " << seed);
        arbitrary any(seed);
        const auto name = any.text(1 + any.up_to(254));
        const auto names = part_names_for(name, any.text(any.up_to(50)));
        CHECK(is_part_name(names.part));
        CHECK(is_part_name(names.journal));
        CHECK(names.journal.size() <= 255);
    }
    const auto no_cut_possible = part_names_for(std::string(255, '\x80'), "source");
    CHECK(is_part_name(no_cut_possible.part));
}

TEST_CASE("ordinary names are not taken for parts", "[storage][part_name]")
{
    for (const auto* name : {"",
                             ".",
                             "..",
                             "a",
                             ".part",
                             ".journal",
                             "a.part",
                             ".a.part",
                             ".a.journal",
                             ".a.0123456.part",
                             ".a.012345678.part",
                             ".a.0123456G.part",
                             ".a.0123456F.part",
                             "a.01234567.part",
                             ".a.01234567.parts",
                             ".a.01234567.part.txt",
                             ".a01234567.part",
                             ".01234567.part",
                             ".a.01234567",
                             ".a.01234567.journal~"}) {
        INFO(name);
        CHECK_FALSE(is_part_name(name));
    }
    CHECK(is_part_name(".a.01234567.part"));
    CHECK(is_part_name(".a.89abcdef.journal"));
}

TEST_CASE("a number goes between stem and extension", "[storage][part_name]")
{
    CHECK(numbered_name("report.pdf", 2) == "report(2).pdf");
    CHECK(numbered_name("report", 1) == "report(1)");
    CHECK(numbered_name("a.tar.gz", 1) == "a.tar(1).gz");
    CHECK(numbered_name(".bashrc", 1) == ".bashrc(1)");
    CHECK(numbered_name(".config.ini", 12) == ".config(12).ini");
    CHECK(numbered_name("ends.", 1) == "ends(1).");
    CHECK(numbered_name("a b.c d", 1) == "a b(1).c d");
}

TEST_CASE("a numbered name still fits into a folder", "[storage][part_name]")
{
    const auto cut = numbered_name(std::string(251, 'x') + ".pdf", 10);
    CHECK(cut.size() == 255);
    CHECK(cut.ends_with("x(10).pdf"));

    const auto whole_characters = numbered_name("x" + accents(125) + ".pdf", 7);
    CHECK(whole_characters.size() <= 255);
    CHECK(is_utf8(whole_characters));
    CHECK(numbered_name("a." + std::string(253, 'x'), 3).size() == 255);
}
