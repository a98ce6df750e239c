#include "server/http/error_response.hpp"

#include "http/problem.hpp"

#include <algorithm>
#include <array>

namespace sluice::server {
namespace {

using json = nlohmann::json;

struct status_row {
    errc code;
    int status;
};

constexpr std::array statuses{
    status_row{errc::not_found, 404},          status_row{errc::outside_root, 404},
    status_row{errc::not_a_file, 404},         status_row{errc::not_a_folder, 404},
    status_row{errc::bad_name, 400},           status_row{errc::bad_usage, 400},
    status_row{errc::malformed_message, 400},  status_row{errc::checksum_mismatch, 400},
    status_row{errc::permission_denied, 403},  status_row{errc::unauthenticated, 401},
    status_row{errc::timed_out, 408},          status_row{errc::target_busy, 409},
    status_row{errc::target_exists, 409},      status_row{errc::fenced, 409},
    status_row{errc::source_changed, 409},     status_row{errc::unfinished, 409},
    status_row{errc::over_quota, 413},         status_row{errc::too_large, 413},
    status_row{errc::type_refused, 415},       status_row{errc::too_many_requests, 429},
    status_row{errc::unsupported, 501},        status_row{errc::overloaded, 503},
    status_row{errc::going_away, 503},         status_row{errc::out_of_descriptors, 503},
    status_row{errc::no_space, 507},           status_row{errc::misdirected, 421},
    status_row{errc::method_not_allowed, 405},
};

constexpr std::array worth_another_try{
    errc::timed_out,         errc::target_busy, errc::source_changed, errc::checksum_mismatch,
    errc::too_many_requests, errc::overloaded,  errc::going_away,     errc::out_of_descriptors,
    errc::no_space,          errc::peer_closed,
};

/// What a person reads: never the details of a fault of our own.
std::string shown_detail(const error& why, int status)
{
    if (status == 500) return "the server could not do this; its log says why";
    if (why == errc::unauthenticated) return "a valid token is needed";
    return why.text();
}

/// As the predecessor of /api/files worded it: what is wrong, without our own words around it.
std::string message_of(const error& why, int status)
{
    const bool bare = status != 500 && status != 401 && !why.detail().empty();
    return bare ? why.detail() : shown_detail(why, status);
}

std::string text_of(const json& document)
{
    return document.dump(-1, ' ', false, json::error_handler_t::replace);
}

} // namespace

int http_status_of(const error& why)
{
    const auto at = std::find_if(statuses.begin(), statuses.end(),
                                 [&why](const status_row& row) { return why == row.code; });
    return at == statuses.end() ? 500 : at->status;
}

bool is_retryable(const error& why)
{
    return std::any_of(worth_another_try.begin(), worth_another_try.end(),
                       [&why](errc code) { return why == code; });
}

http::response error_response(const error& why, error_shape shape, std::string_view request_id)
{
    const int status = http_status_of(why);
    http::response made(status);
    if (shape == error_shape::problem) {
        http::problem what;
        what.status = status;
        what.code = code_name(why.code());
        what.detail = shown_detail(why, status);
        what.retryable = is_retryable(why);
        what.request_id = request_id;
        made = http::problem_response(what);
    }
    if (shape == error_shape::message)
        made = http::response(status, "application/json",
                              text_of({{"message", message_of(why, status)}}));
    if (shape == error_shape::detail)
        made = http::response(status, "application/json",
                              text_of({{"detail", message_of(why, status)}}));
    if (shape == error_shape::status)
        made = http::response(status, "application/json",
                              text_of({{"status", "error"}, {"message", message_of(why, status)}}));
    if (status == 401) made.fields.set("www-authenticate", "Bearer realm=\"sluice\"");
    if (status == 503) made.fields.set("retry-after", "1");
    made.fields.set("cache-control", "no-store");
    return made;
}

} // namespace sluice::server
