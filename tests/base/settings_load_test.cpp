#include "base/settings_load.hpp"
#include "support/catch.hpp"
#include "support/settings_files.hpp"
#include "support/settings_sample.hpp"

#include <algorithm>

using namespace sluice;
using namespace std::chrono_literals;
using sluice::test::play_inputs;
using sluice::test::sample_table;

namespace {

using texts = std::vector<std::string>;
using pairs = std::map<std::string, std::string>;

constexpr auto etc = "/etc/sluice/sample.ini";

settings loaded(texts arguments, pairs environment = {}, pairs files = {})
{
    auto got = load_settings(sample_table(), play_inputs(std::move(arguments),
                                                         std::move(environment), std::move(files)));
    if (!got) FAIL(got.error().detail());
    return *got;
}

error refused(texts arguments, pairs environment = {}, pairs files = {})
{
    auto got = load_settings(sample_table(), play_inputs(std::move(arguments),
                                                         std::move(environment), std::move(files)));
    REQUIRE_FALSE(got);
    return got.error();
}

} // namespace

TEST_CASE("without any source every setting is built in", "[base][settings]")
{
    const auto got = loaded({});

    CHECK(got.integer("port") == 8888);
    CHECK(got.text("log") == "sample.log");
    CHECK(got.size("rate") == 0);
    CHECK(got.duration("drain") == 30s);
    CHECK(got.boolean("repl"));
    CHECK_FALSE(got.is_given("port"));
    CHECK(got.state("port").origin.text() == "built-in");
    CHECK(got.notes().empty());
    CHECK(got.words().empty());
    CHECK(got.chosen_verb() == nullptr);
}

TEST_CASE("each source beats the ones below it", "[base][settings]")
{
    texts arguments;
    pairs environment{{"HOME", "/home/u"}};
    pairs files{{"c.ini", "port = 6\n"}};

    files[etc] = "port = 1\n";
    CHECK(loaded(arguments, environment, files).integer("port") == 1);
    files["/home/u/.config/sluice/sample.ini"] = "port = 2\n";
    CHECK(loaded(arguments, environment, files).integer("port") == 2);
    environment["SLUICE_PORT"] = "3";
    CHECK(loaded(arguments, environment, files).integer("port") == 3);
    arguments = {"-p", "4"};
    CHECK(loaded(arguments, environment, files).integer("port") == 4);
    arguments = {"-p", "4", "-c", "c.ini"};
    CHECK(loaded(arguments, environment, files).integer("port") == 6);
    arguments = {"--set", "port=7", "-p", "4", "-c", "c.ini"};
    const auto all = loaded(arguments, environment, files);
    CHECK(all.integer("port") == 7);
    CHECK(all.notes().size() == 5);
}

TEST_CASE("each value that lost is told once, with both places", "[base][settings]")
{
    const auto got = loaded({"-p", "8888", "--config=/x/c.ini"}, {{"SLUICE_LOG", "e.log"}},
                            {{"/x/c.ini", "[a]\n\nport = 9000\n"}, {etc, "log = etc.log\n"}});

    CHECK(
        got.notes() ==
        texts{"note: port = 9000 from /x/c.ini:3 overrides 8888 from the arguments",
              "note: log = e.log from SLUICE_LOG overrides etc.log from /etc/sluice/sample.ini:1"});
}

TEST_CASE("the same value twice is no override, but a key twice in one file is", "[base][settings]")
{
    CHECK(loaded({"-p", "9000", "-c", "c"}, {}, {{"c", "port = 09000\n"}}).notes().empty());
    CHECK(loaded({"-c", "c"}, {}, {{"c", "[a]\nport = 1\n[b]\nport = 1\n"}}).notes() ==
          texts{"note: port = 1 from c:4 overrides 1 from c:2"});
}

