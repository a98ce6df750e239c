#include "stream/numbered.hpp"
#include "stream/topic_file.hpp"
#include "support/catch.hpp"

using namespace sluice;
using namespace sluice::stream;
using namespace sluice::test;

namespace {

topic_facts sample()
{
    topic_facts made;
    made.layout = {*parse_dtype(">i4"), {3, 7}, "m/s = ok"};
    made.keep = {12345678, std::chrono::seconds(90)};
    made.reserved = 65536;
    made.clean = true;
    return made;
}

} // namespace

TEST_CASE("what is known of a topic is read as it was written", "[stream][topic_file]")
{
    const temp_folder folder(memory_folder());
    const auto at = open_folder(folder);
    CHECK(read_topic_file(at.get()).error() == errc::not_found);
    REQUIRE(write_topic_file(at.get(), sample()));
    const auto read = read_topic_file(at.get());
    REQUIRE(read);
    CHECK(*read == sample());
    CHECK(folder.names() == std::vector<std::string>{"topic"});
}

TEST_CASE("a topic's file that was cut or changed is refused", "[stream][topic_file]")
{
    const auto text = to_text(sample());
    REQUIRE(parse_topic_file(text));
    for (std::size_t at = 0; at < text.size(); ++at) {
        CHECK_FALSE(parse_topic_file(text.substr(0, at)));
        auto changed = text;
        changed[at] = static_cast<char>(changed[at] ^ 1);
        CHECK_FALSE(parse_topic_file(changed));
    }
}
