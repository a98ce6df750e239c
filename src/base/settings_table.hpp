#pragma once

#include "base/setting_value.hpp"

#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace sluice {

/// Where a setting may be given besides the arguments.
enum class setting_reach {
    everywhere,     // INI files, environment, arguments, --set
    arguments_only, // it belongs to one call, like --output
};

/// One row: everything that INI, environment, arguments, --help, `config explain` and the man
/// page know about a setting. The texts have static storage.
struct setting {
    std::string_view key = {}; // lower case with '-', as the long argument has it
    char flag = 0;             // the short argument, 0 for none
    value_rule rule = {};
    std::string_view initial = {}; // the built-in value, written as a user would write it
    std::string_view help = {};
    std::string_view group = "Options"; // its heading in --help
    setting_reach reach = setting_reach::everywhere;
    bool reloadable = false; // a running server takes a new value on SIGHUP
    bool secret = false;     // shown as ***

    /// May be given several times in one source: what was given is joined by ';'.
    bool repeats = false;

    /// Further variables of the environment that set it, where SLUICE_KEY is not there; the first
    /// that is there counts.
    std::vector<std::string_view> variables = {};
};

/// What a program can be asked to do by words: "ls", "journal show".
struct verb {
    std::string_view name = {};
    std::string_view arguments = {}; // as in --help: "NAME..."
    std::string_view help = {};
    std::size_t least = 0; // words wanted after the name
    std::size_t most = std::numeric_limits<std::size_t>::max();
};

/// All that a program can be told: its settings and its verbs.
struct settings_table {
    std::string_view program = {};  // "client": sluice-client, /etc/sluice/client.ini
    std::string_view summary = {};  // one sentence under the usage line
    std::string_view no_verb = {};  // what happens without a verb, one sentence
    std::vector<setting> rows = {}; // in the order of --help
    std::vector<verb> verbs = {};

    /// The row for a key in which '_' may stand for '-'; null if there is none.
    const setting* find(std::string_view key) const;
};

/// The rows that every program has: --config, --precedence, --set, --help, --version, --man.
std::vector<setting> common_settings();

/// key with '_' turned into '-'.
std::string with_dashes(std::string_view key);

/// The nearest key among those that INI files may hold; empty when none is near.
std::string_view nearest_key(const settings_table& table, std::string_view wrong);

} // namespace sluice
