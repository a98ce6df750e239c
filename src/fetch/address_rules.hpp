#pragma once

#include "base/result.hpp"
#include "fetch/ip_address.hpp"
#include "fetch/url.hpp"

#include <vector>

namespace sluice::fetch {

/// Which addresses may be connected to. Global ones always; the rest only by a rule, so that a URL
/// from elsewhere cannot reach what only this machine can (server-side request forgery). Pure.
class address_rules {
public:
    /// No rule: global addresses only.
    address_rules() = default;

    /// Whatever the user configured himself: his own server, a Unix socket.
    static address_rules everything();

    /// One word of `allow =`: an address or range ("10.0.0.0/8"), a host name, or "private" for all
    /// that is not global, but for metadata addresses, which only a range can allow. Errors:
    /// bad_configuration.
    result<void> allow(std::string_view word);

    /// May this address be connected to for a URL with this host? Errors: permission_denied, which
    /// names the address and what it is.
    result<void> judge(std::string_view host, const ip_address& address) const;

    /// Judges a host that is written as an address; a name is judged when it is resolved.
    result<void> judge_host(const url& wanted) const;

private:
    bool everything_ = false;
    bool private_ = false;
    std::vector<address_range> ranges_;
    std::vector<std::string> hosts_;
};

} // namespace sluice::fetch