TEST_CASE("with --precedence cli an argument beats the file", "[base][settings]")
{
    const auto got = loaded({"-p", "1", "--precedence", "cli", "-c", "c"}, {{"SLUICE_PORT", "3"}},
                            {{"c", "port = 2\nlog = c.log\n"}});

    CHECK(got.integer("port") == 1);
    CHECK(got.text("log") == "c.log");
    CHECK(got.notes() == texts{"note: port = 1 from the arguments overrides 3 from SLUICE_PORT",
                               "note: port = 1 from the arguments overrides 2 from c:1"});
}

TEST_CASE("with --precedence strict file and arguments must agree", "[base][settings]")
{
    const texts arguments{"-p", "1", "--precedence=strict", "-c", "c"};

    const auto disagreed = refused(arguments, {}, {{"c", "port = 2\n"}});

    CHECK(disagreed == errc::bad_configuration);
    CHECK(disagreed.detail() == "port is 2 in c:1 but 1 in the arguments (--precedence strict)");
    CHECK(loaded(arguments, {}, {{"c", "port = 1\n"}}).integer("port") == 1);
    CHECK(loaded(arguments, {{"SLUICE_PORT", "9"}}, {{"c", "log = x\n"}}).integer("port") == 1);
}

TEST_CASE("the user's file is found by the XDG rules", "[base][settings]")
{
    const pairs files{{"/xdg/sluice/sample.ini", "port = 1\n"},
                      {"/home/u/.config/sluice/sample.ini", "port = 2\n"}};

    CHECK(loaded({}, {{"XDG_CONFIG_HOME", "/xdg"}, {"HOME", "/home/u"}}, files).integer("port") ==
          1);
    CHECK(loaded({}, {{"XDG_CONFIG_HOME", "xdg"}, {"HOME", "/home/u"}}, files).integer("port") ==
          2);
    CHECK(loaded({}, {{"HOME", "/home/u"}}, files).integer("port") == 2);
    CHECK(loaded({}, {}, files).integer("port") == 8888);
}

TEST_CASE("a file named with -c must be there", "[base][settings]")
{
    const auto missing = refused({"-c", "gone.ini"});

    CHECK(missing == errc::bad_configuration);
    CHECK(missing.detail() == "cannot read gone.ini: not found");
}

TEST_CASE("a standard file that cannot be read is told", "[base][settings]")
{
    auto inputs = play_inputs({}, {{"HOME", "/h"}});
    std::string locked = "/h/.config/sluice/sample.ini";
    inputs.read_file = [&locked](const std::string& path) -> result<std::string> {
        return fail(path == locked ? errc::permission_denied : errc::not_found, "settings", path);
    };

    const auto user = load_settings(sample_table(), inputs);
    locked = etc;
    const auto system = load_settings(sample_table(), inputs);

    REQUIRE(user);
    CHECK(user->notes() ==
          texts{"note: cannot read /h/.config/sluice/sample.ini: permission denied"});
    REQUIRE_FALSE(system);
    CHECK(system.error() == errc::bad_configuration);
}

TEST_CASE("a wrong line in a file is named with the nearest key", "[base][settings]")
{
    const auto in_file = [](const char* text) {
        return refused({"-c", "c.ini"}, {}, {{"c.ini", text}});
    };

    CHECK(in_file("\n\n\nprot = 1\n").detail() ==
          "c.ini:4: unknown key 'prot', did you mean 'port'?");
    CHECK(in_file("colours = 1\n").detail() == "c.ini:1: unknown key 'colours'");
    CHECK(in_file("port = x\n").detail() ==
          "c.ini:1: port: 'x' is not a whole number from 0 to 65535");
    CHECK(in_file("repl\n").detail() == "c.ini:1: expected 'key = value' or '[section]'");
    CHECK(in_file("output = x\n").detail() ==
          "c.ini:1: 'output' can be given as the argument --output only");
    CHECK(in_file("prot = 1\n") == errc::bad_configuration);
}

TEST_CASE("keys in files may be written with underscores", "[base][settings]")
{
    CHECK(loaded({"-c", "c"}, {}, {{"c", "[any]\nmax_connections = 5\n"}})
              .integer("max-connections") == 5);
    CHECK(loaded({"-c", "c"}, {}, {{"c", "max-connections = 6\n"}}).integer("max-connections") ==
          6);
}

