#include "client/settings/array_settings_rows.hpp"

namespace sluice::client {

std::vector<setting> array_rows()
{
    constexpr std::string_view group = "Arrays";
    return {
        {.key = "slice",
         .rule = accept_text("SLICE"),
         .initial = "",
         .help = "With array get: these elements, as numpy's: 0:100,:,::2",
         .group = group,
         .reach = setting_reach::arguments_only},
        {.key = "every",
         .rule = accept_integer("NUMBER", 1, 1'000'000'000),
         .initial = "1",
         .help = "With array get: every so many-th element along the first axis.",
         .group = group,
         .reach = setting_reach::arguments_only},
        {.key = "form",
         .rule = accept_one_of({"npy", "raw", "json", "csv"}),
         .initial = "npy",
         .help = "With array get: a .npy file, little-endian bytes, JSON or CSV.",
         .group = group,
         .reach = setting_reach::arguments_only},
        {.key = "tags",
         .rule = accept_text("LIST"),
         .initial = "",
         .help = "With array put: tags, by commas; with array ls: those with this tag.",
         .group = group,
         .reach = setting_reach::arguments_only},
    };
}

std::vector<verb> array_verbs()
{
    return {
        {"array put", "FILE [NAME]", "Send a .npy file as an array; again to go on with it.", 1, 2},
        {"array get", "NAME", "Fetch an array, or a part of it (--slice); -o - prints it.", 1, 1},
        {"array ls", "", "List the arrays of the server.", 0, 0},
        {"array info", "NAME", "Show type, shape and digest of an array.", 1, 1},
        {"array rm", "NAME...", "Delete arrays.", 1},
    };
}

} // namespace sluice::client
