#pragma once

#include "base/settings_load.hpp"

#include <memory>
#include <optional>

namespace sluice::client {

/// An entry of a section [schedule NAME].
struct section_entry {
    std::string name; // may be empty
    std::string key;
    std::string value;
    std::string place; // "/etc/sluice/client.ini:3"
};

/// The schedules of the INI files, as they stand there.
struct schedule_sections {
    std::vector<section_entry> entries; // lowest file first
    std::optional<error> problem;       // what made a file unreadable: bad_configuration
};

/// The same inputs, which read INI files without their sections [schedule NAME] and put these into
/// `found`. The lines keep their numbers.
settings_inputs with_sections(settings_inputs inputs, std::shared_ptr<schedule_sections> found);

} // namespace sluice::client
