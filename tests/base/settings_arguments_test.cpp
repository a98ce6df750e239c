#include "base/settings_load.hpp"
#include "support/catch.hpp"
#include "support/settings_files.hpp"
#include "support/settings_sample.hpp"

#include <fmt/ranges.h>

#include <random>

using namespace sluice;
using sluice::test::play_inputs;
using sluice::test::sample_table;

namespace {

using texts = std::vector<std::string>;

settings given(texts arguments)
{
    auto got = load_settings(sample_table(), play_inputs(std::move(arguments)));
    if (!got) FAIL(got.error().detail());
    return *got;
}

std::string refusal(texts arguments)
{
    const auto got = load_settings(sample_table(), play_inputs(std::move(arguments)));
    REQUIRE_FALSE(got);
    CHECK(got.error() == errc::bad_usage);
    return got.error().detail();
}

} // namespace

TEST_CASE("options may stand before and behind the words", "[base][settings]")
{
    const auto got = given({"-p", "1", "get", "a", "-l", "x.log", "b", "--quiet"});

    CHECK(got.words() == texts{"get", "a", "b"});
    CHECK(got.chosen_verb()->name == "get");
    CHECK(got.verb_arguments() == texts{"a", "b"});
    CHECK(got.integer("port") == 1);
    CHECK(got.text("log") == "x.log");
    CHECK(got.boolean("quiet"));
}

TEST_CASE("an option may be written in every usual way", "[base][settings]")
{
    for (const auto& way : {texts{"-p", "7"}, texts{"-p7"}, texts{"--port", "7"}, texts{"--port=7"},
                            texts{"-qp", "7"}})
        CHECK(given(way).integer("port") == 7);
    CHECK(given({"--max-connections", "7"}).integer("max-connections") == 7);
    CHECK(given({"--max_connections=7"}).integer("max-connections") == 7);
}

TEST_CASE("behind -- everything is a word", "[base][settings]")
{
    CHECK(given({"get", "-q", "--", "-p", "--", "--help", "++"}).words() ==
          texts{"get", "-p", "--", "--help", "++"});
    CHECK(given({"--", "get", "--user="}).verb_arguments() == texts{"--user="});
}

TEST_CASE("words and values reach the program as they were typed", "[base][settings]")
{
    for (const auto* odd :
         {"[a,b]", "a,b", "", "-", "%%", "{x}", "a=b", "/x", "a b", "\xff", "[]", "++"})
        CHECK(given({"get", odd, "-u", odd}).verb_arguments() == texts{odd});
    for (const auto* odd : {"[a,b]", "", "-", "--help", "-5", "++", "\"q\""})
        CHECK(given({"get", "x", "-u", odd}).text("user") == odd);
    CHECK(given({"--user=", "ping"}).text("user").empty());
    CHECK(given({"--user=", "ping"}).chosen_verb()->name == "ping");
}

TEST_CASE("a switch that is on has a --no- argument", "[base][settings]")
{
    CHECK_FALSE(given({"--no-repl"}).boolean("repl"));
    CHECK_FALSE(given({"--no_repl"}).boolean("repl"));
    CHECK_FALSE(given({"--repl=no"}).boolean("repl"));
    CHECK(given({"--repl"}).boolean("repl"));
    CHECK(given({"--no-repl", "--repl"}).notes().size() == 1);
}

TEST_CASE("the last of repeated options wins and the others are told", "[base][settings]")
{
    const auto got = given({"-p", "1", "-p", "2"});

    CHECK(got.integer("port") == 2);
    CHECK(got.notes() == texts{"note: port = 2 from the arguments overrides 1 from the arguments"});
}

TEST_CASE("an unknown option is named with the nearest", "[base][settings]")
{
    CHECK(refusal({"--prot", "1"}) == "unknown option '--prot', did you mean '--port'?");
    CHECK(refusal({"--prot=1"}) == "unknown option '--prot', did you mean '--port'?");
    CHECK(refusal({"--no-rpl"}) == "unknown option '--no-rpl', did you mean '--no-repl'?");
    CHECK(refusal({"--max_conections=1"}) ==
          "unknown option '--max_conections', did you mean '--max-connections'?");
    CHECK(refusal({"-x"}) == "unknown option '-x'");
    CHECK(refusal({"--xyzzyxyzzy"}) == "unknown option '--xyzzyxyzzy'");
}

TEST_CASE("a value that is missing or wrong is named with its option", "[base][settings]")
{
    CHECK(refusal({"get", "a", "-p"}) == "-p needs a value");
    CHECK(refusal({"--port"}) == "--port needs a value");
    CHECK(refusal({"--port="}) == "--port: '' is not a whole number from 0 to 65535");
    CHECK(refusal({"-p", "65536"}) == "--port: '65536' is not a whole number from 0 to 65535");
    CHECK(refusal({"--repl=maybe"}) == "--repl: 'maybe' is not yes or no");
    CHECK(refusal({"--precedence", "x"}) == "--precedence: 'x' is not file, cli or strict");
}

TEST_CASE("a verb is judged by its name and the number of its words", "[base][settings]")
{
    CHECK(given({"journal", "show"}).chosen_verb()->name == "journal show");
    CHECK(given({"journal", "show", "d"}).verb_arguments() == texts{"d"});
    CHECK(refusal({"gte", "a"}) == "unknown verb 'gte', did you mean 'get'?");
    CHECK(refusal({"journal"}) == "'journal' needs one more word: 'journal show [PATH]'");
    CHECK(refusal({"journal", "list"}) ==
          "unknown verb 'journal list', there are: 'journal show [PATH]'");
    CHECK(refusal({"colour"}) == "unknown verb 'colour'");
    CHECK(refusal({"get"}) == "'get' needs NAME...");
    CHECK(refusal({"ping", "x"}) == "'x' is one word too many for 'ping'");
    CHECK(refusal({"journal", "show", "a", "b"}) == "'b' is one word too many for 'journal show'");
}

TEST_CASE("no sequence of arguments is worse than a usage error", "[base][settings]")
{
    const texts alphabet{
        "-p",  "--port", "-",  "--",    "++",     "=",      "--=",  "-=",   "",
        "get", "ping",   "1",  "--set", "port=2", "--repl", "--no", "-q=1", "--quiet=x",
        "-qq", "---",    "-h", "[",     "]",      "-u",     "-1",   "\n",   "--user="};
    const auto seed = std::random_device()();
    INFO("seed " << seed);
    std::mt19937 random(seed);
    std::uniform_int_distribution<std::size_t> pick(0, alphabet.size() - 1);

    for (int round = 0; round < 1500; ++round) {
        texts arguments(1 + pick(random) % 5);
        for (auto& one : arguments)
            one = alphabet[pick(random)];
        const auto got = load_settings(sample_table(), play_inputs(arguments));
        if (!got && !(got.error() == errc::bad_usage))
            FAIL(fmt::format("{}", fmt::join(arguments, " | ")) << ": " << got.error().text());
    }
}
