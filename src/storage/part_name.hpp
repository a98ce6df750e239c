#pragma once

#include "base/result.hpp"

#include <optional>
#include <string>
#include <string_view>

/// Names beside the final one. Pure: nothing here looks at the disk.
namespace sluice::storage {

/// What stands beside a file while it comes: ".NAME.<8 hex>.part" with the bytes and
/// ".NAME.<8 hex>.journal" with what of them is verified. The hex digits come from the source's
/// path, so that a later attempt finds them again. A long NAME is cut to keep within 255 bytes.
struct part_names {
    std::string part;
    std::string journal;
};
part_names part_names_for(std::string_view final_name, std::string_view source);

/// True for names made by part_names_for: such files are never offered to anybody.
bool is_part_name(std::string_view name);

/// The journal's name for a part's name, and the other way round.
std::string journal_name_of(std::string_view part_name);

/// "report.pdf" and 2 give "report(2).pdf"; a leading dot does not start an extension. A stem that
/// would make the name longer than 255 bytes is cut, whole UTF-8 characters at a time.
std::string numbered_name(std::string_view name, unsigned number);

} // namespace sluice::storage
