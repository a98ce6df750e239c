#include "server/settings/server_settings_rows.hpp"

#include <chrono>

namespace sluice::server {
namespace {

constexpr auto shortest_limit = std::chrono::milliseconds(1);

} // namespace

std::vector<setting> upload_rows()
{
    constexpr std::string_view group = "Uploads";
    return {{.key = "state",
             .rule = accept_text("FOLDER"),
             .initial = "",
             .help =
                 "Where uploads, tokens and the ledger are kept; empty: beside the served folder, "
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
             .reloadable = true}};
}

std::vector<setting> array_rows()
{
    constexpr std::string_view group = "Arrays";
    return {{.key = "arrays",
             .rule = accept_text("FOLDER"),
             .initial = "",
             .help = "Where arrays stay; empty: arrays/ in the state folder.",
             .group = group},
            {.key = "array-quota",
             .rule = accept_size("BYTES"),
             .initial = "0",
             .help = "Bytes that all arrays may have together; 0 is what the disk has.",
             .group = group,
             .reloadable = true},
            {.key = "array-json",
             .rule = accept_size("BYTES"),
             .initial = "64M",
             .help = "The longest JSON of an array that is sent; a longer one is refused with the "
                     "address of its bytes.",
             .group = group,
             .reloadable = true}};
}

std::vector<setting> type_rows()
{
    constexpr std::string_view group = "Uploads";
    return {
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
         .group = group,
         .reloadable = true},
        {.key = "tls-key",
         .rule = accept_text("FILE"),
         .initial = "",
         .help = "The certificate's private key (PEM).",
         .group = group,
         .reloadable = true},
        {.key = "tls-only",
         .rule = accept_switch(),
         .initial = "no",
         .help = "Refuse connections without TLS.",
         .group = group,
         .reloadable = true},
    };
}

} // namespace sluice::server
