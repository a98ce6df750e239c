#pragma once

#include "base/error.hpp"

namespace sluice::http {

/// Why a request is not taken: the status to answer with, then the connection closes.
struct refusal {
    int status = 400;
    errc code = errc::malformed_message;
    std::string_view detail; // static storage
};

} // namespace sluice::http
