#include "eval/link/link_end.hpp"

#include <fcntl.h>
#include <sched.h>

#include <fstream>
#include <sstream>
#include <thread>

namespace sluice::eval {
namespace {

// Of the thread that writes it (net.ipv6.conf, ip-sysctl of the kernel). Without IPv6 there is no
// such file, and with it nothing worse happens than frames that nobody asked for.
void refuse_router_discovery()
{
    const unique_fd file(::open("/proc/sys/net/ipv6/conf/default/accept_ra", O_WRONLY | O_CLOEXEC));
    [[maybe_unused]] const auto put = ::write(file.get(), "0", 1);
}

result<link_end> make_here(const interface_options& how)
{
    if (::unshare(CLONE_NEWNET) != 0) {
        if (errno == EPERM)
            return fail(errc::permission_denied, "link", "a network namespace needs CAP_SYS_ADMIN");
        if (errno == EINVAL)
            return fail(errc::unsupported, "link", "the kernel has no network namespaces");
        return fail_errno("link", "unshare");
    }
    link_end made;
    made.name_space.reset(::open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC));
    if (!made.name_space) return fail_errno("link", "/proc/thread-self/ns/net");
    refuse_router_discovery();
    const auto raised = raise_loopback();
    if (!raised) return raised.error();
    auto tap = open_tap(how);
    if (!tap) return tap.error();
    made.tap = std::move(*tap);
    return made;
}

result<std::uint64_t> read_missed(const std::string& interface_name)
{
    constexpr int sent_dropped = 12; // of the numbers of a line, from 1
    std::ifstream file("/proc/thread-self/net/dev");
    std::string line;
    while (std::getline(file, line)) {
        std::istringstream words(line);
        std::string word;
        if (!(words >> word) || word != interface_name + ":") continue;
        std::uint64_t number = 0;
        for (int i = 0; i < sent_dropped; ++i)
            words >> number;
        if (words) return number;
    }
    return fail(errc::not_found, "link", interface_name);
}

} // namespace

// In a thread of its own, which ends: there is no way back that could fail.
result<link_end> open_link_end(const interface_options& how)
{
    result<link_end> made;
    std::thread maker([&made, &how] { made = make_here(how); });
    maker.join();
    return made;
}

result<std::uint64_t> frames_missed(const unique_fd& name_space, const std::string& interface_name)
{
    result<std::uint64_t> missed;
    std::thread reader([&] {
        if (::setns(name_space.get(), CLONE_NEWNET) != 0)
            missed = fail_errno("link", "setns");
        else
            missed = read_missed(interface_name);
    });
    reader.join();
    return missed;
}

} // namespace sluice::eval
