#include "client/prompt/prompt.hpp"
#include "client/settings/client_settings.hpp"
#include "support/catch.hpp"
#include "terminal/run_here.hpp"
#include "terminal/scripted_lines.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <sstream>

using namespace sluice;
using namespace std::chrono_literals;
using client::prompt;
using texts = std::vector<std::string>;

namespace {

proto::entry file(std::string path, std::uint64_t size)
{
    proto::entry made;
    made.path = std::move(path);
    made.size = size;
    return made;
}

proto::entry folder(std::string path)
{
    auto made = file(std::move(path), 0);
    made.kind = proto::entry_kind::folder;
    return made;
}

/// Writes down what it is asked to do.
class recorded_actions final : public client::prompt_actions {
public:
    task<result<std::vector<proto::entry>>> list() override
    {
        ++lists;
        co_return catalog;
    }
    task<exit_code> get(texts names, bool parallel) override
    {
        calls.push_back(fmt::format("get {}{}", fmt::join(names, " "), parallel ? " &" : ""));
        co_return outcome;
    }
    task<exit_code> run(texts words) override
    {
        calls.push_back(fmt::format("run {}", fmt::join(words, "|")));
        co_return outcome;
    }
    texts known_names() const override { return {"old.bin"}; }

    result<std::vector<proto::entry>> catalog =
        std::vector{file("a.bin", 10), folder("data"), file("data/b.csv", 3 << 20)};
    exit_code outcome = exit_code::done;
    int lists = 0;
    texts calls;
};

/// One conversation and what came of it.
struct conversation {
    exit_code code = exit_code::done;
    std::string out;
};

conversation hold(test::scripted_lines& lines, recorded_actions& actions,
                  std::chrono::milliseconds idle_limit = 60s)
{
    asio::io_context loop;
    std::ostringstream out;
    prompt asked(lines, actions, client::client_settings_table(), out);
    const auto code = test::run_here(loop, asked.run(idle_limit));
    return {code, out.str()};
}

constexpr const char* list_text = "1.     10 B  a.bin\n"
                                  "2.  3.0 MiB  data/b.csv\n";

} // namespace

TEST_CASE("the former menu's script downloads and prints results only", "[client][prompt]")
{
    test::scripted_lines lines({"2", "1", "y", "n", "3"});
    recorded_actions actions;

    const auto held = hold(lines, actions);

    CHECK(held.code == exit_code::done);
    CHECK(held.out == list_text);
    CHECK(actions.calls == texts{"get a.bin"});
    CHECK(lines.left() == 0);
}

TEST_CASE("numbers count files, not folders", "[client][prompt]")
{
    test::scripted_lines lines({"2", "1", "y", "2", "n", "y", "3"});
    recorded_actions actions;

    hold(lines, actions);

    CHECK(actions.calls == texts{"get a.bin data/b.csv &"});
}

TEST_CASE("verbs, the list and the end of input", "[client][prompt]")
{
    test::scripted_lines lines({"1", "ls", "get a.bin 'data/b.csv'"});
    recorded_actions actions;

    const auto held = hold(lines, actions);

    CHECK(held.code == exit_code::done);
    CHECK(held.out == list_text);
    CHECK(actions.calls == texts{"run ls", "run get|a.bin|data/b.csv"});
    CHECK(lines.prompts.size() == 4);
}

TEST_CASE("a person sees the menu and the questions", "[client][prompt]")
{
    test::scripted_lines lines({"2", "1", "n", "n", "exit"}, true);
    recorded_actions actions;

    const auto held = hold(lines, actions);

    CHECK(held.out == client::menu::text() + list_text + client::menu::text());
    CHECK(lines.prompts ==
          texts{"sluice> ", "number or name of the file: ", "download more files? [y/n] ",
                "do you want to run the download in parallel? [y/n] ", "sluice> "});
}

TEST_CASE("only commands go into the history", "[client][prompt]")
{
    test::scripted_lines lines({"2", "1", "n", "n", "ls data", "3"});
    recorded_actions actions;

    hold(lines, actions);

    CHECK(lines.remembered == texts{"2", "ls data", "3"});
}

TEST_CASE("the highest exit code of what was asked is returned", "[client][prompt]")
{
    test::scripted_lines lines({"get x", "exit"});
    recorded_actions actions;
    actions.outcome = exit_code::not_found;

    CHECK(hold(lines, actions).code == exit_code::not_found);
}

