#pragma once

#include "base/settings_load.hpp"

#include <functional>
#include <optional>

namespace sluice {

/// What `main` of every program does: fills standard streams that are closed, loads the settings of
/// the table, prints what there is to note, answers --help, --version and --man, ignores SIGPIPE,
/// and lets `work` do the rest with the settings. Gives the exit code; an exception is an internal
/// error of its own. The table must outlive the call.
int run_program_of(const settings_table& table, settings_inputs inputs,
                   const std::function<int(const settings&)>& work);

/// "sluice-client: stage: detail: what" on standard error; gives the exit code of the error.
int complain(const settings_table& table, const error& why);

/// What is wrong with settings is a whole sentence already: the detail alone.
int complain_of_settings(const settings_table& table, const error& why);

/// Lets the program open as many descriptors as the host allows.
void raise_descriptor_limit();

} // namespace sluice
