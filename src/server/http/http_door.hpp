#pragma once

#include "server/http/route_table.hpp"
#include "server/security/request_limiter.hpp"
#include "server/security/web_origin.hpp"

#include <mutex>

namespace sluice::server {

/// What may change while the server runs.
struct http_rules {
    host_rule hosts;
    std::vector<std::string> origins; // of pages that may use the API (CORS)
};

/// By which way a request came: over the network, or through the admin socket, whose callers were
/// judged when they connected.
enum class caller { remote, admin };

/// Every HTTP request passes here: names and origins, who asks, what that allows, how often, then
/// its route; afterwards it is counted and logged. One per program, safe from any loop.
class http_door {
public:
    /// The host must outlive it.
    http_door(host& shared, std::vector<route> rows);

    /// Takes over what SIGHUP may change. Errors: bad_configuration (request-rate).
    result<> apply(const server_settings& settings);

    /// Answers one request. The exchange is the caller's until the end.
    task<void> answer(http::exchange& one, caller from = caller::remote);

    const route_table& routes() const { return routes_; }

private:
    struct passage; // one request on its way

    task<void> pass(passage& through);
    result<> judge_origin(const http::exchange& one, const http_rules& rules) const;
    result<> judge_rate(passage& through);
    result<> authenticate(passage& through) const;
    result<> judge(passage& through);
    task<void> answer_preflight(passage& through);
    task<void> refuse(passage& through, error why);
    void note(const passage& through) const;
    std::shared_ptr<const http_rules> rules() const;

    host& shared_;
    route_table routes_;
    request_limiter limiter_{request_rate{}};
    mutable std::mutex mutex_; // guards the pointer
    std::shared_ptr<const http_rules> rules_ = std::make_shared<http_rules>();
};

} // namespace sluice::server
