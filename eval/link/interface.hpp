#pragma once

#include "base/result.hpp"
#include "base/unique_fd.hpp"

#include <string>

namespace sluice::eval {

/// What a network interface is given. Everything here acts on the network namespace of the calling
/// thread and needs CAP_NET_ADMIN in it; failures are those of netdevice(7), with the name of the
/// interface.
struct interface_options {
    std::string name;         // at most 15 bytes
    std::string ipv4_address; // of a /24
    std::string ipv6_address; // of a /64; empty: none
    int mtu = 1500;           // bytes of a frame behind its header
    int queue_frames = 10000; // that wait to be read, beyond which the kernel drops
};

/// A TAP device that is up: a descriptor that gives and takes whole Ethernet frames, not blocking,
/// without offloads. It has no neighbour discovery (IFF_NOARP) and all of them have the same
/// hardware address, so two that are connected understand each other from the first frame, and
/// nothing travels but what programs send. The device goes with its descriptor. Fails with
/// errc::unsupported when the kernel has no TAP devices.
result<unique_fd> open_tap(const interface_options& how);

/// Sets the loopback device of a new namespace to work.
result<> raise_loopback();

} // namespace sluice::eval
