#pragma once

#include "base/settings_load.hpp"
#include "client/schedule/schedule_sections.hpp"
#include "client/settings/client_settings.hpp"
#include "fetch/address_rules.hpp"
#include "schedule/rules.hpp"
#include "storage/part_file.hpp"

namespace sluice::client {

/// Where a scheduled pull gets its files.
enum class pull_kind {
    native, // files of the server, by its own protocol
    files,  // a file of the server, by HTTP
    pickup, // what is fresh in a project of the server
    job,    // a file of an agent, which the server fetches
    url,    // anything else by http or https
};

/// One schedule: when, what, and where to.
struct pull_order {
    std::string name;
    std::string source; // as it is shown to people
    std::string plan;   // the same: "every 5m"
    std::string notice; // told to the server of its own requests; empty: nothing
    schedule::rules when;
    pull_kind kind = pull_kind::native;
    std::string path; // native: name or pattern; files, pickup: path of the URL; job: path there
    std::string agent;
    std::string target; // URL, of the kind url
    std::string api;    // base URL of the server, without a slash at its end
    std::filesystem::path into;
    bool unpack = false;
    storage::on_exists policy = storage::on_exists::rename;
    fetch::address_rules rules; // of the kind url
    std::string proxy;
    std::chrono::milliseconds limit{}; // of one run
    std::uint64_t most_bytes = 0;      // of one file
};

/// The rows of the client's table that are about schedules.
std::vector<setting> schedule_rows();

/// The keys that a section [schedule NAME] may hold.
const settings_table& schedule_section_table();

/// All schedules: one for each section, and "default" for those settings given outside of
/// sections (--api, --source and the like). Errors: bad_configuration, with file and line for what
/// stands in a file.
result<std::vector<pull_order>> pull_orders_from(const settings& loaded,
                                                 const client_settings& wanted);

/// What the predecessor's client was told by variables of other names (INTERVAL, API_URL, PROJECT,
/// EXT, CLIENT_MOUNT, WORKSPACE), as settings of ours; only for the verb schedule. Pure.
settings_inputs with_older_names(settings_inputs inputs);

} // namespace sluice::client
