#pragma once

#include "base/result.hpp"

#include <cstdint>
#include <string>

namespace sluice::transfer {

/// What may arrive, whichever the door; asked before the first byte and again before a file appears
/// under its name. Thread-safe; inspect blocks (it reads the file).
class arrival_rules {
public:
    virtual ~arrival_rules() = default;

    /// By name and size alone. Errors: too_large, type_refused (its extension), bad_name.
    virtual result<> admit(const std::string& path, std::uint64_t size) = 0;

    /// By content. Errors: type_refused, io_failed.
    virtual result<> inspect(const std::string& path, int file) = 0;
};

} // namespace sluice::transfer
