#include "server/pickup/pickup_settings.hpp"

namespace sluice::server {

std::vector<setting> pickup_rows()
{
    constexpr std::string_view group = "Archives and pick-up";
    constexpr auto shortest = std::chrono::milliseconds(1);
    return {{.key = "zip-entries",
             .rule = accept_integer("NUMBER", 1, 1'000'000),
             .initial = "200000",
             .help = "Files and folders that one zip archive may hold.",
             .group = group,
             .reloadable = true},
            {.key = "datadir",
             .rule = accept_text("FOLDER"),
             .initial = "",
             .help = "The folder of the projects of /stream, /fetch and /media; empty: the served "
                     "folder.",
             .group = group},
            {.key = "pickup-settle",
             .rule = accept_duration(),
             .initial = "2s",
             .help = "How long a file must have been left alone before it is offered.",
             .group = group,
             .reloadable = true},
            {.key = "pickup-lease",
             .rule = accept_duration(shortest),
             .initial = "10m",
             .help = "How long a client that confirms by itself may take after the last byte.",
             .group = group,
             .reloadable = true},
            {.key = "pickup-proof",
             .rule = accept_duration(shortest),
             .initial = "5s",
             .help = "How long the end of a client's connection is watched for after the last "
                     "byte.",
             .group = group,
             .reloadable = true}};
}

pickup_settings pickup_settings_from(const settings& loaded)
{
    pickup_settings typed;
    typed.zip_entries = static_cast<std::size_t>(loaded.integer("zip-entries"));
    typed.datadir = loaded.text("datadir");
    typed.settle = loaded.duration("pickup-settle");
    typed.lease = loaded.duration("pickup-lease");
    typed.proof = loaded.duration("pickup-proof");
    return typed;
}

} // namespace sluice::server
