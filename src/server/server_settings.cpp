#include "server/server_settings.hpp"

#include "base/parse.hpp"

namespace sluice::server {
namespace {

constexpr auto shortest_limit = std::chrono::milliseconds(1);

std::vector<setting> serving_rows()
{
    constexpr std::string_view group = "Serving";
    return {
        {.key = "directory",
         .flag = 'd',
         .rule = accept_name("FOLDER"),
         .initial = ".",
         .help = "The folder whose files are offered, with all below it.",
         .group = group},
        {.key = "address",
         .flag = 'a',
         .rule = accept_name("ADDRESS"),
         .initial = "0.0.0.0",
         .help = "The address to listen on.",
         .group = group},
        {.key = "port",
         .flag = 'p',
         .rule = accept_integer("PORT", 0, 65535),
         .initial = "8888",
         .help = "The port to listen on; 0 takes a free one.",
         .group = group},
        {.key = "repl",
         .rule = accept_switch(),
         .initial = "yes",
         .help = "Open a prompt on the terminal, unless switched off.",
         .group = group},
    };
}

std::vector<setting> log_rows()
{
    constexpr std::string_view group = "Logging";
    return {
        {.key = "log",
         .flag = 'l',
         .rule = accept_name("FILE"),
         .initial = "server.log",
         .help = "The log file; 'none' for no log, '-' for stderr.",
         .group = group,
         .reloadable = true},
        {.key = "verbosity",
         .flag = 'v',
         .rule = accept_level(),
         .initial = "20",
         .help = "The least level that is logged: 0 trace, 10 debug, 20 info, 30 warning, 40 "
                 "error, 50 critical; number or name.",
         .group = group,
         .reloadable = true},
        {.key = "log-format",
         .rule = accept_one_of({"text", "json"}),
         .initial = "text",
         .help = "How lines of the log look: text, or one JSON object each.",
         .group = group},
    };
}

std::vector<setting> capacity_rows()
{
    constexpr std::string_view group = "Capacity";
    return {
        {.key = "threads",
         .rule = accept_integer("NUMBER", 0, 64),
         .initial = "0",
         .help = "Event loops; 0 is one for each core.",
         .group = group},
        {.key = "blocking-threads",
         .rule = accept_integer("NUMBER", 0, 256),
         .initial = "0",
         .help = "Threads for work that waits for the disk; 0 is one for each core.",
         .group = group},
        {.key = "max-connections",
         .rule = accept_integer("NUMBER", 1, 1'000'000),
         .initial = "16384",
         .help = "Connections served at once; more are turned away.",
         .group = group,
         .reloadable = true},
        {.key = "address-connections",
         .rule = accept_integer("NUMBER", 0, 1'000'000),
         .initial = "1024",
         .help = "Connections of one address at once; 0 is unlimited.",
         .group = group,
         .reloadable = true},
        {.key = "login-connections",
         .rule = accept_integer("NUMBER", 0, 1'000'000),
         .initial = "1024",
         .help = "Connections at once that have asked for nothing yet; 0 is unlimited.",
         .group = group,
         .reloadable = true},
        {.key = "rate",
         .rule = accept_size("BYTES"),
         .initial = "0",
         .help = "Bytes per second sent to all clients together; 0 is unlimited.",
         .group = group,
         .reloadable = true},
        {.key = "client-rate",
         .rule = accept_size("BYTES"),
         .initial = "0",
         .help = "Bytes per second sent to each client; 0 is unlimited.",
         .group = group,
         .reloadable = true},
        {.key = "digest-memory",
         .rule = accept_size("BYTES", 0, std::uint64_t{1} << 40U),
         .initial = "16M",
         .help = "Memory for remembered digests.",
         .group = group},
    };
}

std::vector<setting> limit_rows()
{
    constexpr std::string_view group = "Limits";
    return {
        {.key = "login-limit",
         .rule = accept_duration(shortest_limit),
         .initial = "10s",
         .help = "How long a new connection may take to say hello.",
         .group = group},
        {.key = "idle-limit",
         .rule = accept_duration(shortest_limit),
         .initial = "10m",
         .help = "How long a connection may ask for nothing.",
         .group = group,
         .reloadable = true},
        {.key = "stall-limit",
         .rule = accept_duration(shortest_limit),
         .initial = "30s",
         .help = "How long a transfer may stand still.",
         .group = group,
         .reloadable = true},
        {.key = "drain",
         .rule = accept_duration(),
         .initial = "30s",
         .help = "How long running transfers may go on after SIGTERM.",
         .group = group,
         .reloadable = true},
    };
}

std::vector<setting> upload_rows()
{
    constexpr std::string_view group = "Uploads";
    return {
        {.key = "state",
         .rule = accept_text("FOLDER"),
         .initial = "",
         .help = "Where uploads, tokens and the ledger are kept; empty: beside the served folder, "
                 "FOLDER.sluice; 'none': nothing is remembered and nothing taken in.",
         .group = group},
        {.key = "uploads",
         .rule = accept_text("FOLDER"),
         .initial = "",
         .help = "Where files sent to /api/files stay; empty: uploads/ in the state folder.",
         .group = group},
        {.key = "max-upload",
         .rule = accept_size("BYTES"),
         .initial = "5G",
         .help = "The largest file that is taken in.",
         .group = group,
         .reloadable = true},
        {.key = "quota",
         .rule = accept_size("BYTES"),
         .initial = "0",
         .help = "Bytes that unfinished uploads may reserve together; 0 is what the disk has.",
         .group = group,
         .reloadable = true},
        {.key = "upload-expiry",
         .rule = accept_duration(shortest_limit),
         .initial = "24h",
         .help = "How long an unfinished upload is kept after its last byte.",
         .group = group,
         .reloadable = true},
        {.key = "library-extensions",
         .rule = accept_text("LIST"),
         .initial = "txt,pdf,png,jpg,jpeg,gif,mp4,zip,ipynb",
         .help = "Extensions that /api/files takes in, by commas; 'all' for any.",
         .group = group,
         .reloadable = true},
        {.key = "library-types",
         .rule = accept_text("LIST"),
         .initial = "text/plain,application/pdf,image/png,image/jpeg,image/gif,video/mp4,"
                    "application/zip,application/json,application/x-ipynb+json",
         .help = "Media types that /api/files takes in, told by the content; 'all' for any.",
         .group = group,
         .reloadable = true},
        {.key = "tree-extensions",
         .rule = accept_text("LIST"),
         .initial = "all",
         .help = "Extensions that are taken into the served folder; 'all' for any.",
         .group = group,
         .reloadable = true},
    };
}

std::vector<setting> http_rows()
{
    constexpr std::string_view group = "HTTP";
    return {
        {.key = "http-port",
         .rule = accept_text("PORT"),
         .initial = "",
         .help = "A port for HTTP alone, 0 takes a free one; empty: HTTP shares --port.",
         .group = group},
        {.key = "header-limit",
         .rule = accept_duration(shortest_limit),
         .initial = "10s",
         .help = "How long the head of a request may take.",
         .group = group,
         .reloadable = true},
        {.key = "body-rate",
         .rule = accept_size("BYTES"),
         .initial = "1K",
         .help = "The least rate of a request's body, in bytes per second over 10 seconds.",
         .group = group,
         .reloadable = true},
        {.key = "host-names",
         .rule = accept_text("LIST"),
         .initial = "",
         .help = "Names by which browsers may call this server, besides its addresses, localhost "
                 "and the name of this machine; 'all' for any.",
         .group = group,
         .reloadable = true},
        {.key = "cors-origins",
         .rule = accept_text("LIST"),
         .initial = "",
         .help = "Origins whose pages may use the API, as https://NAME:PORT, by commas.",
         .group = group,
         .reloadable = true},
        {.key = "request-rate",
         .rule = accept_text("RATE"),
         .initial = "none",
         .help = "Requests of one client, such as '100 per minute'; 'none' for no limit.",
         .group = group,
         .reloadable = true},
    };
}

std::vector<setting> security_rows()
{
    constexpr std::string_view group = "Security";
    return {
        {.key = "tls-certificate",
         .rule = accept_text("FILE"),
         .initial = "",
         .help = "Certificate chain (PEM); with it TLS is spoken on every port ('sluice-server "
                 "cert' makes one).",
         .group = group},
        {.key = "tls-key",
         .rule = accept_text("FILE"),
         .initial = "",
         .help = "The certificate's private key (PEM).",
         .group = group},
        {.key = "tls-only",
         .rule = accept_switch(),
         .initial = "no",
         .help = "Refuse connections without TLS.",
         .group = group},
    };
}

setting json_row()
{
    return {.key = "json",
            .rule = accept_switch(),
            .initial = "no",
            .help = "Print 'config explain' as JSON.",
            .group = "Configuration",
            .reach = setting_reach::arguments_only};
}

settings_table make_table()
{
    settings_table table;
    table.program = "server";
    table.summary = "Serves the files of a folder to Sluice clients.";
    table.no_verb = "Serve until SIGTERM, or until the prompt is told to stop.";
    for (const auto& rows : {serving_rows(), upload_rows(), http_rows(), security_rows(),
                             log_rows(), capacity_rows(), limit_rows(), common_settings()})
        table.rows.insert(table.rows.end(), rows.begin(), rows.end());
    table.rows.push_back(json_row());
    table.verbs = {{.name = "config explain",
                    .help = "Print every setting with its value and its origin.",
                    .most = 0}};
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
    typed.max_upload = loaded.size("max-upload");
    typed.quota = loaded.size("quota");
    typed.upload_expiry = loaded.duration("upload-expiry");
    typed.library_extensions = words_of(loaded.text("library-extensions"));
    typed.library_types = words_of(loaded.text("library-types"));
    typed.tree_extensions = words_of(loaded.text("tree-extensions"));
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
    const auto http = read_http(loaded, typed);
    if (!http) return http.error();
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
    typed.json = loaded.boolean("json");
    typed.log_json = loaded.text("log-format") == "json";
    typed.address_connections = static_cast<unsigned>(loaded.integer("address-connections"));
    typed.login_connections = static_cast<unsigned>(loaded.integer("login-connections"));
    return typed;
}

} // namespace sluice::server
