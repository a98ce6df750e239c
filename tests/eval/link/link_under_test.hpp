#pragma once

#include "base/unique_fd.hpp"
#include "eval/link/emulated_link.hpp"

#include <sys/types.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace sluice::eval::test {

/// A link, or nothing and a line on stderr where the tests are not run by root.
std::unique_ptr<emulated_link> open_or_skip(const std::string& spec);

/// A socket of that side, bound to its address and a free port, that gives up receiving after two
/// seconds; of the address family that the link's spec prefers.
unique_fd socket_on(const emulated_link& link, link_side where, int type);

/// Connects `one` to where `other` is bound. False: it could not.
bool connect_to(const unique_fd& one, const unique_fd& other);

/// Two datagram sockets on the two sides, connected to each other.
struct datagram_pair {
    explicit datagram_pair(const emulated_link& link);

    unique_fd a;
    unique_fd b;
};

/// The inodes of the two network namespaces; what nsfs calls them, "net:[4026531840]".
std::vector<std::string> names_of_namespaces(const emulated_link& link);

/// How many threads are in a network namespace of that name or descriptors refer to it, over all
/// programs.
int users_of_namespace(const std::string& name);

/// Becomes so within two seconds: a thread that was joined stands in /proc for a moment more.
bool is_soon(const std::function<bool()>& is_so);

} // namespace sluice::eval::test
