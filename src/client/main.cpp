#include "base/escape.hpp"
#include "base/man_page.hpp"
#include "base/settings_help.hpp"
#include "base/settings_load.hpp"
#include "base/standard_streams.hpp"
#include "client/program.hpp"

#include <sys/resource.h>

#include <csignal>
#include <cstdio>

namespace {

using namespace sluice;

int complain(const error& why)
{
    std::fprintf(stderr, "sluice-client: %s\n", why.text().c_str());
    return static_cast<int>(exit_code_of(why));
}

/// What is wrong with the settings is a whole sentence already.
int complain_of_settings(const error& why)
{
    std::fprintf(stderr, "sluice-client: %s\n", escape(why.detail()).c_str());
    return static_cast<int>(exit_code_of(why));
}

/// --help, --version, --man: true if that was all.
bool answered_at_once(const settings& loaded)
{
    std::string text;
    switch (loaded.asked()) {
    case asked_for::help: text = help_text(loaded.table()); break;
    case asked_for::version: text = "sluice-client " SLUICE_VERSION "\n"; break;
    case asked_for::man: text = man_page(loaded.table(), SLUICE_VERSION); break;
    case asked_for::work: return false;
    }
    std::fwrite(text.data(), 1, text.size(), stdout);
    return true;
}

/// Many small files are open at a time while a group of them is synced.
void raise_descriptor_limit()
{
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    limit.rlim_cur = limit.rlim_max;
    static_cast<void>(::setrlimit(RLIMIT_NOFILE, &limit));
}

int run(int count, char** arguments)
{
    auto loaded = load_settings(client::client_settings_table(), program_inputs(count, arguments));
    if (!loaded) return complain_of_settings(loaded.error());
    if (answered_at_once(*loaded)) return 0;
    for (const auto& note : loaded->notes())
        std::fprintf(stderr, "%s\n", note.c_str());
    const auto wanted = client::client_settings_from(*loaded);
    if (!wanted) return complain_of_settings(wanted.error());
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGXFSZ, SIG_IGN); // a limit on file sizes is an error like a full disk
    raise_descriptor_limit();
    auto log = client::open_log(*loaded, *wanted);
    if (!log) return complain(log.error());
    return static_cast<int>(client::run_program(arguments[0], *loaded, *wanted, **log));
}

} // namespace

int main(int count, char** arguments)
{
    try {
        sluice::fill_standard_streams();
        return run(count, arguments);
    } catch (const std::exception& bug) {
        std::fprintf(stderr, "sluice-client: internal error: %s\n", bug.what());
        return static_cast<int>(sluice::exit_code::other);
    }
}
