#include "client/prompt_story.hpp"
#include "client/settings/client_settings.hpp"
#include "client/settings/menu.hpp"
#include "support/catch.hpp"

#include <algorithm>

using namespace sluice;
using client::menu;
using test::told;
using question = client::menu::question;

namespace {

using names = std::vector<std::string>;

/// A menu after "2" with three files to choose from.
menu choosing(names offered = {"big.bin", "data/1.csv", "n.txt"})
{
    menu asked(client::client_settings_table());
    REQUIRE(told(asked.take("2")) == "choose");
    asked.offer(std::move(offered));
    return asked;
}

} // namespace

TEST_CASE("the numbers of the menu list, download and leave", "[client][menu]")
{
    menu asked(client::client_settings_table());

    CHECK(told(asked.take("1")) == "list, menu");
    CHECK(told(asked.take(" 2 ")) == "choose");
    CHECK(told(asked.take("3")) == "leave");
    CHECK(told(asked.take("  ")).empty());
    CHECK(asked.pending() == question::command);
}

TEST_CASE("verbs are run with their words", "[client][menu]")
{
    menu asked(client::client_settings_table());

    CHECK(told(asked.take("ls")) == "run(ls)");
    CHECK(told(asked.take("get big.bin data/*.csv")) == "run(get|big.bin|data/*.csv)");
    CHECK(told(asked.take("get \"my file\"")) == "run(get|my file)");
    CHECK(told(asked.take("journal show")) == "run(journal|show)");
    CHECK(told(asked.take("ping")) == "run(ping)");
    CHECK(told(asked.take("help")) == "help");
    CHECK(told(asked.take("help get")) == "help");
    CHECK(told(asked.take("exit")) == "leave");
    CHECK(told(asked.take("quit")) == "leave");
}

TEST_CASE("what is no command names the nearest", "[client][menu]")
{
    menu asked(client::client_settings_table());

    CHECK(told(asked.take("exti")) == "say(unknown verb 'exti', did you mean 'exit'?)2");
    CHECK(told(asked.take("verfy a")) == "say(unknown verb 'verfy', did you mean 'verify'?)2");
    CHECK(told(asked.take("7")) == "say(unknown verb '7')2");
    CHECK(told(asked.take("get")).starts_with("say('get' needs"));
    CHECK(told(asked.take("ping now")).starts_with("say('now' is one word too many"));
    CHECK(told(asked.take("get \"a")) == "say(a quote has no end)2");
    CHECK(told(asked.take("\x1b[2J")) == "say(unknown verb '\\x1b[2J')2");
}

TEST_CASE("a server without files leads back to the menu", "[client][menu]")
{
    auto asked = choosing({"x"});

    CHECK(told(asked.offer({})) == "say(the server offers no files)0, menu");
}

TEST_CASE("a file is chosen by number or name", "[client][menu]")
{
    for (const auto* line : {"2", " 2 ", "data/1.csv", "\"data/1.csv\"", "data", "data/", "d*/*"}) {
        CAPTURE(line);
        auto asked = choosing();

        CHECK(told(asked.take(line)).empty());

        CHECK(asked.pending() == question::more);
        CHECK(told(asked.take("n")).empty());
        CHECK(told(asked.take("n")) == "get(data/1.csv), menu");
    }
}

TEST_CASE("several files are chosen in one line, each once", "[client][menu]")
{
    auto asked = choosing();

    asked.take("1 n.txt 1");
    asked.take("y");
    asked.take("1");
    asked.take("n");

    CHECK(told(asked.take("y")) == "get(big.bin n.txt) parallel, menu");
}

TEST_CASE("names are taken as they stand before they are taken as words", "[client][menu]")
{
    auto asked = choosing({"my file", "a*", "aa", "7", "it's"});

    asked.take("my file");
    asked.take("y");
    asked.take("a*");
    asked.take("y");
    asked.take("7"); // out of range, but a file is called so
    asked.take("y");
    asked.take("it's");
    asked.take("n");

    CHECK(told(asked.take("n")) == "get(my file a* 7 it's), menu");
}

TEST_CASE("a number in the list beats a file that is called so", "[client][menu]")
{
    auto asked = choosing({"2", "other"});

    asked.take("2");
    asked.take("n");

    CHECK(told(asked.take("n")) == "get(other), menu");
}

