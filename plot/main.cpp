#include "base/escape.hpp"
#include "base/program_start.hpp"
#include "base/settings_explain.hpp"
#include "plot/program.hpp"

#include <cstdio>

namespace {

using namespace sluice;

int work(const settings& loaded)
{
    if (loaded.chosen_verb() != nullptr) {
        std::fputs(explain(loaded).c_str(), stdout);
        return 0;
    }
    const auto wanted = plot::plot_settings_from(loaded);
    if (!wanted) return complain_of_settings(loaded.table(), wanted.error());
    const auto report = plot::run_plot(*wanted);
    if (!report) return complain(loaded.table(), report.error());
    for (const auto& note : report->notes)
        std::fprintf(stderr, "note: %s\n", escape(note).c_str());
    for (const auto& file : report->files)
        std::printf("%s\n", escape(file.string()).c_str());
    return 0;
}

} // namespace

int main(int count, char** arguments)
{
    return run_program_of(plot::plot_settings_table(), program_inputs(count, arguments), work);
}
