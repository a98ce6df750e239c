#pragma once

#include <cerrno>
#include <string>
#include <string_view>
#include <system_error>

namespace sluice {

/// What can go wrong by our own rules. The numbers are stable: they travel on the wire
/// (proto/status.hpp) and stand in JSON output.
enum class errc {
    cancelled = 1,
    timed_out = 2,
    peer_closed = 3,
    bad_magic = 4,
    unsupported_version = 5,
    frame_too_large = 6,
    malformed_message = 7,
    not_found = 8,
    outside_root = 9,
    checksum_mismatch = 10,
    bad_name = 11,
    not_a_file = 12,
    source_changed = 13,
    no_space = 14,
    not_writable = 15,
    permission_denied = 16,
    target_busy = 17,
    target_exists = 18,
    overloaded = 19,
    unreachable = 20,
    bad_usage = 21,
    bad_configuration = 22,
    io_failed = 23,
    too_many_requests = 24,
    unsupported = 25,
    going_away = 26,
    out_of_descriptors = 27,
    unfinished = 28,
    partly_done = 29,
    address_in_use = 30,
    not_a_folder = 31,
    too_large = 32,
    internal = 33,
    unauthenticated = 34,
    untrusted = 35,
    type_refused = 36,
    fenced = 37,
    over_quota = 38,
    misdirected = 39,
    method_not_allowed = 40,
};

/// The highest errc in use; tables and their tests run from 1 to here.
inline constexpr int last_errc = 40;

/// The category of errc.
const std::error_category& sluice_category() noexcept;
inline std::error_code make_error_code(errc e) noexcept
{
    return {static_cast<int>(e), sluice_category()};
}

} // namespace sluice

template <>
struct std::is_error_code_enum<sluice::errc> : std::true_type {};

namespace sluice {

/// A code to decide on, the stage in which it happened and a detail to print. The constructor is
/// there on purpose: g++ 12 destroys aggregate temporaries twice in a co_await expression
/// (docs/asio.md, trap 1).
class error {
public:
    /// stage must be a string with static storage (a literal), such as "connect".
    error(std::error_code code, std::string_view stage = {}, std::string detail = {})
        : code_(code),
          stage_(stage),
          detail_(std::move(detail))
    {
    }

    std::error_code code() const noexcept { return code_; }
    std::string_view stage() const noexcept { return stage_; }

    /// May hold text that a peer sent: escape it before it is shown.
    const std::string& detail() const noexcept { return detail_; }

    /// "stage: detail: message of the code", leaving out what is empty; escaped, one line.
    std::string text() const;

    /// The same without escaping, for what escapes by itself (the log, JSON).
    std::string raw_text() const;

private:
    std::error_code code_;
    std::string_view stage_;
    std::string detail_;
};

inline bool operator==(const error& e, errc c) noexcept
{
    return e.code() == make_error_code(c);
}

inline error fail(std::error_code code, std::string_view stage = {}, std::string detail = {})
{
    return error(code, stage, std::move(detail));
}

/// The error for an errno value (errno itself unless given), translated to errc where one of ours
/// says the same (ENOENT is not_found, ENOSPC is no_space); the generic category otherwise.
error fail_errno(std::string_view stage, std::string detail = {}, int number = errno);

/// The stable snake_case name of a code, as JSON output and logs show it: "not_found"; codes of
/// other categories give their symbolic errno name or "errno_N".
std::string code_name(std::error_code code);

} // namespace sluice
