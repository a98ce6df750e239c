#include "eval/link/ipv6_address.hpp"

#include "base/unique_fd.hpp"

#include <arpa/inet.h>
#include <linux/if_addr.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <sys/socket.h>

#include <array>
#include <cstring>

namespace sluice::eval {
namespace {

struct attribute {
    nlattr head{};
    in6_addr address{};
};

/// RTM_NEWADDR as it travels; every part is a multiple of NLMSG_ALIGNTO, so nothing pads it.
struct address_request {
    nlmsghdr head{};
    ifaddrmsg body{};
    attribute local;
    attribute address;
};
static_assert(sizeof(address_request) == 16 + 8 + 2 * (4 + 16));

attribute attribute_of(std::uint16_t type, const in6_addr& address)
{
    return {{sizeof(attribute), type}, address};
}

address_request request_for(unsigned index, const in6_addr& address)
{
    address_request made;
    made.head.nlmsg_len = sizeof made;
    made.head.nlmsg_type = RTM_NEWADDR;
    made.head.nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL;
    made.body.ifa_family = AF_INET6;
    made.body.ifa_prefixlen = 64;
    made.body.ifa_flags = IFA_F_NODAD;
    made.body.ifa_index = index;
    made.local = attribute_of(IFA_LOCAL, address);
    made.address = attribute_of(IFA_ADDRESS, address);
    return made;
}

/// Sends one request to the kernel and waits for its acknowledgement; the kernel answers before
/// send(2) returns.
result<> ask_kernel(const address_request& request)
{
    const unique_fd socket(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE));
    if (!socket || ::send(socket.get(), &request, sizeof request, 0) != sizeof request)
        return fail_errno("link", "netlink");
    struct {
        nlmsghdr head;
        nlmsgerr body;
    } answer{};
    const auto got = ::recv(socket.get(), &answer, sizeof answer, MSG_DONTWAIT);
    if (got < static_cast<ssize_t>(sizeof answer.head + sizeof answer.body.error))
        return fail_errno("link", "netlink");
    if (answer.body.error != 0) return fail_errno("link", "IPv6 address", -answer.body.error);
    return ok;
}

} // namespace

result<> add_ipv6_address(const std::string& interface_name, const std::string& address)
{
    in6_addr binary{};
    if (::inet_pton(AF_INET6, address.c_str(), &binary) != 1)
        return fail(errc::bad_usage, "link", address);
    const unique_fd probe(::socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    if (!probe) return fail(errc::unsupported, "link", "the kernel has no IPv6");
    return ask_kernel(request_for(::if_nametoindex(interface_name.c_str()), binary));
}

} // namespace sluice::eval
