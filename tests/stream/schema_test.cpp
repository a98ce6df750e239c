#include "stream/npy_head.hpp"
#include "stream/policy.hpp"
#include "stream/schema.hpp"
#include "support/catch.hpp"

using namespace sluice;
using namespace sluice::stream;

TEST_CASE("numbers are named as NumPy does", "[stream][dtype]")
{
    for (const std::string text :
         {"<f8", ">f4", "<f2", "|b1", "|i1", "<i8", "|u1", ">u2", "<c8", ">c16"}) {
        const auto read = parse_dtype(text);
        REQUIRE(read);
        CHECK(to_text(*read) == text);
    }
    CHECK(to_text(*parse_dtype("float64")) == "<f8");
    CHECK(to_text(*parse_dtype("=i4")) == "<i4");
    CHECK(to_text(*parse_dtype(">u1")) == "|u1");
    CHECK(to_text(*parse_dtype("complex128")) == "<c16");
    for (const auto* text : {"", "f8", "<f3", "|f8", "<O8", "|O", "<U4", "<M8[ns]", "<f16", "float",
                             "<f8 ", "<f-8", "<f99999999999999999999"})
        CHECK_FALSE(parse_dtype(text));
}

TEST_CASE("the size of a message is known or refused", "[stream][schema]")
{
    schema one;
    CHECK(*message_size(one) == 8);
    one.shape = {2, 100};
    CHECK(*message_size(one) == 1600);
    one.shape = {0};
    CHECK(message_size(one).error() == errc::bad_usage);
    one.shape = {1ULL << 40U, 1ULL << 40U};
    CHECK(message_size(one).error() == errc::too_large);
    one.shape = {(4U << 20U) / 8};
    CHECK(message_size(one));
    one.shape.front() += 1;
    CHECK(message_size(one).error() == errc::too_large);
    one.shape.assign(33, 1);
    CHECK(message_size(one).error() == errc::bad_usage);
    one.shape = {};
    one.units = "m\nV";
    CHECK(message_size(one).error() == errc::bad_usage);
}

TEST_CASE("shapes, names and policies are read or refused", "[stream][schema]")
{
    CHECK(*parse_shape("") == std::vector<std::uint64_t>{});
    CHECK(*parse_shape("(2, 100,)") == std::vector<std::uint64_t>{2, 100});
    CHECK(shape_text({2, 100}) == "2,100");
    for (const auto* text : {"-1", "0", "a", ",2", "2,,3", "99999999999999999999"})
        CHECK_FALSE(parse_shape(text));
    CHECK(check_topic_name("a.b-c_9"));
    for (const auto* name : {"", ".", "..", ".a", "a/b", "a b", "\xc3\xa4"})
        CHECK_FALSE(check_topic_name(name));
    CHECK_FALSE(check_topic_name(std::string(65, 'a')));
    for (const std::string text : {"latest", "drop-oldest", "decimate:10", "block", "disconnect"})
        CHECK(to_text(*parse_policy(text)) == text);
    for (const auto* text : {"decimate", "decimate:0", "decimate:x", "none", "Latest"})
        CHECK_FALSE(parse_policy(text));
}

TEST_CASE("the head of a .npy file keeps its size while the file grows", "[stream][npy]")
{
    schema of;
    of.shape = {2, 100};
    const auto none = npy_head(of, 0);
    const auto many = npy_head(of, 18'446'744'073'709'551'615ULL);
    REQUIRE(none);
    REQUIRE(many);
    CHECK(none->size() == many->size());
    CHECK(none->size() % 64 == 0);
    const auto text = as_text(*many);
    CHECK(text.find("'shape': (18446744073709551615, 2, 100)") != text.npos);
    CHECK(text.back() == '\n');
}
