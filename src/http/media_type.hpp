#pragma once

#include <string_view>

namespace sluice::http {

/// The media type of a file by the ending of its name, in any case; application/octet-stream for
/// one that is not known.
std::string_view media_type_of(std::string_view file_name);

} // namespace sluice::http
