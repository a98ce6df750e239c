#include "admin/prompt_desk.hpp"

using namespace sluice;
using namespace std::chrono_literals;
using test::file;
using test::hold;
using test::recorded_actions;
using test::texts;

TEST_CASE("the end of input leaves the server alone and prints nothing", "[server][prompt]")
{
    test::scripted_lines lines({});
    recorded_actions actions;

    CHECK(hold(lines, actions).empty());
    CHECK(actions.calls.empty());
    CHECK(lines.limits.front().is_never());
}

TEST_CASE("an input that fails ends the prompt, not the server", "[server][prompt]")
{
    test::scripted_lines lines({});
    lines.then(fail(errc::io_failed, "read input"));
    recorded_actions actions;

    CHECK(hold(lines, actions).empty());
    CHECK(actions.calls.empty());
}

TEST_CASE("the operator stops the server and the prompt ends", "[server][prompt]")
{
    for (const auto* line : {"2", "exit", "kill"}) {
        test::scripted_lines lines({line, "1"});
        recorded_actions actions;

        hold(lines, actions);

        CHECK(actions.calls == texts{"stop"});
        CHECK(lines.left() == 1);
    }
}

TEST_CASE("an operator at a terminal sees the menu once", "[server][prompt]")
{
    test::scripted_lines lines({""}, true);
    recorded_actions actions;

    CHECK(hold(lines, actions) == admin::menu::text());
    CHECK(lines.prompts == texts{"server> ", "server> "});
}

TEST_CASE("files are listed with their sizes", "[server][prompt]")
{
    test::scripted_lines lines({"1", "ls data"});
    recorded_actions actions;
    auto folder = file("data", 0);
    folder.kind = proto::entry_kind::folder;
    actions.catalog = std::vector{file("a\x1b.bin", 10), folder, file("data/b", 3 << 20)};

    const auto out = hold(lines, actions);

    const std::string list = "   10 B  a\\x1b.bin\n"
                             "      -  data/\n"
                             "3.0 MiB  data/b\n";
    CHECK(out == list + list);
    CHECK(actions.calls == texts{"list ", "list data"});
}

TEST_CASE("a folder that cannot be listed is told about", "[server][prompt]")
{
    test::scripted_lines lines({"ls x", "ls y"});
    recorded_actions actions;
    actions.catalog = fail(errc::not_found, "list", "x");

    const auto out = hold(lines, actions);

    CHECK(out.starts_with("list: x: "));
    CHECK(std::count(out.begin(), out.end(), '\n') == 2);
}

TEST_CASE("sessions are shown in columns, names escaped", "[server][prompt]")
{
    test::scripted_lines lines({"sessions"});
    recorded_actions actions;
    actions.rows = {{.id = 7,
                     .peer = "127.0.0.1:4711",
                     .name = "a\nb",
                     .age = 65s,
                     .requests = 3,
                     .sent_bytes = 2048,
                     .state = "idle"},
                    {.id = 12,
                     .peer = "[::1]:5",
                     .name = "",
                     .age = 0s,
                     .requests = 0,
                     .sent_bytes = 0,
                     .state = "sending"}};

    CHECK(hold(lines, actions) == "id  peer             for  requests     sent  state    name\n"
                                  " 7  127.0.0.1:4711  1:05         3  2.0 KiB  idle     a\\nb\n"
                                  "12  [::1]:5         0:00         0      0 B  sending\n");
}

TEST_CASE("nobody and nothing are said in words", "[server][prompt]")
{
    test::scripted_lines lines({"sessions", "ls"});
    recorded_actions actions;
    actions.catalog = std::vector<proto::entry>{};

    CHECK(hold(lines, actions) == "no sessions\nno files\n");
}

TEST_CASE("stats are shown", "[server][prompt]")
{
    test::scripted_lines lines({"stats"});
    recorded_actions actions;
    actions.numbers = {.uptime = 3661s,
                       .sessions_now = 1,
                       .sessions_ever = 20,
                       .requests = 300,
                       .failures = 2,
                       .sent_bytes = 1 << 20,
                       .rate = 0};

    const auto out = hold(lines, actions);

    CHECK(out.find("up for         1:01:01\n") != std::string::npos);
    CHECK(out.find("sent           1.0 MiB\n") != std::string::npos);
    CHECK(out.find("limit              off\n") != std::string::npos);
}

TEST_CASE("kick and limit say what came of it", "[server][prompt]")
{
    test::scripted_lines lines({"kick 7", "limit 10M", "limit off"});
    recorded_actions actions;

    CHECK(hold(lines, actions) == "session 7 ended\nlimit: 10.0 MiB/s\nlimit: off\n");
    CHECK(actions.calls == texts{"kick 7", "limit 10485760", "limit 0"});

    test::scripted_lines again({"kick 7"});
    actions.outcome = fail(errc::not_found, "kick", "7");
    CHECK(hold(again, actions).starts_with("kick: 7: "));
}

TEST_CASE("lines that mean nothing are answered and the prompt goes on", "[server][prompt]")
{
    test::scripted_lines lines({"nonsense"});
    lines.then(fail(errc::too_large, "line"));
    lines.then(std::optional<std::string>("stats"));
    recorded_actions actions;

    const auto out = hold(lines, actions);

    CHECK(out.starts_with("unknown verb 'nonsense'\n"));
    CHECK(out.find("up for") != std::string::npos);
}
