#include "fetch/api_error.hpp"

#include <nlohmann/json.hpp>

#include <optional>

namespace sluice::fetch {
namespace {

using json = nlohmann::json;

constexpr std::size_t longest_detail = 1000;

std::optional<errc> errc_named(std::string_view name)
{
    for (int number = 1; number <= last_errc; ++number)
        if (code_name(static_cast<errc>(number)) == name) return static_cast<errc>(number);
    return std::nullopt;
}

std::string text_at(const json& document, const char* key)
{
    if (!document.is_object()) return {};
    const auto found = document.find(key);
    return found != document.end() && found->is_string() ? found->get<std::string>()
                                                         : std::string();
}

std::string detail_of(const json& document)
{
    for (const auto* key : {"detail", "error", "message"})
        if (auto text = text_at(document, key); !text.empty()) return text;
    return {};
}

/// Servers end a detail with the words of its code, which the error says anyway.
void drop_repetition(std::string& detail, errc code)
{
    const auto message = make_error_code(code).message();
    if (detail == message)
        detail.clear();
    else if (detail.ends_with(": " + message))
        detail.resize(detail.size() - message.size() - 2);
}

} // namespace

errc errc_of_status(int status)
{
    switch (status) {
    case 400:
    case 422: return errc::bad_usage;
    case 401: return errc::unauthenticated;
    case 403: return errc::permission_denied;
    case 404:
    case 410: return errc::not_found;
    case 405: return errc::method_not_allowed;
    case 406:
    case 415: return errc::type_refused;
    case 408:
    case 504: return errc::timed_out;
    case 409: return errc::target_busy;
    case 412: return errc::source_changed;
    case 413: return errc::too_large;
    case 421: return errc::misdirected;
    case 429: return errc::too_many_requests;
    case 500: return errc::internal;
    case 501: return errc::unsupported;
    case 502: return errc::unreachable;
    case 503: return errc::overloaded;
    case 507: return errc::no_space;
    default: return status >= 400 && status < 600 ? errc::unsupported : errc::malformed_message;
    }
}

error api_error(const answer& came)
{
    const auto document = json::parse(came.body, nullptr, false);
    const auto named = errc_named(text_at(document, "code"));
    auto detail = detail_of(document).substr(0, longest_detail);
    if (detail.empty()) detail = came.from.text + " answered " + std::to_string(came.status);
    const auto code = named.value_or(errc_of_status(came.status));
    drop_repetition(detail, code);
    return fail(code, "server", std::move(detail));
}

} // namespace sluice::fetch
