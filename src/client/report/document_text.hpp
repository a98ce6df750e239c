#pragma once

#include "client/report/report.hpp"

namespace sluice::client {

// Members of a document that a server sent, for people. Whatever type they have, nothing is thrown.
// Not escaped.

/// A string as it is, anything else as JSON; nothing where there is no such member, or null.
std::string text_at(const json& from, const char* key);

/// The member "shape", [400,500], as "400 x 500"; "single" without axes, "?" where it is no list.
std::string shape_at(const json& from);

/// The member with one digit behind the point; nothing where it is no number.
std::string number_at(const json& from, const char* key);

} // namespace sluice::client
