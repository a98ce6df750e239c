#include "eval/link/interface.hpp"

#include "eval/link/ipv6_address.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <sys/ioctl.h>

#include <algorithm>
#include <array>
#include <cstring>

namespace sluice::eval {
namespace {

constexpr std::array<unsigned char, 6> hardware_address{0x02, 0x73, 0x6c, 0x75, 0x69, 0x63};

ifreq request_for(const std::string& name)
{
    ifreq made{};
    std::memcpy(made.ifr_name, name.data(), std::min(name.size(), sizeof made.ifr_name - 1));
    return made;
}

/// The ioctl requests of netdevice(7), on one socket.
class interface {
public:
    explicit interface(std::string name)
        : name_(std::move(name)),
          socket_(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0))
    {
    }

    result<> set_flags(short add, short remove) const;
    result<> set_hardware_address() const;
    result<> set_mtu(int bytes) const;
    result<> set_queue(int frames) const;
    result<> set_address(unsigned long request, const std::string& address) const;

private:
    result<> ask(unsigned long request, ifreq& what) const;

    std::string name_;
    unique_fd socket_;
};

result<> interface::ask(unsigned long request, ifreq& what) const
{
    if (::ioctl(socket_.get(), request, &what) != 0) return fail_errno("link", name_);
    return ok;
}

result<> interface::set_flags(short add, short remove) const
{
    auto what = request_for(name_);
    const auto known = ask(SIOCGIFFLAGS, what);
    if (!known) return known;
    what.ifr_flags = static_cast<short>((what.ifr_flags | add) & ~remove);
    return ask(SIOCSIFFLAGS, what);
}

result<> interface::set_hardware_address() const
{
    auto what = request_for(name_);
    what.ifr_hwaddr.sa_family = ARPHRD_ETHER;
    std::memcpy(what.ifr_hwaddr.sa_data, hardware_address.data(), hardware_address.size());
    return ask(SIOCSIFHWADDR, what);
}

result<> interface::set_mtu(int bytes) const
{
    auto what = request_for(name_);
    what.ifr_mtu = bytes;
    return ask(SIOCSIFMTU, what);
}

result<> interface::set_queue(int frames) const
{
    auto what = request_for(name_);
    what.ifr_qlen = frames;
    return ask(SIOCSIFTXQLEN, what);
}

result<> interface::set_address(unsigned long request, const std::string& address) const
{
    auto what = request_for(name_);
    sockaddr_in at{};
    at.sin_family = AF_INET;
    if (::inet_pton(AF_INET, address.c_str(), &at.sin_addr) != 1)
        return fail(errc::bad_usage, "link", address);
    std::memcpy(&what.ifr_addr, &at, sizeof at);
    return ask(request, what);
}

result<unique_fd> open_device(const std::string& name)
{
    constexpr auto path = "/dev/net/tun";
    unique_fd made(::open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC));
    if (!made && (errno == ENOENT || errno == ENODEV || errno == ENXIO))
        return fail(errc::unsupported, "link", "no /dev/net/tun: the kernel needs its module tun");
    if (!made) return fail_errno("link", path);
    auto what = request_for(name);
    what.ifr_flags = static_cast<short>(IFF_TAP | IFF_NO_PI);
    if (::ioctl(made.get(), TUNSETIFF, &what) != 0) return fail_errno("link", name);
    // Without offloads every frame on the wire is what a network card would send.
    if (::ioctl(made.get(), TUNSETOFFLOAD, 0) != 0) return fail_errno("link", name);
    return made;
}

} // namespace

result<unique_fd> open_tap(const interface_options& how)
{
    auto device = open_device(how.name);
    if (!device) return device;
    const interface made(how.name);
    const std::array steps{
        made.set_hardware_address(),
        made.set_mtu(how.mtu),
        made.set_queue(how.queue_frames),
        made.set_address(SIOCSIFADDR, how.ipv4_address),
        made.set_address(SIOCSIFNETMASK, "255.255.255.0"),
        made.set_flags(IFF_UP | IFF_NOARP, IFF_MULTICAST),
    };
    for (const auto& step : steps)
        if (!step) return step.error();
    if (how.ipv6_address.empty()) return device;
    const auto added = add_ipv6_address(how.name, how.ipv6_address);
    if (!added) return added.error();
    return device;
}

result<> raise_loopback()
{
    return interface("lo").set_flags(IFF_UP, 0);
}

} // namespace sluice::eval
