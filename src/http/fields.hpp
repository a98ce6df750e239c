#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sluice::http {

/// One header field; the name in lower case.
struct field {
    std::string name;
    std::string value; // without the blanks around it

    friend bool operator==(const field&, const field&) = default;
};

/// The header fields of a message in the order they came. Pure.
class fields {
public:
    /// Names are turned to lower case.
    void add(std::string_view name, std::string_view value);

    /// Takes the place of all fields of this name.
    void set(std::string_view name, std::string_view value);

    /// The value of the first field of this name, in any case; null if there is none.
    const std::string* find(std::string_view name) const;

    /// All values of this name joined by ", " (RFC 9110, 5.3); nothing if there is none.
    std::optional<std::string> joined(std::string_view name) const;

    std::size_t count(std::string_view name) const;
    const std::vector<field>& all() const { return all_; }

private:
    std::vector<field> all_;
};

/// True if a comma-separated list of tokens holds this one, in any case: Connection, Accept and
/// the like.
bool has_token(std::string_view list, std::string_view token);

} // namespace sluice::http
