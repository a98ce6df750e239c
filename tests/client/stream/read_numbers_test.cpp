#include "client/stream/read_numbers.hpp"
#include "stream/value_text.hpp"
#include "support/catch.hpp"

using namespace sluice;
using namespace sluice::client;

namespace {

std::vector<double> read_in_pieces(const std::string& text, std::size_t piece, std::string_view as)
{
    const auto element = *stream::parse_dtype(as);
    auto reader = number_reader::make(element);
    REQUIRE(reader);
    byte_buffer all;
    for (std::size_t at = 0; at < text.size(); at += piece) {
        const auto read = reader->take(std::string_view(text).substr(at, piece));
        REQUIRE(read);
        append(all, *read);
    }
    const auto last = reader->finish();
    REQUIRE(last);
    append(all, *last);
    return stream::doubles_of(element, all);
}

} // namespace

TEST_CASE("numbers in a text are read however it is cut", "[client][stream]")
{
    const std::string text = "# time, volts\n1, 2.5;\t-3e2\r\n+4 #5 6\n\n7";
    for (std::size_t piece = 1; piece <= text.size(); ++piece) {
        CHECK(read_in_pieces(text, piece, "<f8") == std::vector<double>{1, 2.5, -300, 4, 7});
        CHECK(read_in_pieces(text, piece, "<f4") == std::vector<double>{1, 2.5, -300, 4, 7});
    }
}

TEST_CASE("what is no number is refused", "[client][stream]")
{
    for (const std::string text : {"abc ", "1.2.3 ", "1x ", "-- "}) {
        auto reader = number_reader::make(*stream::parse_dtype("<f8"));
        REQUIRE(reader);
        CHECK(reader->take(text).error() == errc::bad_usage);
    }
    auto reader = number_reader::make(*stream::parse_dtype("<f8"));
    CHECK_FALSE(reader->take(std::string(1000, '1')));
    CHECK_FALSE(number_reader::make(*stream::parse_dtype("<i4")));
    CHECK_FALSE(number_reader::make(*stream::parse_dtype(">f8")));
}
