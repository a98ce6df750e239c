#pragma once

#include "base/result.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <limits>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace sluice {

/// Text, integer, size, duration or boolean.
using setting_value =
    std::variant<std::string, std::int64_t, std::uint64_t, std::chrono::milliseconds, bool>;

/// Which texts a setting accepts and how they are read. The error of parse says what was wanted
/// and repeats the text.
struct value_rule {
    std::string placeholder; // what stands for the value in --help; empty for a switch
    std::function<result<setting_value>(std::string_view)> parse;

    bool is_switch() const { return placeholder.empty(); }
};

/// Any text, the empty one too, without NUL.
value_rule accept_text(std::string placeholder);

/// A text of at least one character: a path, an address.
value_rule accept_name(std::string placeholder);

/// A whole decimal number from low to high.
value_rule accept_integer(std::string placeholder, std::int64_t low, std::int64_t high);

/// What parse_size reads, from low to high.
value_rule accept_size(std::string placeholder, std::uint64_t low = 0,
                       std::uint64_t high = std::numeric_limits<std::uint64_t>::max());

/// What parse_duration reads, at least low.
value_rule accept_duration(std::chrono::milliseconds low = std::chrono::milliseconds(0));

/// yes or no; as an argument --NAME and --no-NAME.
value_rule accept_switch();

/// One of the words given, in lower case; any case is accepted.
value_rule accept_one_of(std::vector<std::string> words);

/// A log level as the integer 0 10 20 30 40 50, also by the names trace debug info warning error
/// critical.
value_rule accept_level();

/// The value as JSON and notes name it: "9000", "true", "30s", "16777216", the text itself.
std::string print_value(const setting_value& value);

} // namespace sluice
