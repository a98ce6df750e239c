#pragma once

#include "base/bytes.hpp"

namespace sluice::web {

/// A file for browsers that was put into the program when it was built. All views are static.
struct embedded_asset {
    std::string_view name; // "page.js"
    std::string_view media_type;
    std::string_view encoding; // of the bytes: "gzip", or empty
    std::string_view etag;     // strong, with its quotes
    byte_view bytes;
};

/// All of them. Swagger UI and the scripts of the page at / are missing where npm could not install
/// their packages before the build (cmake/embed.cmake, cmake/bundle.cmake); the files of web/page
/// are always there.
std::span<const embedded_asset> web_assets();

/// The asset of this name, or null.
const embedded_asset* find_asset(std::string_view name);

/// True if everything that the API page needs was there for the build.
bool has_api_page();

/// True if everything that the page at / needs was there for the build.
bool has_home_page();

} // namespace sluice::web
