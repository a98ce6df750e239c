#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace sluice::http {

/// How much an Accept field (RFC 9110, 12.5.1) likes a media type, from 0 (refused) to 1000; the
/// most specific range that fits counts, a part that cannot be read is passed over. An empty field
/// likes everything.
int quality_of(std::string_view accept, std::string_view media_type);

/// The one that is liked best, the first of equals; nothing if every one is refused.
std::optional<std::string_view> choose_media_type(std::string_view accept,
                                                  std::span<const std::string_view> offered);

} // namespace sluice::http
