#pragma once

#include "async/asio.hpp"
#include "base/result.hpp"

namespace sluice {

/// What every coroutine of the project returns; its awaiter owns it.
template <class T = void>
using task = asio::awaitable<T>;

/// Completion token: co_await gives (error_code, values...) and never throws for an I/O failure.
inline constexpr auto as_result = as_tuple(asio::use_awaitable);

} // namespace sluice
