#include "base/program_start.hpp"
#include "base/settings_explain.hpp"
#include "server/admin/talk.hpp"
#include "server/admin/tell_service.hpp"
#include "server/daemon.hpp"
#include "server/download_command.hpp"
#include "server/http/all_routes.hpp"
#include "server/http/http_service.hpp"
#include "server/jobs/open_jobs.hpp"
#include "server/open_state.hpp"
#include "server/pickup/pickup_desk.hpp"
#include "server/receipts/ledger_command.hpp"
#include "server/receipts/receipt_command.hpp"
#include "server/security/certificate_command.hpp"
#include "server/streams/demo_source.hpp"
#include "server/streams/open_topics.hpp"
#include "server/uploads/open_uploads.hpp"

#include <cstdio>

namespace {

using namespace sluice;

void print(const std::string& text)
{
    std::fwrite(text.data(), 1, text.size(), stdout);
    std::fflush(stdout);
}

/// The log asked for; where the default one cannot be written, stderr and a note.
result<std::unique_ptr<event_log>> open_log(const settings& loaded,
                                            const server::server_settings& s)
{
    const auto lowest = static_cast<log_level>(s.verbosity);
    const auto format = s.log_json ? log_format::json : log_format::text;
    auto log = event_log::open(s.log, lowest, format);
    if (log || loaded.is_given("log")) return log;
    std::fprintf(stderr, "note: %s; logging to stderr\n", log.error().text().c_str());
    return event_log::open("-", lowest, format);
}

/// Listens on the ports of the settings; what to say of it.
result<std::string> listen(server::server& serving, const server::server_settings& wanted)
{
    const auto main_port = serving.listen(wanted.address, wanted.port);
    if (!main_port) return main_port.error();
    auto said = "listening on " + *main_port + "\n";
    if (!wanted.http_port) return said;
    const auto http_port = serving.listen_for_http(wanted.address, *wanted.http_port);
    if (!http_port) return http_port.error();
    return said + "listening for HTTP on " + *http_port + "\n";
}

int serve(const server::server_settings& wanted, settings_inputs inputs, settings loaded)
{
    auto log = open_log(loaded, wanted);
    if (!log) return complain(loaded.table(), log.error());
    auto served = storage::root::open(wanted.directory);
    if (!served) return complain(loaded.table(), served.error());
    server::host shared(wanted, std::move(*served), **log);
    server::server serving(shared, wanted.threads);
    const auto secured = shared.tls.load(wanted.tls_certificate, wanted.tls_key);
    if (!secured) return complain(loaded.table(), secured.error());
    const auto listening = listen(serving, wanted);
    if (!listening) return complain(loaded.table(), listening.error());
    const auto ready = server::open_state(shared, wanted, loaded.is_given("state"));
    if (!ready) return complain(loaded.table(), ready.error());
    server::http_service http(shared, server::all_routes());
    const auto rules = http.apply(wanted);
    if (!rules) return complain_of_settings(loaded.table(), rules.error());
    serving.use(http);
    const auto taking = server::open_uploads(shared, wanted);
    if (!taking) return complain(loaded.table(), taking.error());
    const auto jobs = server::open_jobs(shared, wanted, serving.executor());
    const auto giving = server::open_pickups(shared, wanted);
    if (!giving) return complain(loaded.table(), giving.error());
    server::open_topics(shared, wanted);
    server::daemon around(serving, **log, std::move(inputs), std::move(loaded));
    server::warn_of_strangers(shared, serving.name());
    auto socket = server::open_admin_socket(serving, wanted);
    print(*listening);
    serving.control().spawn(around.watch_signals());
    serving.control().spawn(server::sweep_uploads(shared));
    serving.control().spawn(server::sweep_topics(shared));
    serving.control().spawn(shared.demo->run());
    serving.control().spawn(
        server::tell_service(service_notice::from_environment(), serving.name()));
    if (jobs) serving.control().spawn(jobs->run());
    if (wanted.repl) serving.control().spawn(server::talk(serving, std::move(socket)));
    serving.run();
    return static_cast<int>(around.outcome());
}

int run_verb(const settings& loaded, const server::server_settings& typed)
{
    const auto name = loaded.chosen_verb()->name;
    const auto ended = name == "ledger"              ? server::run_ledger_verb(loaded, typed)
                       : name.starts_with("receipt") ? server::run_receipt_verb(loaded, typed)
                       : name == "cert"              ? server::run_certificate_verb(loaded)
                                                     : server::run_token_verb(loaded, typed);
    if (!ended) return complain(loaded.table(), ended.error());
    print(ended->out);
    std::fputs(ended->note.c_str(), stderr);
    return 0;
}

int work(const settings& loaded, settings_inputs inputs, const std::string& token)
{
    const auto* verb = loaded.chosen_verb();
    if (verb && verb->name == "config explain") {
        print(loaded.boolean("json") ? explain_json(loaded) : explain(loaded));
        return 0;
    }
    if (verb && verb->name == "download")
        return static_cast<int>(server::run_download_verb(loaded, token));
    const auto wanted = server::server_settings_from(loaded);
    if (!wanted) return complain_of_settings(loaded.table(), wanted.error());
    if (verb) return run_verb(loaded, *wanted);
    raise_descriptor_limit(); // each connection takes one
    return serve(*wanted, std::move(inputs), loaded);
}

} // namespace

int main(int count, char** arguments)
{
    auto inputs = program_inputs(count, arguments);
    // A secret and no setting, so that nothing prints it.
    const auto token = inputs.environment["SLUICE_TOKEN"];
    inputs.environment.erase("SLUICE_TOKEN");
    return run_program_of(server::server_settings_table(), inputs,
                          [&](const settings& loaded) { return work(loaded, inputs, token); });
}
