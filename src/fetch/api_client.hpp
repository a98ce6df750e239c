#pragma once

#include "fetch/fetch.hpp"
#include "fetch/line_sink.hpp"

#include <nlohmann/json.hpp>

namespace sluice::fetch {

/// A JSON answer of 2xx.
struct api_answer {
    int status = 0;
    http::fields fields;
    nlohmann::json body; // null for an empty one
};

/// What to ask of an API; the constructor is for g++ (docs/asio.md, trap 1).
struct api_request {
    api_request(std::string what, std::string where, nlohmann::json document = nullptr)
        : method(std::move(what)),
          path(std::move(where)),
          body(std::move(document))
    {
    }

    std::string method;  // "GET", "POST" ...
    std::string path;    // with its query, percent-encoded: "/api/v1/jobs?batch=7"
    nlohmann::json body; // null: none
    http::fields fields; // besides those of JSON
};

/// Asks one server for JSON, on threads of a pool. Every answer that is not 2xx is an error, by
/// api_error, so that exit codes are right. Used from one loop; destroyed only when nothing runs.
class api_client {
public:
    /// base: "http://127.0.0.1:8888", without a slash at its end; with a Unix socket in `how` the
    /// host is only a name ("http://sluice"). The address that base names is allowed: the caller
    /// configured it.
    api_client(asio::thread_pool& pool, std::string base, access how);

    /// Asks once. Errors: api_error, those of fetch::ask, malformed_message (not JSON).
    task<result<api_answer>> call(api_request what, deadline limit);

    /// Gives every line of an answer of NDJSON to `take` while it comes, on a thread of the pool.
    /// Ends with the answer, the limit, stop() or what take said. Errors as call.
    task<result<void>> lines(std::string path, line_sink::line_taker take, deadline limit);

    /// Ends what runs, with errc::cancelled, and all that is asked later. From any thread.
    void stop() { stopped_ = true; }

    const std::string& base() const { return base_; }

private:
    request request_of(const api_request& what) const;

    asio::thread_pool& pool_;
    std::string base_;
    access how_;
    stop_flag stopped_ = false;
};

} // namespace sluice::fetch
