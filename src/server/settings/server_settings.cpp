#include "server/settings/server_settings.hpp"

#include "base/parse.hpp"
#include "server/download_command.hpp"
#include "server/settings/server_settings_rows.hpp"
#include "server/settings/server_verbs.hpp"

namespace sluice::server {
namespace {

setting json_row()
{
    return {.key = "json",
            .rule = accept_switch(),
            .initial = "no",
            .help = "Print what a verb prints as JSON.",
            .group = "Configuration",
            .reach = setting_reach::arguments_only};
}

settings_table make_table()
{
    settings_table table;
    table.program = "server";
    table.summary = "Serves the files of a folder to Sluice clients.";
    table.no_verb = "Serve until SIGTERM, or until the prompt is told to stop.";
    for (const auto& rows :
         {serving_rows(), upload_rows(), type_rows(), array_rows(), http_rows(), agent_rows(),
          topic_rows(), security_rows(), log_rows(), connection_rows(), capacity_rows(),
          limit_rows(), verb_rows(), certificate_rows(), download_rows(), common_settings()})
        table.rows.insert(table.rows.end(), rows.begin(), rows.end());
    const auto archives = pickup_rows();
    table.rows.insert(table.rows.end(), archives.begin(), archives.end());
    table.rows.push_back(json_row());
    table.verbs = server_verbs();
    table.verbs.push_back(download_verb());
    return table;
}

} // namespace

const settings_table& server_settings_table()
{
    static const settings_table table = make_table();
    return table;
}

namespace {

/// The words between commas without the blanks around them; none for "all".
std::vector<std::string> words_of(std::string_view text)
{
    std::vector<std::string> words;
    if (text == "all") return words;
    while (!text.empty()) {
        const auto comma = text.find(',');
        auto word = text.substr(0, comma);
        text = comma == text.npos ? std::string_view() : text.substr(comma + 1);
        while (word.starts_with(' '))
            word.remove_prefix(1);
        while (word.ends_with(' '))
            word.remove_suffix(1);
        if (!word.empty()) words.emplace_back(word);
    }
    return words;
}

void read_uploads(const settings& loaded, server_settings& typed)
{
    typed.state = loaded.text("state");
    typed.uploads = loaded.text("uploads");
    typed.arrays = loaded.text("arrays");
    typed.array_quota = loaded.size("array-quota");
    typed.array_json = loaded.size("array-json");
    typed.max_upload = loaded.size("max-upload");
    typed.quota = loaded.size("quota");
    typed.upload_expiry = loaded.duration("upload-expiry");
    typed.library_extensions = words_of(loaded.text("library-extensions"));
    typed.library_types = words_of(loaded.text("library-types"));
    typed.tree_extensions = words_of(loaded.text("tree-extensions"));
}

void read_topics(const settings& loaded, server_settings& typed)
{
    typed.demo = loaded.boolean("demo");
    typed.topic_space = loaded.size("topic-space");
    typed.topic_bytes = loaded.size("topic-bytes");
    typed.topic_age = loaded.duration("topic-age");
}

result<> read_http(const settings& loaded, server_settings& typed)
{
    const auto& port = loaded.text("http-port");
    if (!port.empty()) {
        const auto number = parse_integer(port, 0, 65535);
        if (!number)
            return fail(errc::bad_configuration, "http-port", "a port from 0 to 65535 is wanted");
        typed.http_port = static_cast<std::uint16_t>(*number);
    }
    typed.header_limit = loaded.duration("header-limit");
    typed.body_rate = loaded.size("body-rate");
    typed.any_host = loaded.text("host-names") == "all";
    typed.host_names = words_of(loaded.text("host-names"));
    typed.cors_origins = words_of(loaded.text("cors-origins"));
    typed.request_rate = loaded.text("request-rate");
    typed.tls_certificate = loaded.text("tls-certificate");
    typed.tls_key = loaded.text("tls-key");
    typed.tls_only = loaded.boolean("tls-only");
    return ok;
}

} // namespace

result<server_settings> server_settings_from(const settings& loaded)
{
    server_settings typed;
    read_uploads(loaded, typed);
    read_topics(loaded, typed);
    const auto http = read_http(loaded, typed);
    if (!http) return http.error();
    typed.pickup = pickup_settings_from(loaded);
    typed.directory = loaded.text("directory");
    typed.address = loaded.text("address");
    typed.port = static_cast<std::uint16_t>(loaded.integer("port"));
    typed.log = loaded.text("log");
    typed.verbosity = static_cast<int>(loaded.integer("verbosity"));
    typed.threads = static_cast<unsigned>(loaded.integer("threads"));
    typed.max_connections = static_cast<unsigned>(loaded.integer("max-connections"));
    typed.rate = loaded.size("rate");
    typed.client_rate = loaded.size("client-rate");
    typed.repl = loaded.boolean("repl");
    typed.drain = loaded.duration("drain");
    typed.login_limit = loaded.duration("login-limit");
    typed.idle_limit = loaded.duration("idle-limit");
    typed.stall_limit = loaded.duration("stall-limit");
    typed.digest_memory = loaded.size("digest-memory");
    typed.blocking_threads = static_cast<unsigned>(loaded.integer("blocking-threads"));
    typed.downloads = loaded.text("downloads");
    typed.agent_heartbeat = loaded.duration("agent-heartbeat");
    typed.agent_dead = loaded.duration("agent-dead");
    typed.json = loaded.boolean("json");
    typed.log_json = loaded.text("log-format") == "json";
    typed.address_connections = static_cast<unsigned>(loaded.integer("address-connections"));
    typed.login_connections = static_cast<unsigned>(loaded.integer("login-connections"));
    return typed;
}

} // namespace sluice::server