#pragma once

#include "base/result.hpp"
#include "base/unique_fd.hpp"
#include "eval/link/interface.hpp"

#include <cstdint>
#include <string>

namespace sluice::eval {

/// A network namespace with a loopback device and one TAP device in it, which is the end of a link.
/// It lives as long as somebody has one of the descriptors, or is in it.
struct link_end {
    unique_fd name_space; // for setns(2); namespaces(7)
    unique_fd tap;
};

/// Makes one. The calling thread stays in its own namespace. Fails with errc::permission_denied
/// without CAP_SYS_ADMIN, errc::unsupported without namespaces or TAP devices in the kernel.
result<link_end> open_link_end(const interface_options& how);

/// How many frames that interface dropped on their way out because nobody read its device in time,
/// as /proc/net/dev counts (proc_pid_net(5)). Errors: those of setns(2), not_found without that
/// interface.
result<std::uint64_t> frames_missed(const unique_fd& name_space, const std::string& interface_name);

} // namespace sluice::eval
