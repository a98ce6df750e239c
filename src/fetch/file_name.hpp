#pragma once

#include "fetch/request.hpp"

namespace sluice::fetch {

/// A name for a file in a folder of ours, made of what a stranger claims: the last component, no
/// hidden file, no control, format or invalid characters, at most 200 bytes; "download" if nothing
/// is left. Pure.
std::string safe_file_name(std::string_view claimed);

/// The name that an answer offers for its body: that of Content-Disposition (RFC 6266), else that
/// of its URL; through safe_file_name. Pure.
std::string offered_name(const answer& head);

} // namespace sluice::fetch
