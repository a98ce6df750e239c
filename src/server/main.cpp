#include "base/escape.hpp"
#include "base/man_page.hpp"
#include "base/settings_explain.hpp"
#include "base/settings_help.hpp"
#include "base/standard_streams.hpp"
#include "server/daemon.hpp"
#include "server/host_actions.hpp"
#include "server/prompt.hpp"
#include "terminal/open_lines.hpp"

#include <sys/resource.h>

#include <csignal>
#include <cstdio>
#include <iostream>

namespace {

using namespace sluice;

int complain(const error& why)
{
    std::fprintf(stderr, "sluice-server: %s\n", why.text().c_str());
    return static_cast<int>(exit_code_of(why));
}

/// What is wrong with the settings is a whole sentence already.
int complain_of_settings(const error& why)
{
    std::fprintf(stderr, "sluice-server: %s\n", escape(why.detail()).c_str());
    return static_cast<int>(exit_code_of(why));
}

/// Each connection takes a descriptor: use all that the host allows.
void raise_descriptor_limit()
{
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    limit.rlim_cur = limit.rlim_max;
    static_cast<void>(::setrlimit(RLIMIT_NOFILE, &limit));
}

void print(const std::string& text)
{
    std::fwrite(text.data(), 1, text.size(), stdout);
    std::fflush(stdout);
}

/// --help, --version, --man and `config explain`: true if that was all.
bool answered_at_once(const settings& loaded, bool as_json)
{
    switch (loaded.asked()) {
    case asked_for::help: print(help_text(loaded.table())); return true;
    case asked_for::version: print("sluice-server " SLUICE_VERSION "\n"); return true;
    case asked_for::man: print(man_page(loaded.table(), SLUICE_VERSION)); return true;
    case asked_for::work: break;
    }
    if (!loaded.chosen_verb()) return false;
    print(as_json ? explain_json(loaded) : explain(loaded));
    return true;
}

/// The log asked for; where the default one cannot be written, stderr and a note.
result<std::unique_ptr<event_log>> open_log(const settings& loaded,
                                            const server::server_settings& s)
{
    const auto lowest = static_cast<log_level>(s.verbosity);
    auto log = event_log::open(s.log, lowest);
    if (log || loaded.is_given("log")) return log;
    std::fprintf(stderr, "note: %s; logging to stderr\n", log.error().text().c_str());
    return event_log::open("-", lowest);
}

/// The operator's prompt, for as long as there is input.
task<void> talk(server::server& serving)
{
    const auto lines = terminal::open_lines(serving.executor(), {});
    server::host_actions actions(serving);
    server::prompt conversation(*lines, actions, std::cout);
    co_await conversation.run();
}

int serve(const server::server_settings& wanted, settings_inputs inputs, settings loaded)
{
    auto log = open_log(loaded, wanted);
    if (!log) return complain(log.error());
    auto served = storage::root::open(wanted.directory);
    if (!served) return complain(served.error());
    server::host shared(wanted, std::move(*served), **log);
    server::server serving(shared, wanted.threads);
    const auto listening = serving.listen(wanted.address, wanted.port);
    if (!listening) return complain(listening.error());
    server::daemon around(serving, **log, std::move(inputs), std::move(loaded));
    print("listening on " + *listening + "\n");
    serving.control().spawn(around.watch_signals());
    if (wanted.repl) serving.control().spawn(talk(serving));
    serving.run();
    return static_cast<int>(around.outcome());
}

int run(int count, char** arguments)
{
    auto inputs = program_inputs(count, arguments);
    auto loaded = load_settings(server::server_settings_table(), inputs);
    if (!loaded) return complain_of_settings(loaded.error());
    for (const auto& note : loaded->notes())
        std::fprintf(stderr, "%s\n", note.c_str());
    const bool as_json = loaded->asked() == asked_for::work && loaded->boolean("json");
    if (answered_at_once(*loaded, as_json)) return 0;
    const auto wanted = server::server_settings_from(*loaded);
    if (!wanted) return complain_of_settings(wanted.error());
    std::signal(SIGPIPE, SIG_IGN);
    raise_descriptor_limit();
    return serve(*wanted, std::move(inputs), std::move(*loaded));
}

} // namespace

int main(int count, char** arguments)
{
    try {
        sluice::fill_standard_streams();
        return run(count, arguments);
    } catch (const std::exception& bug) {
        std::fprintf(stderr, "sluice-server: internal error: %s\n", bug.what());
        return static_cast<int>(exit_code::other);
    }
}
