#pragma once

#include "base/settings_table.hpp"

namespace sluice::test {

inline std::vector<setting> sample_rows()
{
    return {
        {.key = "port",
         .flag = 'p',
         .rule = accept_integer("PORT", 0, 65535),
         .initial = "8888",
         .help = "The port."},
        {.key = "log",
         .flag = 'l',
         .rule = accept_name("FILE"),
         .initial = "sample.log",
         .help = "The log.",
         .reloadable = true},
        {.key = "max-connections",
         .rule = accept_integer("NUMBER", 1, 100),
         .initial = "10",
         .help = "Connections."},
        {.key = "rate", .rule = accept_size("BYTES"), .initial = "0", .help = "The rate."},
        {.key = "drain", .rule = accept_duration(), .initial = "30s", .help = "The drain."},
        {.key = "repl", .rule = accept_switch(), .initial = "yes", .help = "A prompt."},
        {.key = "user", .flag = 'u', .rule = accept_text("USER"), .help = "Who."},
        {.key = "token", .rule = accept_text("TOKEN"), .help = "A secret.", .secret = true},
        {.key = "output",
         .flag = 'o',
         .rule = accept_text("FILE"),
         .help = "Where to.",
         .reach = setting_reach::arguments_only},
        {.key = "quiet",
         .flag = 'q',
         .rule = accept_switch(),
         .initial = "no",
         .help = "Say less.",
         .reach = setting_reach::arguments_only},
    };
}

/// A table with a setting of every kind, for the tests of what every program shares.
inline const settings_table& sample_table()
{
    static const settings_table table = [] {
        settings_table made;
        made.program = "sample";
        made.summary = "Shows how settings work.";
        made.no_verb = "Do nothing.";
        made.rows = sample_rows();
        for (auto& row : common_settings())
            made.rows.push_back(row);
        made.verbs = {{"get", "NAME...", "Fetch.", 1},
                      {"journal show", "[PATH]", "Show.", 0, 1},
                      {"ping", "", "Measure.", 0, 0}};
        return made;
    }();
    return table;
}

} // namespace sluice::test
