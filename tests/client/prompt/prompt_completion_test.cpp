#include "client/prompt/prompt_completion.hpp"
#include "support/catch.hpp"
#include "support/temp_folder.hpp"

#include <algorithm>

using namespace sluice;
using client::complete_local;
using texts = std::vector<std::string>;

namespace {

texts offered(std::string_view line, std::string_view word)
{
    const texts words{"config", "get", "journal", "ls", "verify"};
    const texts remote{"a.bin", "data/1.csv", "data/2.csv"};
    return client::complete_command(line, word, words, remote);
}

texts sorted(texts names)
{
    std::sort(names.begin(), names.end());
    return names;
}

} // namespace

TEST_CASE("the first word is a command", "[client][prompt]")
{
    CHECK(offered("", "") == texts{"config", "get", "journal", "ls", "verify"});
    CHECK(offered("g", "g") == texts{"get"});
    CHECK(offered("x", "x").empty());
}

TEST_CASE("behind a verb stand the names of the server", "[client][prompt]")
{
    CHECK(offered("get ", "") == texts{"a.bin", "data/"});
    CHECK(offered("get a.bin data/", "data/") == texts{"data/1.csv", "data/2.csv"});
    CHECK(offered("ls d", "d") == texts{"data/"});
    CHECK(offered("ping a", "a").empty());
}

TEST_CASE("verbs of two words are completed too", "[client][prompt]")
{
    CHECK(offered("journal s", "s") == texts{"show"});
    CHECK(offered("journal x", "x").empty());
    CHECK(offered("config ", "") == texts{"explain"});
}

TEST_CASE("verify takes names of this machine", "[client][prompt]")
{
    const test::temp_folder scratch;
    scratch.write("one.bin", "1");
    scratch.write("folder/two.bin", "2");
    scratch.write(".one.bin.12345678.part", "");

    CHECK(sorted(complete_local(scratch.at(""))) ==
          sorted({scratch.at("one.bin"), scratch.at("folder/")}));
    CHECK(complete_local(scratch.at("fo")) == texts{scratch.at("folder/")});
    CHECK(complete_local(scratch.at(".o")) == texts{scratch.at(".one.bin.12345678.part")});
    CHECK(complete_local(scratch.at("none/")).empty());
    CHECK(offered("verify " + scratch.at("on"), scratch.at("on")) == texts{scratch.at("one.bin")});
}
