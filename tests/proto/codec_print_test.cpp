#include "base/escape.hpp"
#include "proto/codec.hpp"
#include "support/arbitrary.hpp"
#include "support/catch.hpp"

#include <algorithm>

using namespace sluice;
using namespace sluice::proto;
using namespace sluice::test;

TEST_CASE("a message prints as one clean line of bounded length", "[proto][codec]")
{
    const auto is_control = [](unsigned char c) { return c < 0x20 || c == 0x7f; };
    for (std::uint64_t seed = 1; seed <= 2000; ++seed) {
        INFO("seed " << seed);
        const auto text = to_text(arbitrary(seed).message());
        CHECK(std::none_of(text.begin(), text.end(), is_control));
        CHECK(is_utf8(text));
        CHECK(text.size() < 2000);
    }
}

TEST_CASE("a message prints its name and its fields", "[proto][codec]")
{
    read_request wanted;
    wanted.path = "a\nb";
    wanted.offset = 5;
    wanted.length = 6;

    CHECK(to_text(wanted) == "read{path=a\\nb, version=00000000000000000000000000000000, offset=5, "
                             "length=6, kind=1}");
    CHECK(to_text(cancel{}) == "cancel{}");
}

TEST_CASE("credentials never show", "[proto][codec]")
{
    hello greeting;
    greeting.peer_name = "me";
    greeting.credentials = "Zq8-secret";

    const auto text = to_text(greeting);

    CHECK(text.find("Zq8") == std::string::npos);
    CHECK(text.find("credentials=***") != std::string::npos);
}

TEST_CASE("every control frame has a byte table, data has none", "[proto][codec]")
{
    for (unsigned type = 1; type <= last_frame_type; ++type) {
        const bool is_data = static_cast<frame_type>(type) == frame_type::data;
        CHECK(byte_table(static_cast<frame_type>(type)).empty() == is_data);
    }
}

TEST_CASE("a byte table gives offsets up to the first field that varies", "[proto][codec]")
{
    const auto table = byte_table(frame_type::hello);

    CHECK(table.find("| 0 | 8 | `magic` |") != std::string::npos);
    CHECK(table.find("| 8 | 2 | `min_version` |") != std::string::npos);
    CHECK(table.find("| 20 | 1 | `role` |") != std::string::npos);
    CHECK(table.find("| 21 | 2 + n, n <= 255 | `peer_name` |") != std::string::npos);
    CHECK(table.find("| after it | 2 + n, n <= 2048 | `credentials` |") != std::string::npos);
}
