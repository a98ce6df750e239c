#pragma once

#include "client/report/report.hpp"

namespace sluice::client {

// What the server tells of an array, for people. Pure; what a member is not there or has another
// type is shown as nothing.

/// One line: "waves  <f8  400 x 500  1.53 MiB  stored".
std::string array_line(const json& document);

/// Everything, a line for each fact.
std::string array_facts(const json& document);

/// A list of arrays as a table.
std::string array_table(const json& all);

} // namespace sluice::client
