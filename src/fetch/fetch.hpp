#pragma once

#include "async/on_pool.hpp"
#include "fetch/request.hpp"

#include <memory>

namespace sluice::fetch {

/// How one request is done: until when, who may stop it, who takes its body (null: the answer).
struct request_terms {
    request_terms(deadline until, const stop_flag& stopped, body_sink* taker = nullptr)
        : limit(until),
          stop(stopped),
          sink(taker)
    {
    }

    deadline limit;
    const stop_flag& stop;
    body_sink* sink;
};

/// Asks and waits for the whole answer; blocks, so it is called on a pool thread. Redirects of GET
/// and HEAD are followed: each is judged like the first URL, none leads from https to http, and no
/// credentials go to another origin. Every address is judged when its socket is opened, so a name
/// that resolves anew cannot slip past. Answers of 4xx and 5xx are answers, not errors.
/// Errors: bad_usage (the URL, a field that is none), permission_denied (address_rules), untrusted,
/// unreachable, timed_out, peer_closed, bad_magic, malformed_message, too_large (the body in
/// memory, the head), cancelled (stop), and what the sink said.
result<answer> ask(const request& what, const access& how, const request_terms& terms);

/// The same on a pool, for coroutines. It cannot be cancelled: set the flag and await it.
task<result<answer>> ask_on(asio::thread_pool& pool, request what, const access& how,
                            request_terms terms);

} // namespace sluice::fetch
