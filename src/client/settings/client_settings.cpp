#include "client/settings/client_settings.hpp"

#include "client/settings/server_url.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

namespace sluice::client {
namespace {

template <class Choice, std::size_t N>
Choice choose(const std::string& word,
              const std::array<std::pair<std::string_view, Choice>, N>& choices)
{
    for (const auto& [name, choice] : choices)
        if (name == word) return choice;
    throw std::logic_error("no choice for " + word);
}

constexpr std::array<std::pair<std::string_view, exists_choice>, 4> exists_choices{{
    {"rename", exists_choice::rename},
    {"overwrite", exists_choice::overwrite},
    {"skip", exists_choice::skip},
    {"fail", exists_choice::fail},
}};

constexpr std::array<std::pair<std::string_view, progress_choice>, 5> progress_choices{{
    {"auto", progress_choice::automatic},
    {"bar", progress_choice::bar},
    {"plain", progress_choice::plain},
    {"json", progress_choice::json},
    {"none", progress_choice::none},
}};

/// What stands between the separators, without the empty ones.
std::vector<std::string> parts_of(std::string_view text, char separator)
{
    std::vector<std::string> parts;
    while (!text.empty()) {
        const auto part = text.substr(0, text.find(separator));
        text.remove_prefix(std::min(text.size(), part.size() + 1));
        if (!part.empty()) parts.emplace_back(part);
    }
    return parts;
}

void read_agent(const settings& loaded, client_settings& typed)
{
    typed.agent_id = loaded.text("id");
    typed.exports = parts_of(loaded.text("export"), ';');
    typed.expansions = parts_of(loaded.text("expand"), ',');
    typed.drain = loaded.duration("drain");
}

/// Where the address is the URL of a WebSocket, it says more than a host.
result<> place_server(const settings& loaded, client_settings& typed)
{
    if (!is_server_url(typed.address)) return ok;
    auto url = parse_server_url(typed.address);
    if (!url) return url.error();
    if (typed.tls && !url->secured)
        return fail(errc::bad_usage, "address", "ws:// is without TLS, wss:// with it");
    if (loaded.is_given("port") && url->port != typed.port)
        return fail(errc::bad_usage, "address", "the URL names another port than --port");
    typed.address = std::move(url->host);
    typed.port = url->port;
    typed.tls = url->secured;
    typed.websocket = std::move(url->target);
    return ok;
}

} // namespace

result<client_settings> client_settings_from(const settings& loaded)
{
    client_settings typed;
    typed.address = loaded.text("address");
    typed.port = static_cast<std::uint16_t>(loaded.integer("port"));
    typed.directory = loaded.text("directory");
    typed.log = loaded.text("log");
    typed.retries = static_cast<unsigned>(loaded.integer("retries"));
    typed.timeout = loaded.duration("timeout");
    typed.user = loaded.text("user");
    typed.pin = loaded.text("pin");
    typed.ca = loaded.text("ca");
    typed.tls = loaded.boolean("tls") || !typed.pin.empty() || !typed.ca.empty();
    const auto placed = place_server(loaded, typed);
    if (!placed) return placed.error();
    typed.token_file = loaded.text("token-file");
    typed.verbosity = static_cast<int>(loaded.integer("verbosity"));
    typed.workers = static_cast<unsigned>(loaded.integer("workers"));
    typed.on_exists = choose(loaded.text("on-exists"), exists_choices);
    typed.durability =
        loaded.text("durability") == "none" ? durability_choice::none : durability_choice::file;
    typed.digest = loaded.text("digest") == "sha256" ? digest_choice::sha256 : digest_choice::xxh3;
    typed.progress = choose(loaded.text("progress"), progress_choices);
    typed.connect_limit = loaded.duration("connect-limit");
    typed.stall_limit = loaded.duration("stall-limit");
    typed.listing_memory = loaded.size("listing-memory");
    read_agent(loaded, typed);
    typed.output = loaded.text("output");
    typed.into = loaded.text("into");
    typed.quiet = loaded.boolean("quiet");
    typed.json = loaded.boolean("json");
    typed.json_stream = loaded.boolean("json-stream");
    typed.long_listing = loaded.boolean("long");
    typed.recursive = loaded.boolean("recursive");
    if (typed.json && typed.json_stream)
        return fail(errc::bad_usage, "arguments", "--json and --json-stream exclude each other");
    return typed;
}

} // namespace sluice::client
