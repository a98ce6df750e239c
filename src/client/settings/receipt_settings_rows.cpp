#include "client/settings/receipt_settings_rows.hpp"

namespace sluice::client {

std::vector<setting> receipt_rows()
{
    constexpr std::string_view group = "Receipts";
    return {
        {.key = "key",
         .rule = accept_text("FILE|HEX"),
         .initial = "",
         .help = "With verify-receipt: the server's public key, as 'sluice-server receipt key' "
                 "prints it.",
         .group = group,
         .reach = setting_reach::arguments_only},
        {.key = "file",
         .rule = accept_text("LOCAL"),
         .initial = "",
         .help = "With verify-receipt: the file that the receipt is about.",
         .group = group,
         .reach = setting_reach::arguments_only},
        {.key = "each",
         .rule = accept_switch(),
         .initial = "no",
         .help = "With verify-receipt: judge each receipt alone, not as links of a chain.",
         .group = group,
         .reach = setting_reach::arguments_only},
    };
}

verb receipt_verb()
{
    return {.name = "verify-receipt",
            .arguments = "FILE...",
            .help = "Verify receipts of a server, without it; '-': standard input.",
            .least = 1};
}

} // namespace sluice::client
