#include "base/exit_code.hpp"

namespace sluice {

exit_code exit_code_of(std::error_code code)
{
    if (!code) return exit_code::done;
    if (code.category() != sluice_category()) return exit_code::other;
    switch (static_cast<errc>(code.value())) {
    case errc::cancelled: return exit_code::cancelled;
    case errc::timed_out:
    case errc::peer_closed:
    case errc::bad_magic:
    case errc::unsupported_version:
    case errc::frame_too_large:
    case errc::malformed_message:
    case errc::unreachable:
    case errc::going_away: return exit_code::network;
    case errc::not_found: return exit_code::not_found;
    case errc::outside_root:
    case errc::misdirected:
    case errc::permission_denied:
    case errc::unauthenticated:
    case errc::untrusted: return exit_code::permission;
    case errc::checksum_mismatch: return exit_code::integrity;
    case errc::source_changed: return exit_code::source_changed;
    case errc::no_space:
    case errc::over_quota:
    case errc::not_writable: return exit_code::no_space;
    case errc::target_busy:
    case errc::fenced:
    case errc::target_exists: return exit_code::target_busy;
    case errc::overloaded:
    case errc::too_many_requests: return exit_code::overloaded;
    case errc::bad_name:
    case errc::bad_usage: return exit_code::usage;
    case errc::bad_configuration: return exit_code::configuration;
    case errc::unfinished: return exit_code::unfinished;
    case errc::partly_done: return exit_code::partly_done;
    default: return exit_code::other;
    }
}

bool is_retryable(std::error_code code)
{
    if (code.category() != sluice_category()) return false;
    switch (static_cast<errc>(code.value())) {
    case errc::timed_out:
    case errc::peer_closed:
    case errc::frame_too_large:
    case errc::malformed_message:
    case errc::unreachable:
    case errc::going_away:
    case errc::overloaded:
    case errc::out_of_descriptors:
    case errc::too_many_requests: return true;
    default: return false;
    }
}

} // namespace sluice
