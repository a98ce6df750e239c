#pragma once

#include "base/bytes.hpp"
#include "base/deadline.hpp"
#include "fetch/address_rules.hpp"
#include "http/fields.hpp"
#include "net/tls_trust.hpp"

#include <atomic>
#include <optional>

namespace sluice::fetch {

/// What to ask for.
struct request {
    std::string method = "GET";
    std::string target; // an absolute http or https URL
    http::fields fields;
    std::string body; // GET and HEAD have none
};

/// Whom to believe, what to prove oneself with, and how patient to be; shared by many requests.
struct access {
    address_rules rules;                 // of every address that is connected to
    std::string token;                   // bearer token, a secret; for the first origin only
    http::fields own_fields;             // sent with each request, to the first origin only
    std::optional<net::fingerprint> pin; // this certificate and no other
    std::string ca;                      // PEM file; empty: what the system trusts
    std::string unix_socket;             // path to connect to instead of host and port
    std::string proxy;                   // URL; empty: none, whatever the environment says
    std::chrono::milliseconds connect_limit{10'000};
    std::chrono::milliseconds stall_limit{30'000}; // without any byte in either direction
    unsigned most_redirects = 5;
    std::size_t most_body = std::size_t{1} << 20U; // bytes of a body kept in memory
};

/// What came back. The body stands here unless a sink took it.
struct answer {
    int status = 0;
    http::fields fields;
    std::string body;
    url from; // where the answer came from, after redirects
};

/// Takes the body of an answer of 2xx while it comes. Called on the thread that works on the
/// request; an error ends the request and is its outcome.
class body_sink {
public:
    virtual ~body_sink() = default;

    /// The head of the answer, before any of its body. Not for redirects and errors.
    virtual result<void> begin(const answer& head) = 0;

    /// The next bytes, valid during the call.
    virtual result<void> take(byte_view bytes) = 0;
};

/// Set by anybody at any time, it ends a request within about a tenth of a second.
using stop_flag = std::atomic<bool>;

} // namespace sluice::fetch
