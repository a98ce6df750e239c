#include "server/settings/server_verbs.hpp"

namespace sluice::server {

std::vector<setting> verb_rows()
{
    constexpr std::string_view group = "Tokens and ledger";
    return {
        {.key = "can",
         .rule = accept_name("LIST"),
         .initial = "read",
         .help = "What a new token allows, by commas: read, write, agent, admin.",
         .group = group,
         .reach = setting_reach::arguments_only},
        {.key = "path",
         .rule = accept_text("PREFIX"),
         .initial = "",
         .help = "The file or folder that a new token is for, with all below it; empty: all.",
         .group = group,
         .reach = setting_reach::arguments_only},
        {.key = "expires",
         .rule = accept_text("WHEN"),
         .initial = "",
         .help = "When a new token ends: 30d, 12h, or a date such as 2027-01-31 (UTC); empty: "
                 "never.",
         .group = group,
         .reach = setting_reach::arguments_only},
        {.key = "last",
         .rule = accept_integer("NUMBER", 1, 1'000'000),
         .initial = "20",
         .help = "How many transfers 'ledger' and 'receipts' print.",
         .group = group,
         .reach = setting_reach::arguments_only},
    };
}

std::vector<setting> certificate_rows()
{
    constexpr std::string_view group = "Certificate";
    return {
        {.key = "out",
         .rule = accept_name("FOLDER"),
         .initial = ".",
         .help = "Where 'cert' puts sluice.crt and sluice.key.",
         .group = group,
         .reach = setting_reach::arguments_only},
        {.key = "names",
         .rule = accept_text("LIST"),
         .initial = "",
         .help = "Names and addresses for the certificate, by commas; empty: the name of this "
                 "machine, localhost, 127.0.0.1, ::1.",
         .group = group,
         .reach = setting_reach::arguments_only},
        {.key = "days",
         .rule = accept_integer("NUMBER", 1, 36'500),
         .initial = "3650",
         .help = "How long the certificate is valid.",
         .group = group,
         .reach = setting_reach::arguments_only},
    };
}

std::vector<verb> server_verbs()
{
    return {
        {.name = "config explain",
         .help = "Print every setting with its value and its origin.",
         .most = 0},
        {.name = "token add",
         .arguments = "NAME",
         .help = "Make a token and print it, this once.",
         .least = 1,
         .most = 1},
        {.name = "token list", .help = "Print all tokens without their secrets.", .most = 0},
        {.name = "token revoke",
         .arguments = "NAME",
         .help = "Make a token worthless; a running server knows within a second.",
         .least = 1,
         .most = 1},
        {.name = "cert",
         .help = "Make a certificate signed by itself, and its key; print its fingerprint.",
         .most = 0},
        {.name = "ledger", .help = "Print the last transfers.", .most = 0},
        {.name = "receipts",
         .help = "Print the last receipts; with --json as they were signed, one a line.",
         .most = 0},
        {.name = "receipt key",
         .help = "Print the key that receipts are verified with.",
         .most = 0},
    };
}

} // namespace sluice::server
