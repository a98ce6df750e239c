#pragma once

#include "proto/messages.hpp"
#include "state/rights.hpp"

#include <optional>

namespace sluice::server {

/// The right that a request of the native protocol needs; none: open to whoever has logged in.
/// Pure.
std::optional<state::right> needed_right(const proto::message& request);

} // namespace sluice::server
