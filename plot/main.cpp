#include "base/escape.hpp"
#include "base/exit_code.hpp"
#include "base/man_page.hpp"
#include "base/settings_explain.hpp"
#include "base/settings_help.hpp"
#include "base/settings_load.hpp"
#include "base/standard_streams.hpp"
#include "plot/program.hpp"

#include <csignal>
#include <cstdio>
#include <exception>

namespace {

using namespace sluice;

int complain(const std::string& text, const error& why)
{
    std::fprintf(stderr, "sluice-plot: %s\n", text.c_str());
    return static_cast<int>(exit_code_of(why));
}

/// What is wrong with the settings is a whole sentence already.
int complain_of_settings(const error& why)
{
    return complain(escape(why.detail()), why);
}

/// --help, --version, --man: true if that was all.
bool answered_at_once(const settings& loaded)
{
    std::string text;
    switch (loaded.asked()) {
    case asked_for::help: text = help_text(loaded.table()); break;
    case asked_for::version: text = "sluice-plot " SLUICE_VERSION "\n"; break;
    case asked_for::man: text = man_page(loaded.table(), SLUICE_VERSION); break;
    case asked_for::work: return false;
    }
    std::fwrite(text.data(), 1, text.size(), stdout);
    return true;
}

int run(int count, char** arguments)
{
    const auto loaded =
        load_settings(plot::plot_settings_table(), program_inputs(count, arguments));
    if (!loaded) return complain_of_settings(loaded.error());
    if (answered_at_once(*loaded)) return 0;
    for (const auto& note : loaded->notes())
        std::fprintf(stderr, "%s\n", note.c_str());
    if (loaded->chosen_verb() != nullptr) {
        std::fputs(explain(*loaded).c_str(), stdout);
        return 0;
    }
    const auto wanted = plot::plot_settings_from(*loaded);
    if (!wanted) return complain_of_settings(wanted.error());
    std::signal(SIGPIPE, SIG_IGN);
    const auto report = plot::run_plot(*wanted);
    if (!report) return complain(report.error().text(), report.error());
    for (const auto& note : report->notes)
        std::fprintf(stderr, "note: %s\n", escape(note).c_str());
    for (const auto& file : report->files)
        std::printf("%s\n", escape(file.string()).c_str());
    return 0;
}

} // namespace

int main(int count, char** arguments)
{
    try {
        sluice::fill_standard_streams();
        return run(count, arguments);
    } catch (const std::exception& bug) {
        std::fprintf(stderr, "sluice-plot: internal error: %s\n", bug.what());
        return static_cast<int>(sluice::exit_code::other);
    }
}
