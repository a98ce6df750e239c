#include "state/conformance.hpp"
#include "support/catch.hpp"

namespace sluice::test {
namespace {

using state::array_entry;
using state::array_record;

array_entry sample_array(const std::string& name, const std::string& file)
{
    array_entry made;
    made.made.name = name;
    made.made.file = file;
    made.made.dtype = "<f8";
    made.made.shape = {2, 3};
    made.made.size = 176;
    made.made.xxh3 = byte_buffer(16, std::byte{7});
    made.made.owner = "ann";
    made.made.tags = {"b", "a"};
    made.made.created_ns = 5;
    return made;
}

array_record entered(state::store& in, const array_entry& entry)
{
    const auto made = in.enter_array(entry);
    REQUIRE(made);
    return made->now;
}

std::vector<std::string> names_of(state::store& in, const state::array_query& wanted)
{
    const auto found = in.arrays(wanted);
    REQUIRE(found);
    std::vector<std::string> names;
    for (const auto& one : *found)
        names.push_back(one.name);
    return names;
}

using names = std::vector<std::string>;

} // namespace

void check_arrays(const store_factory& make)
{
    SECTION("an array is found by name, number and file, as it was entered")
    {
        const auto in = make();

        const auto made = entered(*in, sample_array("waves", "f1"));

        auto expected = sample_array("waves", "f1").made;
        expected.number = made.number;
        CHECK(made == expected);
        CHECK(in->find_array("waves")->value() == expected);
        CHECK(in->find_array(made.number)->value() == expected);
        CHECK(in->find_array_file("f1")->value() == expected);
        CHECK_FALSE(in->find_array("other")->has_value());
        CHECK(*in->array_bytes() == 176);
        CHECK(*in->count_arrays() == 1);
    }
    SECTION("a single value has an empty shape")
    {
        const auto in = make();
        auto single = sample_array("one", "f1");
        single.made.shape.clear();

        CHECK(entered(*in, single).shape.empty());
        CHECK(in->find_array("one")->value().shape.empty());
    }
    SECTION("a name is taken once, a file is entered once, a number is given once")
    {
        const auto in = make();
        const auto first = entered(*in, sample_array("a", "f1"));

        CHECK(in->enter_array(sample_array("a", "f2")).error() == errc::target_exists);
        CHECK(entered(*in, sample_array("a", "f1")).number == first.number);
        const auto removed = in->remove_array("a");
        REQUIRE(removed);
        CHECK(removed->value() == first);
        CHECK_FALSE(in->remove_array("a")->has_value());
        CHECK(entered(*in, sample_array("a", "f3")).number > first.number);
    }
}

void check_array_replacing(const store_factory& make)
{
    SECTION("a replaced array keeps its number and its tags")
    {
        const auto in = make();
        const auto first = entered(*in, sample_array("a", "f1"));
        auto other = sample_array("a", "f2");
        other.replace = true;
        other.made.tags.clear();
        other.made.shape = {9};

        const auto made = in->enter_array(other);

        REQUIRE(made);
        CHECK(made->replaced == "f1");
        CHECK(made->now.number == first.number);
        CHECK(made->now.tags == names{"b", "a"});
        CHECK(in->find_array("a")->value() == made->now);
        CHECK_FALSE(in->find_array_file("f1")->has_value());
    }
    SECTION("the quota is of all arrays together")
    {
        const auto in = make();
        auto bounded = sample_array("a", "f1");
        bounded.most_bytes = 400;
        entered(*in, bounded);
        auto second = sample_array("b", "f2");
        second.most_bytes = 351;
        CHECK(in->enter_array(second).error() == errc::over_quota);
        second.most_bytes = 352;
        CHECK(in->enter_array(second));
        auto third = sample_array("b", "f3");
        third.most_bytes = 352;
        third.replace = true;
        CHECK(in->enter_array(third));
    }
}

void check_array_changes(const store_factory& make)
{
    SECTION("names and tags change, numbers do not")
    {
        const auto in = make();
        const auto first = entered(*in, sample_array("a", "f1"));
        entered(*in, sample_array("b", "f2"));
        state::array_change how;
        how.name = "c";
        how.tags = names{"x"};

        const auto now = in->change_array("a", how);

        REQUIRE(now);
        CHECK(now->name == "c");
        CHECK(now->tags == names{"x"});
        CHECK(now->number == first.number);
        CHECK(in->find_array("c")->value() == *now);
        how.name = "b";
        CHECK(in->change_array("c", how).error() == errc::target_exists);
        CHECK(in->change_array("a", how).error() == errc::not_found);
        how.name = "c";
        CHECK(in->change_array("c", how));
    }
    SECTION("pages follow each other, and a tag chooses")
    {
        const auto in = make();
        for (const auto* name : {"a", "b", "c", "d"}) {
            auto one = sample_array(name, std::string("f") + name);
            if (*name == 'b') one.made.tags = {"rare"};
            entered(*in, one);
        }
        CHECK(names_of(*in, {0, 3, {}}) == names{"a", "b", "c"});
        CHECK(names_of(*in, {in->find_array("c")->value().number, 3, {}}) == names{"d"});
        CHECK(names_of(*in, {0, 3, "rare"}) == names{"b"});
        CHECK(names_of(*in, {0, 3, "none"}).empty());
    }
}

void check_growing_arrays(const store_factory& make)
{
    SECTION("an array grows until it ends, once")
    {
        const auto in = make();
        auto growing = sample_array("a", "f1");
        growing.made.growing = true;
        growing.made.xxh3.clear();
        auto record = entered(*in, growing);
        CHECK(in->growing_arrays()->size() == 1);
        auto other = sample_array("a", "f2");
        other.replace = true;
        CHECK(in->enter_array(other).error() == errc::target_exists);
        state::array_change how;
        how.name = "z";
        REQUIRE(in->change_array("a", how));
        record.shape = {8, 3};
        record.size = 320;
        record.xxh3 = byte_buffer(16, std::byte{1});

        CHECK(in->end_array(record));
        CHECK(in->end_array(record).error() == errc::not_found);
        CHECK(in->growing_arrays()->empty());
        const auto now = in->find_array("z")->value();
        CHECK(now.shape == record.shape);
        CHECK(now.size == 320);
        CHECK_FALSE(now.growing);
    }
}

} // namespace sluice::test
