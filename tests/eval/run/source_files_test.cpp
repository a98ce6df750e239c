#include "eval/run/source_files.hpp"
#include "support/catch.hpp"
#include "support/temp_folder.hpp"

using namespace sluice;
using namespace sluice::eval;
using sluice::test::temp_folder;

TEST_CASE("the same seed gives the same files", "[eval][sources]")
{
    const temp_folder one;
    const temp_folder two;
    const auto size = GENERATE(0U, 1U, 128U, (1U << 20U) + 7U, 2U << 20U);

    const auto first = make_source_files(one.path(), size, 3, 5);
    const auto second = make_source_files(two.path(), size, 3, 5);

    REQUIRE(first);
    REQUIRE(second);
    REQUIRE(first->size() == 3);
    for (std::size_t i = 0; i < 3; ++i) {
        CHECK((*first)[i].digest == (*second)[i].digest);
        CHECK(one.read((*first)[i].name) == two.read((*second)[i].name));
        CHECK(one.read((*first)[i].name).size() == size);
        CHECK(*root_digest_of(one.at((*first)[i].name)) == (*first)[i].digest);
    }
}

TEST_CASE("another seed, size or number gives another file", "[eval][sources]")
{
    const temp_folder folder;

    const auto one = make_source_files(folder.path(), 100, 2, 1);
    const auto two = make_source_files(folder.path(), 100, 2, 2);

    REQUIRE(one);
    REQUIRE(two);
    CHECK((*one)[0].digest != (*one)[1].digest);
    CHECK((*one)[0].digest != (*two)[0].digest);
    CHECK(folder.names().size() == 4);
}

TEST_CASE("a file that was changed is made again and a good one is left alone", "[eval][sources]")
{
    const temp_folder folder;
    const auto made = make_source_files(folder.path(), 5000, 2, 1);
    REQUIRE(made);
    auto content = folder.read((*made)[0].name);
    content[17] ^= 1;
    folder.write((*made)[0].name, content);
    const auto before = std::filesystem::last_write_time(folder.at((*made)[1].name));

    const auto again = make_source_files(folder.path(), 5000, 2, 1);

    REQUIRE(again);
    CHECK(*root_digest_of(folder.at((*made)[0].name)) == (*made)[0].digest);
    CHECK(std::filesystem::last_write_time(folder.at((*made)[1].name)) == before);
}

TEST_CASE("a folder that cannot be made is an error with its name", "[eval][sources]")
{
    const temp_folder folder;
    folder.write("file", "x");

    const auto made = make_source_files(folder.at("file/below"), 1, 1, 1);

    REQUIRE_FALSE(made);
    CHECK(made.error().detail().find("file/below") != std::string::npos);
}
