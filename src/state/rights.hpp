#pragma once

#include "base/result.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace sluice::state {

/// What a token can allow. The numbers are bits and stand in the state store.
enum class right : std::uint8_t { read = 1, write = 2, agent = 4, admin = 8 };

/// A set of rights. Pure.
class right_set {
public:
    right_set() = default;
    right_set(right one) : bits_(static_cast<std::uint8_t>(one)) {}
    explicit right_set(std::uint8_t bits) : bits_(bits & 0x0fU) {}

    static right_set all() { return right_set(std::uint8_t{0x0f}); }

    bool has(right one) const { return (bits_ & static_cast<std::uint8_t>(one)) != 0; }
    bool empty() const { return bits_ == 0; }
    std::uint8_t bits() const { return bits_; }

    right_set operator|(right_set other) const
    {
        return right_set(static_cast<std::uint8_t>(bits_ | other.bits_));
    }
    friend bool operator==(right_set, right_set) = default;

private:
    std::uint8_t bits_ = 0;
};

/// "read,write" and back. Errors: bad_usage names the word that is no right.
result<right_set> parse_rights(std::string_view text);
std::string to_text(right_set rights);

} // namespace sluice::state
