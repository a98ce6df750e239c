#include "base/settings_explain.hpp"
#include "base/settings_load.hpp"
#include "support/catch.hpp"
#include "support/settings_files.hpp"
#include "support/settings_sample.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

using namespace sluice;
using sluice::test::play_inputs;
using sluice::test::sample_table;

namespace {

settings explained_settings()
{
    auto got = load_settings(sample_table(),
                             play_inputs({"-c", "c.ini", "--token", "hush", "-u", "a\nb\xff"},
                                         {{"SLUICE_DRAIN", "1500ms"}},
                                         {{"c.ini", "rate = 2K\nrepl = off\n"}}));
    if (!got) FAIL(got.error().detail());
    return *got;
}

bool has_line(const std::string& text, const std::string& line)
{
    return ("\n" + text).find("\n" + line + "\n") != std::string::npos;
}

} // namespace

TEST_CASE("config explain shows each value with its origin", "[base][settings]")
{
    const auto text = explain(explained_settings());

    CHECK(has_line(text, "key              value       origin"));
    CHECK(has_line(text, "port             8888        built-in"));
    CHECK(has_line(text, "rate             2K          c.ini:1"));
    CHECK(has_line(text, "drain            1500ms      SLUICE_DRAIN"));
    CHECK(has_line(text, "repl             off         c.ini:2"));
    CHECK(has_line(text, "user             a\\nb\\xff    the arguments"));
    CHECK(has_line(text, "token            ***         the arguments"));
    CHECK(text.find("output") == std::string::npos);
    CHECK(std::count(text.begin(), text.end(), '\n') == 9);
}

TEST_CASE("config explain in JSON has bytes, seconds and no secret", "[base][settings]")
{
    const auto text = explain_json(explained_settings());
    const auto document = nlohmann::json::parse(text);
    const auto row = [&document](const std::string& key) {
        for (const auto& one : document["settings"])
            if (one["key"] == key) return one;
        return nlohmann::json();
    };

    CHECK(document["schema"] == 1);
    CHECK(document["program"] == "sample");
    CHECK(row("port")["value"] == 8888);
    CHECK(row("port")["source"] == "built-in");
    CHECK(row("rate")["value"] == 2048);
    CHECK(row("rate")["written"] == "2K");
    CHECK(row("rate")["place"] == "c.ini:1");
    CHECK(row("drain")["value"] == 1.5);
    CHECK(row("repl")["value"] == false);
    CHECK(row("log")["reloadable"] == true);
    CHECK(row("user")["value"] == "a\\nb\\xff");
    CHECK(row("token")["value"] == "***");
    CHECK(text.find("hush") == std::string::npos);
}
