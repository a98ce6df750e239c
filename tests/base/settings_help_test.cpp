#include "base/man_page.hpp"
#include "base/settings_help.hpp"
#include "support/catch.hpp"
#include "support/settings_sample.hpp"

#include <sstream>

using namespace sluice;
using sluice::test::sample_table;

TEST_CASE("the option --help names every option, verb and exit code within 80 columns",
          "[base][settings]")
{
    const auto text = help_text(sample_table());

    for (const auto& row : sample_table().rows)
        CHECK(text.find(option_names(row)) != std::string::npos);
    for (const auto& known : sample_table().verbs)
        CHECK(text.find("  " + std::string(known.name)) != std::string::npos);
    CHECK(text.find("-p, --port PORT") != std::string::npos);
    CHECK(text.find("(default 8888)") != std::string::npos);
    CHECK(text.find("    --no-repl") != std::string::npos);
    CHECK(text.find("  130  stopped by SIGINT") != std::string::npos);
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        CHECK(line.size() <= 80);
        CHECK_FALSE(line.ends_with(' '));
    }
}

TEST_CASE("the manual page is made of the same rows", "[base][settings]")
{
    const auto page = man_page(sample_table(), "1.2.3");

    CHECK(page.starts_with(".TH sluice\\-sample 1 \"\" \"Sluice 1.2.3\""));
    for (const auto* part : {".SH NAME\n", ".SH SYNOPSIS\n", ".SH VERBS\n", ".SH OPTIONS\n",
                             ".SH FILES\n", ".SH ENVIRONMENT\n", ".SH EXIT STATUS\n"})
        CHECK(page.find(part) != std::string::npos);
    CHECK(page.find("\\-p, \\-\\-port PORT") != std::string::npos);
    CHECK(page.find("\\-\\-max\\-connections NUMBER") != std::string::npos);
    CHECK(page.find("journal show [PATH]") != std::string::npos);
}

TEST_CASE("no text of a row becomes a roff request", "[base][settings]")
{
    settings_table table;
    table.program = "x";
    table.summary = ".so /etc/passwd";
    table.rows = {{.key = "a", .rule = accept_text("X"), .help = "'.de \\fB\\n"}};

    const auto page = man_page(table, "1");

    CHECK(page.find("\n.so") == std::string::npos);
    CHECK(page.find("\n\\&'.de \\efB\\en\n") != std::string::npos);
}
