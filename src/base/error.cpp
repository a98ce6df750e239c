#include "base/error.hpp"

#include "base/escape.hpp"

#include <array>
#include <cstring>

namespace sluice {
namespace {

struct named_code {
    errc code;
    const char* name;
    const char* message;
};

constexpr std::array<named_code, last_errc> names{{
    {errc::cancelled, "cancelled", "cancelled"},
    {errc::timed_out, "timed_out", "timed out"},
    {errc::peer_closed, "peer_closed", "the peer closed the connection"},
    {errc::bad_magic, "bad_magic", "the peer does not speak this protocol"},
    {errc::unsupported_version, "unsupported_version", "no protocol version in common"},
    {errc::frame_too_large, "frame_too_large", "frame larger than allowed"},
    {errc::malformed_message, "malformed_message", "malformed message"},
    {errc::not_found, "not_found", "not found"},
    {errc::outside_root, "outside_root", "outside the served folder"},
    {errc::checksum_mismatch, "checksum_mismatch", "digest does not match"},
    {errc::bad_name, "bad_name", "not an acceptable name"},
    {errc::not_a_file, "not_a_file", "not a regular file"},
    {errc::source_changed, "source_changed", "the file changed at its source"},
    {errc::no_space, "no_space", "no space left"},
    {errc::not_writable, "not_writable", "cannot be written"},
    {errc::permission_denied, "permission_denied", "permission denied"},
    {errc::target_busy, "target_busy", "another transfer is writing this target"},
    {errc::target_exists, "target_exists", "the target exists"},
    {errc::overloaded, "overloaded", "the server is overloaded"},
    {errc::unreachable, "unreachable", "cannot be reached"},
    {errc::bad_usage, "bad_usage", "wrong usage"},
    {errc::bad_configuration, "bad_configuration", "wrong configuration"},
    {errc::io_failed, "io_failed", "input or output failed"},
    {errc::too_many_requests, "too_many_requests", "too many requests"},
    {errc::unsupported, "unsupported", "not supported"},
    {errc::going_away, "going_away", "the peer is stopping"},
    {errc::out_of_descriptors, "out_of_descriptors", "out of file descriptors"},
    {errc::unfinished, "unfinished", "unfinished, can be resumed"},
    {errc::partly_done, "partly_done", "partly done"},
    {errc::address_in_use, "address_in_use", "the address is in use"},
    {errc::not_a_folder, "not_a_folder", "not a folder"},
    {errc::too_large, "too_large", "too large"},
    {errc::internal, "internal", "internal error"},
    {errc::unauthenticated, "unauthenticated", "a valid token is needed"},
    {errc::untrusted, "untrusted", "the certificate of the peer is not trusted"},
    {errc::type_refused, "type_refused", "files of this type are not accepted"},
    {errc::fenced, "fenced", "a newer connection took this transfer over"},
    {errc::over_quota, "over_quota", "the quota is used up"},
    {errc::misdirected, "misdirected", "this server does not go by that name"},
    {errc::method_not_allowed, "method_not_allowed", "that method is not offered here"},
}};

const named_code* find(int value)
{
    for (const auto& n : names)
        if (static_cast<int>(n.code) == value) return &n;
    return nullptr;
}

class category final : public std::error_category {
public:
    const char* name() const noexcept override { return "sluice"; }
    std::string message(int value) const override
    {
        const auto* known = find(value);
        return known ? known->message : "unknown error";
    }
};

} // namespace

const std::error_category& sluice_category() noexcept
{
    static const category only;
    return only;
}

std::string error::raw_text() const
{
    const auto message = code_.message();
    std::string all;
    for (const std::string_view part :
         {stage_, std::string_view(detail_), std::string_view(message)}) {
        if (part.empty()) continue;
        if (!all.empty()) all += ": ";
        all += part;
    }
    return all;
}

std::string error::text() const
{
    return escape(raw_text());
}

error fail_errno(std::string_view stage, std::string detail, int number)
{
    const auto mine = [&](errc e) { return error(e, stage, std::move(detail)); };
    switch (number) {
    case ENOENT: return mine(errc::not_found);
    case ENOTDIR: return mine(errc::not_a_folder);
    case ENOSPC:
    case EDQUOT:
    case EFBIG: return mine(errc::no_space);
    case EROFS: return mine(errc::not_writable);
    case EIO: return mine(errc::io_failed);
    case EACCES:
    case EPERM: return mine(errc::permission_denied);
    case EXDEV:
    case ELOOP: return mine(errc::outside_root);
    case ENAMETOOLONG: return mine(errc::bad_name);
    case EMFILE:
    case ENFILE: return mine(errc::out_of_descriptors);
    case EADDRINUSE: return mine(errc::address_in_use);
    case ETIMEDOUT: return mine(errc::timed_out);
    case ECONNRESET:
    case EPIPE: return mine(errc::peer_closed);
    case ECONNREFUSED:
    case EHOSTUNREACH:
    case ENETUNREACH: return mine(errc::unreachable);
    default: return error({number, std::generic_category()}, stage, std::move(detail));
    }
}

std::string code_name(std::error_code code)
{
    if (code.category() == sluice_category()) {
        const auto* known = find(code.value());
        return known ? known->name : "unknown";
    }
    if (code.category() == std::generic_category() || code.category() == std::system_category()) {
        const char* symbol = strerrorname_np(code.value());
        if (symbol) return symbol;
    }
    return std::string(code.category().name()) + "_" + std::to_string(code.value());
}

} // namespace sluice
