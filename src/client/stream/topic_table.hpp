#pragma once

#include "client/report/report.hpp"

namespace sluice::client {

/// A list of topics as a server tells it, as a table for people. Pure; what a member is not there
/// is shown as nothing.
std::string topic_table(const json& all);

} // namespace sluice::client
