#pragma once

#include <exception>

namespace sluice {

/// True if an exception says only that its coroutine was cancelled (Asio's operation_aborted).
bool is_abort(const std::exception_ptr& thrown);

} // namespace sluice
