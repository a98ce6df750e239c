#pragma once

#include "proto/messages.hpp"

#include <nlohmann/json.hpp>

#include <optional>
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

/// The name to go on behind as text: itself, or "/" and its base64url where it is not UTF-8 and
/// would not survive in JSON. No name begins with a slash.
std::string cursor_of(std::string_view name);

/// The name that a cursor stands for; nothing for what cursor_of never makes and is no name.
std::optional<std::string> name_of_cursor(std::string_view cursor);

/// A link to an entry, relative to its folder; a folder's ends with '/'.
std::string href_of(const proto::entry& entry);

} // namespace sluice::server