TEST_CASE("a wrong number or name is asked for again", "[client][menu]")
{
    auto asked = choosing();

    CHECK(told(asked.take("9")) == "say(there is no number 9, the list has 3 files)4");
    CHECK(told(asked.take("0")) == "say(there is no number 0, the list has 3 files)4");
    CHECK(told(asked.take("99999999999999999999")).starts_with("say(there is no number 9999"));
    CHECK(told(asked.take("bug.bin")) ==
          "say(there is no file 'bug.bin', did you mean 'big.bin'?)4");
    CHECK(told(asked.take("1 x/y/z")) == "say(there is no file 'x/y/z')4");
    CHECK(told(asked.take("\"")) == "say(a quote has no end)2");
    CHECK(asked.pending() == question::file);
    asked.take("1");
    CHECK(asked.pending() == question::more);
}

TEST_CASE("names of the server are escaped in what is said", "[client][menu]")
{
    auto asked = choosing({"bi\x1b[g"});

    CHECK(told(asked.take("bi[g")) == "say(there is no file 'bi[g', did you mean 'bi\\x1b[g'?)4");
}

TEST_CASE("no or nothing instead of a first name leads back to the menu", "[client][menu]")
{
    for (const auto* line : {"n", "no", "", " "}) {
        auto asked = choosing();

        CHECK(told(asked.take(line)) == "say(nothing chosen)0, menu");
        CHECK(asked.pending() == question::command);
    }
}

TEST_CASE("no or nothing instead of a further name means none more", "[client][menu]")
{
    for (const auto* line : {"n", "NO", ""}) {
        auto asked = choosing();
        asked.take("1");
        asked.take("y");

        CHECK(told(asked.take(line)).empty());

        CHECK(asked.pending() == question::parallel);
    }
}

TEST_CASE("a file that is called n can be chosen", "[client][menu]")
{
    auto asked = choosing({"a", "n"});

    asked.take("n");

    CHECK(asked.pending() == question::more);
    asked.take("n");
    CHECK(told(asked.take("n")) == "get(n), menu");
}

TEST_CASE("questions take yes and no in many forms", "[client][menu]")
{
    for (const auto* yes : {"y", "Y", "yes", " YES "}) {
        auto asked = choosing();
        asked.take("1");
        asked.take(yes);
        CHECK(asked.pending() == question::file);
    }
    for (const auto* no : {"n", "N", "no", ""}) {
        auto asked = choosing();
        asked.take("1");
        asked.take(no);
        CHECK(asked.pending() == question::parallel);
        CHECK(told(asked.take(no)) == "get(big.bin), menu");
    }
}

TEST_CASE("an answer that is neither is asked for again", "[client][menu]")
{
    auto asked = choosing();
    asked.take("1");

    CHECK(told(asked.take("perhaps")) == "say(please answer y or n)2");
    CHECK(asked.pending() == question::more);
    asked.take("n");
    CHECK(told(asked.take("perhaps")) == "say(please answer y or n)2");
    CHECK(asked.pending() == question::parallel);
}

TEST_CASE("a command instead of an answer counts as no and is obeyed", "[client][menu]")
{
    auto asked = choosing();
    asked.take("1");
    asked.take("n");
    CHECK(told(asked.take("3")) == "get(big.bin), menu, leave");

    asked = choosing();
    asked.take("1");
    CHECK(told(asked.take("2")) == "get(big.bin), menu, choose");

    asked = choosing();
    asked.take("1");
    asked.take("n");
    CHECK(told(asked.take("ls")) == "get(big.bin), menu, run(ls)");
}

TEST_CASE("help and completion know every word", "[client][menu]")
{
    const menu asked(client::client_settings_table());
    const auto help = asked.help();

    for (const auto& known : client::client_settings_table().verbs)
        CHECK(help.find(known.name) != std::string::npos);
    CHECK(help.find("exit") != std::string::npos);
    const auto words = asked.words();
    for (const auto* word : {"get", "ls", "journal", "config", "help", "exit"})
        CHECK(std::find(words.begin(), words.end(), word) != words.end());
}
