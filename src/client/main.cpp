#include "base/program_start.hpp"
#include "client/credentials.hpp"
#include "client/program.hpp"
#include "client/schedule/pull_order.hpp"

#include <csignal>

namespace {

using namespace sluice;

int work(const char* called, const settings& loaded, const settings_inputs& inputs,
         std::shared_ptr<const client::schedule_sections> sections)
{
    const auto& table = loaded.table();
    auto wanted = client::client_settings_from(loaded);
    if (!wanted) return complain_of_settings(table, wanted.error());
    wanted->schedules = std::move(sections);
    std::signal(SIGXFSZ, SIG_IGN); // a limit on file sizes is an error like a full disk
    raise_descriptor_limit();      // many small files are open while a group of them is synced
    auto means = client::login_means_of(*wanted, inputs.environment);
    if (!means) return complain(table, means.error());
    auto log = client::open_log(loaded, *wanted);
    if (!log) return complain(table, log.error());
    return static_cast<int>(client::run_program(called, loaded, *wanted, std::move(*means), **log));
}

} // namespace

int main(int count, char** arguments)
{
    const auto& table = client::client_settings_table();
    auto inputs = client::with_older_names(program_inputs(count, arguments));
    const auto sections = std::make_shared<client::schedule_sections>();
    inputs = client::with_sections(std::move(inputs), sections);
    return run_program_of(table, client::without_token(inputs), [&](const settings& loaded) {
        return work(arguments[0], loaded, inputs, sections);
    });
}
