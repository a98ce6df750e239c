#pragma once

#include "server/http/route.hpp"

namespace sluice::server {

/// How an array that comes in one request is to be kept.
struct array_arrival {
    std::string name;
    storage::on_exists policy = storage::on_exists::fail;
    std::vector<std::string> tags = {};
};

/// Takes the body of a request in as an array: its header is judged as soon as it is here, before
/// the rest is read. Errors: those of array_desk::admit, parse_npy_header, reading and completing.
task<result<transfer::published_upload>> receive_array(route_call& call, array_arrival wanted);

/// Makes a spool an array.
task<result<transfer::published_upload>>
keep_array(route_call& call, std::shared_ptr<transfer::upload_spool> spool, array_arrival wanted);

} // namespace sluice::server
