#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace sluice::http {

/// The small letter for a capital one of ASCII, whatever the locale.
char lower(char c);

/// All of it.
std::string lower(std::string_view text);

/// Equal but for the case of ASCII letters.
bool same_text(std::string_view a, std::string_view b);

/// Without blanks and tabs at both ends.
std::string_view trimmed(std::string_view text);

/// tchar of RFC 9110, 5.6.2.
bool is_token_char(char c);

/// At least one character, all of them tchar.
bool is_token(std::string_view text);

/// '0' to '9'.
bool is_digit(char c);

/// Value of a hexadecimal digit, -1 for anything else.
int hex_value(char c);

/// A decimal number of digits alone; what does not fit becomes the largest. Nothing if it is empty
/// or holds anything else.
std::optional<std::uint64_t> saturated_number(std::string_view digits);

/// Cuts the part in front of the next separator outside of quotation marks off the text and gives
/// it without blanks; the separator goes too.
std::string_view cut_element(std::string_view& text, char separator);

/// What a quoted-string (RFC 9110, 5.6.4) stands for; nothing if it is not one.
std::optional<std::string> unquoted(std::string_view text);

} // namespace sluice::http
