#include "support/catch.hpp"
#include "support/temp_folder.hpp"
#include "terminal/desk.hpp"
#include "terminal/editing_line_source.hpp"

#include <fcntl.h>

#include <csignal>

using namespace sluice;
using namespace std::chrono_literals;
using test::desk;

namespace {

constexpr std::string_view up = "\x1b[A";
constexpr std::string_view left = "\x1b[D";

} // namespace

TEST_CASE("a typed line is shown and given", "[terminal][editing]")
{
    desk at;

    CHECK(at.answer_to("get a.bin\r") == "get a.bin");
    CHECK(at.screen().find("get a.bin") != std::string::npos);
    CHECK(at.answer_to("\r").empty());
}

TEST_CASE("a line can be edited before it is given", "[terminal][editing]")
{
    desk at;

    CHECK(at.answer_to(std::string("bc") + std::string(left) + std::string(left) + "a\r") == "abc");
    CHECK(at.answer_to("abd\x7f"
                       "c\r") == "abc");
    CHECK(at.answer_to("wrong\x15right\r") == "right");
}

TEST_CASE("characters beyond ASCII are kept", "[terminal][editing]")
{
    desk at;

    CHECK(at.answer_to("get \xc3\xa4\xe2\x82\xac\r") == "get \xc3\xa4\xe2\x82\xac");
}

TEST_CASE("lines typed ahead wait for their turn", "[terminal][editing]")
{
    desk at;

    CHECK(at.answer_to("one\rtwo\r") == "one");
    CHECK(at.answer_to("") == "two");
}

TEST_CASE("arrow up brings what was remembered", "[terminal][editing]")
{
    desk at;
    at.source().remember("first");
    at.source().remember("second");

    CHECK(at.answer_to(std::string(up) + "\r") == "second");
    CHECK(at.answer_to(std::string(up) + std::string(up) + "\r") == "first");
}

TEST_CASE("the history file is there the next time", "[terminal][editing]")
{
    const test::temp_folder scratch;
    {
        desk yesterday(scratch.at("history"));
        yesterday.source().remember("get old.bin");
    }

    desk today(scratch.at("history"));

    CHECK(today.answer_to(std::string(up) + "\r") == "get old.bin");
}

TEST_CASE("TAB completes the word", "[terminal][editing]")
{
    desk at;
    at.source().complete_with([](std::string_view line, std::string_view word) {
        const std::vector<std::string> names{"big.bin", "my file"};
        CHECK(line.starts_with("get "));
        return terminal::words_with_prefix(names, word);
    });

    CHECK(at.answer_to("get b\t\r") == "get big.bin ");
    CHECK(at.answer_to("get m\t\r") == "get \"my file\" ");
    CHECK(at.answer_to("get x\t\r") == "get x");
}

TEST_CASE("TAB shows the choice and keeps the line", "[terminal][editing]")
{
    desk at;
    at.source().complete_with([](std::string_view, std::string_view word) {
        const std::vector<std::string> names{"a-one", "a-two"};
        return terminal::words_with_prefix(names, word);
    });
    at.ask();
    REQUIRE(at.shows("> "));

    at.terminal().type("a\t");
    REQUIRE(at.shows("a-"));
    at.forget_screen();
    at.terminal().type("\t");

    CHECK(at.shows("a-one  a-two\r\n> a-"));
    at.terminal().type("t\t\r");
    CHECK(at.answer() == "a-two ");
}

TEST_CASE("Ctrl-D on an empty line is the end of input, for ever", "[terminal][editing]")
{
    desk at;

    CHECK(at.answer_to("\x04") == "<end>");
    CHECK(at.terminal().is_cooked());
    at.ask();
    CHECK(at.answer() == "<end>");
}

TEST_CASE("Ctrl-D behind text is not the end", "[terminal][editing]")
{
    desk at;

    CHECK(at.answer_to("ab\x04\r") == "ab");
}

TEST_CASE("half a key does not hold the loop and is not the end", "[terminal][editing]")
{
    desk at;
    at.ask();
    REQUIRE(at.shows("> "));

    for (const auto* keys : {"\x1b", "\x16", "\x1bx", "\xe2\x82", "\x18"}) {
        CAPTURE(keys);
        at.terminal().type(keys);
        at.forget_screen();
        bool ticked = false;
        asio::steady_timer timer(at.loop(), 400ms);
        timer.async_wait([&](std::error_code) { ticked = true; });
        CHECK(at.run_until([&] { return ticked && at.terminal().all_taken(); }));
    }
    at.terminal().type("ls\r");

    CHECK(at.answer() == "ls");
}

