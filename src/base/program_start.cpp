#include "base/program_start.hpp"

#include "base/escape.hpp"
#include "base/exit_code.hpp"
#include "base/man_page.hpp"
#include "base/settings_help.hpp"
#include "base/standard_streams.hpp"

#include <sys/resource.h>

#include <csignal>
#include <cstdio>

namespace sluice {
namespace {

std::string name_of(const settings_table& table)
{
    return "sluice-" + std::string(table.program);
}

/// --help, --version, --man: true if that was all.
bool answered_at_once(const settings& loaded)
{
    std::string text;
    switch (loaded.asked()) {
    case asked_for::help: text = help_text(loaded.table()); break;
    case asked_for::version: text = name_of(loaded.table()) + " " SLUICE_VERSION "\n"; break;
    case asked_for::man: text = man_page(loaded.table(), SLUICE_VERSION); break;
    case asked_for::work: return false;
    }
    std::fwrite(text.data(), 1, text.size(), stdout);
    return true;
}

int start(const settings_table& table, settings_inputs inputs,
          const std::function<int(const settings&)>& work)
{
    const auto loaded = load_settings(table, inputs);
    if (!loaded) return complain_of_settings(table, loaded.error());
    for (const auto& note : loaded->notes())
        std::fprintf(stderr, "%s\n", note.c_str());
    if (answered_at_once(*loaded)) return 0;
    std::signal(SIGPIPE, SIG_IGN);
    return work(*loaded);
}

} // namespace

int run_program_of(const settings_table& table, settings_inputs inputs,
                   const std::function<int(const settings&)>& work)
{
    try {
        fill_standard_streams();
        return start(table, std::move(inputs), work);
    } catch (const std::exception& bug) {
        std::fprintf(stderr, "%s: internal error: %s\n", name_of(table).c_str(), bug.what());
        return static_cast<int>(exit_code::other);
    }
}

int complain(const settings_table& table, const error& why)
{
    std::fprintf(stderr, "%s: %s\n", name_of(table).c_str(), why.text().c_str());
    return static_cast<int>(exit_code_of(why));
}

int complain_of_settings(const settings_table& table, const error& why)
{
    std::fprintf(stderr, "%s: %s\n", name_of(table).c_str(), escape(why.detail()).c_str());
    return static_cast<int>(exit_code_of(why));
}

void raise_descriptor_limit()
{
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    limit.rlim_cur = limit.rlim_max;
    static_cast<void>(::setrlimit(RLIMIT_NOFILE, &limit));
}

} // namespace sluice
