#pragma once

#include "base/exit_code.hpp"
#include "client/settings/client_settings.hpp"
#include "transfer/download/download.hpp"

#include <nlohmann/json.hpp>

namespace sluice::client {

using json = nlohmann::ordered_json;

/// What a download means for the shell: 0 only if everything wanted is there. One failed file gives
/// its own code, several of a kind theirs, a mixture with successes partly_done; a connection that
/// was lost after something had been received gives unfinished.
exit_code exit_code_of_download(const transfer::download_summary& summary,
                                const transfer::download_progress& progress);

/// {"started","first_byte","received","verified","durable"}: seconds of the machine's
/// CLOCK_MONOTONIC (clock_gettime(2)), so that programs on one machine can compare; null where it
/// did not happen.
json to_json(const transfer::file_times& times);

/// One file of a report as a JSON object.
json to_json(const transfer::file_report& file);

/// {"code","exit_code","stage","detail","text"} of an error.
json to_json(const error& why);

/// Text for JSON: names need not be UTF-8, JSON must be; bytes that are not become U+FFFD.
std::string json_text(const json& document, int indent = -1);

/// The command that goes on where this one stopped: the arguments that matter, quoted for a shell.
/// called: the program as it was typed. several: more than one file was wanted, so that complete
/// ones must be left out. verb: "get" or "put".
std::string resume_command(const std::string& called, const settings& loaded,
                           const std::vector<std::string>& names, bool several,
                           std::string_view verb = "get");

/// A word as a shell would read it back.
std::string shell_quoted(std::string_view word);

} // namespace sluice::client
