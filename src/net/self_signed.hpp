#pragma once

#include "base/result.hpp"

#include <chrono>
#include <string>
#include <vector>

namespace sluice::net {

/// What a certificate shall say.
struct certificate_wish {
    std::vector<std::string> names;   // DNS names and addresses; the first is the common name too
    std::chrono::days lifetime{3650}; // from now; below 0: expired already
};

/// A certificate and its private key, PEM text. The key is a secret.
struct pem_pair {
    std::string certificate;
    std::string key;
};

/// Makes a new ECDSA P-256 key, which browsers take too, and a certificate for servers signed by
/// itself (RFC 5280, version 3). Errors: bad_usage (no name, or one that cannot stand in it),
/// internal.
result<pem_pair> make_self_signed(const certificate_wish& wish);

} // namespace sluice::net
