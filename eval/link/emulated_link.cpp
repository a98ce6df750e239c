#include "eval/link/emulated_link.hpp"

#include <fmt/format.h>
#include <sched.h>
#include <unistd.h>

namespace sluice::eval {
namespace {

constexpr auto interface_name = "link";

std::string address_of(link_side where, bool ipv6)
{
    return fmt::format("{}{}", ipv6 ? "fd83:76::" : "10.83.76.", where == link_side::a ? 1 : 2);
}

interface_options options_for(link_side where, bool with_ipv6)
{
    interface_options made;
    made.name = interface_name;
    made.ipv4_address = address_of(where, false);
    if (with_ipv6) made.ipv6_address = address_of(where, true);
    return made;
}

// Links that do not ask for IPv6 work on a kernel without it too.
result<link_end> open_side(link_side where, bool needs_ipv6)
{
    auto made = open_link_end(options_for(where, true));
    if (made || needs_ipv6 || !(made.error() == errc::unsupported)) return made;
    return open_link_end(options_for(where, false));
}

} // namespace

result<std::unique_ptr<emulated_link>> emulated_link::open(const link_spec& what)
{
    auto a = open_side(link_side::a, what.ipv6);
    if (!a) return a.error();
    auto b = open_side(link_side::b, what.ipv6);
    if (!b) return b.error();
    auto running = emulator::start(what, std::move(a->tap), std::move(b->tap));
    if (!running) return running.error();
    std::unique_ptr<emulated_link> made(new emulated_link);
    made->what_ = what;
    made->name_spaces_ = {std::move(a->name_space), std::move(b->name_space)};
    made->emulator_ = std::move(*running);
    return made;
}

const unique_fd& emulated_link::name_space(link_side where) const
{
    return name_spaces_.at(where == link_side::a ? 0 : 1);
}

std::vector<std::string> emulated_link::command_prefix(link_side where) const
{
    return {"nsenter", fmt::format("--net=/proc/{}/fd/{}", ::getpid(), name_space(where).get()),
            "--"};
}

std::string emulated_link::address(link_side where, bool ipv6) const
{
    return address_of(where, ipv6);
}

result<std::uint64_t> emulated_link::missed() const
{
    std::uint64_t sum = 0;
    for (const auto& side : name_spaces_) {
        const auto one = frames_missed(side, interface_name);
        if (!one) return one.error();
        sum += *one;
    }
    return sum;
}

result<> emulated_link::check() const
{
    const auto frames = missed();
    if (!frames) return frames.error();
    if (*frames == 0) return ok;
    return fail(errc::overloaded, "link",
                std::to_string(*frames) + " frames were lost before the emulator saw them");
}

result<> emulated_link::enter(link_side where) const
{
    if (::setns(name_space(where).get(), CLONE_NEWNET) != 0) return fail_errno("link", "setns");
    return ok;
}

} // namespace sluice::eval
