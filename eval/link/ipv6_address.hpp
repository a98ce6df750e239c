#pragma once

#include "base/result.hpp"

#include <string>

namespace sluice::eval {

/// Gives an interface of the calling thread's network namespace an IPv6 address with a prefix of
/// 64 bits, which can be used at once: no duplicate address detection (IFA_F_NODAD,
/// rtnetlink(7)). Fails with errc::unsupported when the kernel has no IPv6, else as netlink says.
result<> add_ipv6_address(const std::string& interface_name, const std::string& address);

} // namespace sluice::eval
