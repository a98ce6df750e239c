#include "admin/menu.hpp"
#include "support/catch.hpp"

using namespace sluice::admin;

namespace {

template <class Action>
Action must_be(std::string_view line)
{
    const auto what = menu::read(line);
    REQUIRE(std::holds_alternative<Action>(what));
    return std::get<Action>(what);
}

} // namespace

TEST_CASE("the numbers of the menu list and stop", "[server][menu]")
{
    CHECK(must_be<menu::show_files>("1").path.empty());
    must_be<menu::stop>(" 2 ");
    must_be<menu::nothing>("");
    must_be<menu::nothing>(" \t");
}

TEST_CASE("the operator's words", "[server][menu]")
{
    CHECK(must_be<menu::show_files>("ls").path.empty());
    CHECK(must_be<menu::show_files>("ls \"my folder\"").path == "my folder");
    must_be<menu::show_sessions>("sessions");
    must_be<menu::show_stats>("stats");
    must_be<menu::show_help>("help");
    must_be<menu::stop>("exit");
    must_be<menu::stop>("kill");
    CHECK(must_be<menu::kick>("kick 17").id == 17);
}

TEST_CASE("a limit is a rate or off", "[server][menu]")
{
    CHECK(must_be<menu::limit>("limit 10M").rate == 10 << 20);
    CHECK(must_be<menu::limit>("limit 1K/s").rate == 1024);
    CHECK(must_be<menu::limit>("limit off").rate == 0);
    CHECK(must_be<menu::limit>("limit 0").rate == 0);
    CHECK(must_be<menu::remark>("limit fast").text ==
          "'fast' is no rate; say limit 10M or limit off");
    must_be<menu::remark>("limit");
    must_be<menu::remark>("limit 1 2");
}

TEST_CASE("what is no command is told and stops nothing", "[server][menu]")
{
    CHECK(must_be<menu::remark>("sesions").text ==
          "unknown verb 'sesions', did you mean 'sessions'?");
    CHECK(must_be<menu::remark>("3").text == "unknown verb '3'");
    CHECK(must_be<menu::remark>("kick").text == "'kick' needs ID");
    CHECK(must_be<menu::remark>("kick me").text == "'me' is no session; sessions lists them");
    must_be<menu::remark>("kick -1");
    must_be<menu::remark>("2 3");
    must_be<menu::remark>("exit now");
    CHECK(must_be<menu::remark>("ls \"a").text == "a quote has no end");
    CHECK(must_be<menu::remark>("\x1b[2J").text == "unknown verb '\\x1b[2J'");
}

TEST_CASE("help names every word", "[server][menu]")
{
    const auto help = menu::help();

    for (const auto* word : {"ls", "stats", "sessions", "kick", "limit", "help", "exit", "kill",
                             "agents", "jobs", "job cancel", "pull", "quit"})
        CHECK(help.find(word) != std::string::npos);
}

TEST_CASE("words about agents and pulls", "[admin][menu]")
{
    must_be<menu::show_agents>("agents");
    must_be<menu::show_jobs>("jobs");
    must_be<menu::leave>("quit");
    CHECK(must_be<menu::cancel_job>("job cancel 12").id == "12");
    const auto pull = must_be<menu::pull>("pull shop-1 \"~/my file\"");
    CHECK(pull.agent == "shop-1");
    CHECK(pull.path == "~/my file");
    must_be<menu::remark>("pull shop-1");
    must_be<menu::remark>("job");
}
