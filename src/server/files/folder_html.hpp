#pragma once

#include "server/files/folder_page.hpp"

namespace sluice::server {

/// A page of a folder for people: breadcrumbs, a table of names, sizes and dates, a link to what
/// follows. Needs no script; everything from the disk is escaped. Pure.
std::string folder_html(const folder_page& page);

/// The Content-Security-Policy that allows the page its own style and nothing else.
const std::string& folder_html_policy();

/// Text for HTML: & < > " ' as references, control and reordering characters as base/escape shows
/// them.
std::string html_escaped(std::string_view text);

} // namespace sluice::server
