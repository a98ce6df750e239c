#pragma once

#include "http/fields.hpp"

#include <cstdint>

namespace sluice::http {

/// An answer whose body is in memory, or only its head. Date, Connection and Content-Length are
/// put in by the exchange.
struct response {
    response() = default;
    explicit response(int code) : status(code) {}
    response(int code, std::string_view media_type, std::string content)
        : status(code),
          body(std::move(content))
    {
        fields.set("content-type", media_type);
    }

    int status = 200;
    http::fields fields;
    std::string body;
};

/// "Not Found" for 404; empty for a number without a name (RFC 9110, 15).
std::string_view reason_of(int status);

} // namespace sluice::http
