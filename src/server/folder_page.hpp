#pragma once

#include "proto/messages.hpp"

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

namespace sluice::server {

/// A part of what one folder holds, in the order of the names' bytes.
struct folder_page {
    std::string path; // below the root; empty: the root
    std::vector<proto::entry> entries;
    std::string next; // name of the last one shown; empty: there are no more
    std::uint32_t skipped = 0;
};

/// The JSON document of a page (schema FolderPage). A name that is not UTF-8 shows replacement
/// characters; href leads to it all the same. Pure.
nlohmann::json folder_json(const folder_page& page);

/// The last component of an entry's path.
std::string_view name_of(const proto::entry& entry);

/// A link to an entry, relative to its folder; a folder's ends with '/'.
std::string href_of(const proto::entry& entry);

} // namespace sluice::server
