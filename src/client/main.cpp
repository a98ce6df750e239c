#include "base/program_start.hpp"
#include "client/program.hpp"

#include <csignal>

namespace {

using namespace sluice;

int work(const char* called, const settings& loaded)
{
    const auto& table = loaded.table();
    const auto wanted = client::client_settings_from(loaded);
    if (!wanted) return complain_of_settings(table, wanted.error());
    std::signal(SIGXFSZ, SIG_IGN); // a limit on file sizes is an error like a full disk
    raise_descriptor_limit();      // many small files are open while a group of them is synced
    auto log = client::open_log(loaded, *wanted);
    if (!log) return complain(table, log.error());
    return static_cast<int>(client::run_program(called, loaded, *wanted, **log));
}

} // namespace

int main(int count, char** arguments)
{
    const auto& table = client::client_settings_table();
    return run_program_of(table, program_inputs(count, arguments),
                          [&](const settings& loaded) { return work(arguments[0], loaded); });
}
