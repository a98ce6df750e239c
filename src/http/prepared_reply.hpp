#pragma once

#include "http/response.hpp"

namespace sluice::http {

/// An answer that goes out many times: the lines of its own fields are made once.
struct prepared_reply {
    int status = 200;
    std::string lines; // by field_lines
    std::string body;
};

} // namespace sluice::http