TEST_CASE("a wrong variable is an error, an unknown one a note", "[base][settings]")
{
    const auto wrong = refused({}, {{"SLUICE_PORT", "x"}});
    const auto got = loaded({}, {{"SLUICE_MAX_CONECTIONS", "1"},
                                 {"SLUICE_OUTPUT", "x"},
                                 {"SLUICE_XYZZY", "1"},
                                 {"SLUICE_MAX_CONNECTIONS", "7"},
                                 {"sluice_port", "1"}});

    CHECK(wrong == errc::bad_configuration);
    CHECK(wrong.detail() == "SLUICE_PORT: 'x' is not a whole number from 0 to 65535");
    CHECK(got.integer("max-connections") == 7);
    CHECK(got.notes() == texts{"note: unknown variable SLUICE_MAX_CONECTIONS is ignored, did you "
                               "mean 'SLUICE_MAX_CONNECTIONS'?",
                               "note: SLUICE_OUTPUT is ignored, use the argument --output",
                               "note: unknown variable SLUICE_XYZZY is ignored"});
}

TEST_CASE("the option --set takes any key of the files and nothing else", "[base][settings]")
{
    const auto got = loaded({"--set", "max_connections=3", "--set=log=a=b"});

    CHECK(got.integer("max-connections") == 3);
    CHECK(got.text("log") == "a=b");
    CHECK(got.state("log").origin.text() == "--set");
    CHECK(refused({"--set", "prot=3"}).detail() ==
          "--set: unknown key 'prot', did you mean 'port'?");
    CHECK(refused({"--set", "port"}).detail() == "--set: 'port' is not KEY=VALUE");
    CHECK(refused({"--set", "output=x"}) == errc::bad_usage);
    CHECK(refused({"--set", "port=x"}) == errc::bad_usage);
}

TEST_CASE("a secret is never told", "[base][settings]")
{
    const auto got = loaded({"--token", "one"}, {{"SLUICE_TOKEN", "two"}});

    CHECK(got.text("token") == "one");
    CHECK(got.notes() ==
          texts{"note: token = *** from the arguments overrides *** from SLUICE_TOKEN"});
    CHECK(refused({}, {{"SLUICE_TOKEN", std::string("a\0b", 3)}}).detail() ==
          "SLUICE_TOKEN: not an acceptable value");
}

TEST_CASE("notes are one line, whatever they quote", "[base][settings]")
{
    const auto got = loaded({"-l", "a\nb", "-l", "\x1b[2J"});

    CHECK(got.notes() ==
          texts{"note: log = \\x1b[2J from the arguments overrides a\\nb from the arguments"});
}

TEST_CASE("the option --help, --version and --man need no readable configuration",
          "[base][settings]")
{
    CHECK(loaded({"--help", "-c", "gone", "-p", "x"}).asked() == asked_for::help);
    CHECK(loaded({"-h"}).asked() == asked_for::help);
    CHECK(loaded({"-V"}).asked() == asked_for::version);
    CHECK(loaded({"nonsense", "--man"}).asked() == asked_for::man);
    CHECK(loaded({}).asked() == asked_for::work);
}

TEST_CASE("changed keys are those whose values differ", "[base][settings]")
{
    const auto before = loaded({"-c", "c"}, {}, {{"c", "rate = 1K\nport = 1\n"}});
    const auto after =
        loaded({"-c", "c"}, {}, {{"c", "# moved\nrate = 1024\nlog = b\nport = 2\n"}});

    const auto changed = changed_keys(before, after);

    CHECK(changed == std::vector<std::string_view>{"port", "log"});
    CHECK(sample_table().find("log")->reloadable);
    CHECK_FALSE(sample_table().find("port")->reloadable);
}

TEST_CASE("asking for a setting that is not there is a bug", "[base][settings]")
{
    const auto got = loaded({});

    CHECK_THROWS_AS(got.text("colour"), std::logic_error);
    CHECK_THROWS_AS(got.text("port"), std::logic_error);
}
