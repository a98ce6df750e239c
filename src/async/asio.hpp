#pragma once

// The one place that includes Asio and knows which version it is (docs/asio.md). Everything above
// takes Asio from here, so that it is compiled once, as a precompiled header.

// First, so that Asio finds the standard library's macros in every file: its configuration differs
// without them (docs/asio.md, trap 11).
// clang-format off
#include <cstddef>
// clang-format on

#include <asio.hpp>
#include <asio/experimental/as_tuple.hpp>
#include <asio/experimental/awaitable_operators.hpp>
#include <asio/experimental/channel.hpp>
#include <asio/experimental/deferred.hpp>
#include <asio/experimental/parallel_group.hpp>

namespace sluice {

#if ASIO_VERSION >= 102300
using asio::as_tuple;
using asio::deferred;
#else
using asio::experimental::as_tuple;
using asio::experimental::deferred;
#endif
using asio::experimental::make_parallel_group;
using asio::experimental::wait_for_one;

} // namespace sluice