TEST_CASE("a terminal that is hung up is the end of input", "[terminal][editing]")
{
    desk at;
    at.ask();
    REQUIRE(at.shows("> "));

    at.terminal().hang_up();

    CHECK(at.answer() == "<end>");
}

TEST_CASE("what is printed meanwhile leaves the line whole", "[terminal][editing]")
{
    desk at;
    REQUIRE(at.ask_and_type("half a li"));
    at.forget_screen();

    at.source().print("a note");

    CHECK(at.shows("\r\x1b[Ja note\r\n"));
    CHECK(at.shows("> half a li"));
    at.terminal().type("ne\r");
    CHECK(at.answer() == "half a line");
}

TEST_CASE("printing goes up to the first row of a long line", "[terminal][editing]")
{
    desk at;
    const auto line = std::string(129, 'x') + 'E';
    REQUIRE(at.ask_and_type(line));
    at.forget_screen();

    at.source().print("note\n");

    CHECK(at.shows("\r\x1b[2A\x1b[Jnote\r\n"));
    at.terminal().type("\r");
    CHECK(at.answer() == line);
}

TEST_CASE("the mode of the terminal comes back with every line", "[terminal][editing]")
{
    desk at;
    REQUIRE(at.terminal().is_cooked());
    at.ask();
    REQUIRE(at.shows("> "));
    CHECK_FALSE(at.terminal().is_cooked());

    at.terminal().type("ls\r");

    CHECK(at.answer() == "ls");
    CHECK(at.terminal().is_cooked());
}

TEST_CASE("cancelling or closing gives the terminal its mode back", "[terminal][editing]")
{
    desk at;
    at.ask();
    REQUIRE(at.shows("> "));

    SECTION("cancelling")
    {
        at.cancel();
        at.loop().restart();
        at.loop().run(); // ends: nothing keeps the loop busy
    }
    SECTION("closing in the middle of a line that timed out")
    {
        at.cancel();
        at.loop().restart();
        at.loop().run();
        at.ask(deadline::after(5ms));
        CHECK(at.answer() == "<timed_out>");
        CHECK_FALSE(at.terminal().is_cooked());
        at.close();
    }
    SECTION("the way out without destructors")
    {
        terminal::restore_terminal();
    }
    CHECK(at.terminal().is_cooked());
}

TEST_CASE("a line goes on after the limit", "[terminal][editing]")
{
    desk at;
    REQUIRE(at.ask_and_type("half", deadline::after(500ms)));
    CHECK(at.answer() == "<timed_out>");

    at.ask();
    at.terminal().type(" line\r");

    CHECK(at.answer() == "half line");
}

TEST_CASE("a line that is dropped after the limit is gone", "[terminal][editing]")
{
    desk at;
    REQUIRE(at.ask_and_type("half", deadline::after(500ms)));
    CHECK(at.answer() == "<timed_out>");

    at.source().drop_line();

    CHECK(at.terminal().is_cooked());
    CHECK(at.answer_to("line\r") == "line");
}

TEST_CASE("a new window size draws the line again", "[terminal][editing]")
{
    desk at;
    REQUIRE(at.ask_and_type("half a li"));
    at.forget_screen();

    ::raise(SIGWINCH);

    CHECK(at.shows("half a li"));
    at.terminal().type("ne\r");
    CHECK(at.answer() == "half a line");
}

TEST_CASE("a program that was stopped goes on with its line", "[terminal][editing]")
{
    desk at;
    REQUIRE(at.ask_and_type("half a li"));
    at.terminal().cook();
    at.forget_screen();

    ::raise(SIGCONT);

    CHECK(at.shows("half a li"));
    CHECK_FALSE(at.terminal().is_cooked());
    at.terminal().type("ne\r");
    CHECK(at.answer() == "half a line");
}

TEST_CASE("the terminal's flags stay as they are", "[terminal][editing]")
{
    desk at;
    const int before = ::fcntl(at.terminal().device(), F_GETFL);

    REQUIRE(at.answer_to("ls\r") == "ls");
    CHECK(::fcntl(at.terminal().device(), F_GETFL) == before);
}
