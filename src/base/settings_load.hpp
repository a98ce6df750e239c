#pragma once

#include "base/settings.hpp"

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace sluice {

/// Everything that the settings are made from, so that tests can play it and SIGHUP can read the
/// files again.
struct settings_inputs {
    std::vector<std::string> arguments; // without the program's name
    std::map<std::string, std::string> environment;
    std::function<result<std::string>(const std::string& path)> read_file;
};

/// The inputs of this process: its arguments, environ and the file system.
settings_inputs program_inputs(int count, const char* const* arguments);

/// Merges built-in values < /etc/sluice/PROGRAM.ini < the user's file < SLUICE_KEY < arguments <
/// the file of -c < --set; --precedence cli puts the arguments above the file of -c, strict
/// refuses when these two disagree. The table must outlive the result. With --help, --version
/// or --man only asked() is of use, and no file is read.
/// Fails with errc::bad_usage (arguments and --set) or errc::bad_configuration (files,
/// environment); the detail names the file and line, variable or argument.
result<settings> load_settings(const settings_table& table, const settings_inputs& inputs);

} // namespace sluice
