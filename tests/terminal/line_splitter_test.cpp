#include "support/catch.hpp"
#include "terminal/line_splitter.hpp"

using namespace sluice;
using terminal::line_splitter;

namespace {

using lines = std::vector<std::string>;

/// Feeds the parts one after the other; a line that was too long is "<too long>".
lines split(const std::vector<std::string>& parts, std::size_t longest = 100)
{
    line_splitter splitter(longest);
    lines found;
    const auto take_all = [&] {
        while (auto line = splitter.take())
            found.push_back(*line ? **line : "<too long>");
    };
    for (const auto& part : parts) {
        splitter.feed(part);
        take_all();
    }
    splitter.finish();
    take_all();
    return found;
}

} // namespace

TEST_CASE("LF, CRLF and the end of input end a line", "[terminal][line_splitter]")
{
    CHECK(split({}).empty());
    CHECK(split({""}).empty());
    CHECK(split({"\n"}) == lines{""});
    CHECK(split({"a\r\n\r\nb\n"}) == lines{"a", "", "b"});
    CHECK(split({"a\nlast"}) == lines{"a", "last"});
    CHECK(split({"a\rb\n"}) == lines{"a\rb"});
}

TEST_CASE("lines do not depend on where the bytes are cut", "[terminal][line_splitter]")
{
    const std::string text = "2\r\n\n1\ny\nlonger line\r\nend";
    const lines whole{"2", "", "1", "y", "longer line", "end"};

    for (std::size_t cut = 0; cut <= text.size(); ++cut) {
        CAPTURE(cut);
        CHECK(split({text.substr(0, cut), text.substr(cut)}) == whole);
    }
    std::vector<std::string> single_bytes;
    for (const char c : text)
        single_bytes.emplace_back(1, c);
    CHECK(split(single_bytes) == whole);
}

TEST_CASE("a NUL byte is a byte of the line", "[terminal][line_splitter]")
{
    const std::string with_nul("a\0b", 3);

    CHECK(split({with_nul + "\n" + with_nul}) == lines{with_nul, with_nul});
}

TEST_CASE("the longest line passes and one byte more is too long", "[terminal][line_splitter]")
{
    const std::string longest(10, 'x');

    CHECK(split({longest + "\n"}, 10) == lines{longest});
    CHECK(split({longest + "\r\n"}, 10) == lines{longest});
    CHECK(split({longest}, 10) == lines{longest});
    CHECK(split({longest + "x\nnext\n"}, 10) == lines{"<too long>", "next"});
    CHECK(split({longest + "x\r\nnext"}, 10) == lines{"<too long>", "next"});
    CHECK(split({longest + "x"}, 10) == lines{"<too long>"});
}

TEST_CASE("the rest of a line that was too long is left out", "[terminal][line_splitter]")
{
    const std::string part(8, 'x');

    CHECK(split({part, part, part, part + "\nnext\n"}, 10) == lines{"<too long>", "next"});
    CHECK(split({part, part, part}, 10) == lines{"<too long>"});
}
