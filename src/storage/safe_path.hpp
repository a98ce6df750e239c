#pragma once

#include "base/result.hpp"

#include <string>
#include <string_view>

namespace sluice::storage {

/// A relative path that came through check_path: components joined by "/", none of them empty, "."
/// or ".." or longer than 255 bytes, no control characters, 4096 bytes at most in all. The empty
/// path is the root itself. That nothing on disk leads out of the root is openat2's part.
class safe_path {
public:
    safe_path() = default;

    const std::string& text() const { return text_; }
    bool is_root() const { return text_.empty(); }

    /// The last component; empty for the root.
    std::string_view name() const;

    /// All but the last component.
    safe_path folder() const;

private:
    friend result<safe_path> check_path(std::string_view claimed);
    explicit safe_path(std::string text) : text_(std::move(text)) {}

    std::string text_;
};

/// The one gate for every name that a peer or a user gives. A trailing "/" is dropped.
/// Errors: outside_root (absolute, or with ".."), bad_name (the rest).
result<safe_path> check_path(std::string_view claimed);

} // namespace sluice::storage