TEST_CASE("mistakes count when nobody watches", "[client][prompt]")
{
    const texts said{"nonsense", "exit"};
    recorded_actions actions;
    test::scripted_lines from_pipe(said);
    test::scripted_lines from_person(said, true);

    CHECK(hold(from_pipe, actions).code == exit_code::usage);
    CHECK(hold(from_person, actions).code == exit_code::done);
}

TEST_CASE("a server that cannot be asked is told about and the menu goes on", "[client][prompt]")
{
    test::scripted_lines lines({"1", "2", "ping", "3"});
    recorded_actions actions;
    actions.catalog = fail(errc::unreachable, "connect", "127.0.0.1:1");

    const auto held = hold(lines, actions);

    CHECK(held.code == exit_code::network);
    CHECK(held.out.find("connect: 127.0.0.1:1") != std::string::npos);
    CHECK(actions.calls == texts{"run ping"});
}

TEST_CASE("a signal during an action ends the prompt", "[client][prompt]")
{
    test::scripted_lines lines({"get a.bin", "get b.bin"});
    recorded_actions actions;
    actions.outcome = exit_code::interrupted;

    CHECK(hold(lines, actions).code == exit_code::interrupted);
    CHECK(actions.calls == texts{"run get|a.bin"});
}

TEST_CASE("nothing entered until the limit is said and ends the prompt", "[client][prompt]")
{
    test::scripted_lines lines({"ping"});
    lines.then(fail(errc::timed_out));
    recorded_actions actions;

    const auto held = hold(lines, actions, 60s);

    CHECK(held.code == exit_code::done);
    CHECK(lines.dropped == 1);
    CHECK(lines.printed == "no input for 60 s, leaving\n");
    CHECK_FALSE(lines.limits.back().is_never());
}

TEST_CASE("a line that is being typed puts the limit off", "[client][prompt]")
{
    test::scripted_lines lines({});
    lines.typed_at = deadline::clock::now();
    lines.then(fail(errc::timed_out));
    lines.then(std::optional<std::string>("ping"));
    recorded_actions actions;

    hold(lines, actions, 60s);

    CHECK(actions.calls == texts{"run ping"});
    CHECK(lines.limits[1].at() == lines.typed_at + 60s);
}

TEST_CASE("without a limit the prompt waits for ever", "[client][prompt]")
{
    test::scripted_lines lines({"exit"});
    recorded_actions actions;

    hold(lines, actions, 0s);

    CHECK(lines.limits.front().is_never());
}

TEST_CASE("a line that is too long does not end the prompt", "[client][prompt]")
{
    test::scripted_lines lines({});
    lines.then(fail(errc::too_large, "line"));
    lines.then(std::optional<std::string>("ping"));
    recorded_actions actions;

    CHECK(hold(lines, actions).code == exit_code::usage);
    CHECK(actions.calls == texts{"run ping"});
}

TEST_CASE("an input that fails ends the prompt with its error", "[client][prompt]")
{
    test::scripted_lines lines({});
    lines.then(fail(errc::io_failed, "read input"));
    recorded_actions actions;

    const auto held = hold(lines, actions);

    CHECK(held.code == exit_code_of(make_error_code(errc::io_failed)));
    CHECK(lines.printed.starts_with("read input"));
}

TEST_CASE("a prompt that is cancelled ends without a word", "[client][prompt]")
{
    test::scripted_lines lines({});
    lines.then(fail(errc::cancelled, "wait for input"));
    recorded_actions actions;

    const auto held = hold(lines, actions);

    CHECK(held.code == exit_code::done);
    CHECK(held.out.empty());
    CHECK(lines.printed.empty());
}

TEST_CASE("names of the server are escaped in the list", "[client][prompt]")
{
    test::scripted_lines lines({"1"});
    recorded_actions actions;
    actions.catalog = std::vector{file("\x1b[2Jx", 1)};

    CHECK(hold(lines, actions).out == "1.  1 B  \\x1b[2Jx\n");
}

TEST_CASE("TAB knows commands, remote names and the list", "[client][prompt]")
{
    test::scripted_lines lines({"1", "2", "1"});
    recorded_actions actions;
    std::vector<texts> seen;
    lines.at_next = [&] { seen.push_back(lines.offer("get ", "")); };

    hold(lines, actions);

    CHECK(seen.at(0) == texts{"old.bin"});
    CHECK(seen.at(1) == texts{"a.bin", "data/", "old.bin"});
    CHECK(seen.at(2) == texts{"a.bin", "data/"}); // which file?
    CHECK(seen.at(3).empty());                    // y or n
    CHECK_FALSE(lines.offer);                     // the prompt may go before the lines
}
