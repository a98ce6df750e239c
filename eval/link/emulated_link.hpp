#pragma once

#include "base/result.hpp"
#include "eval/link/emulator.hpp"
#include "eval/link/link_end.hpp"
#include "eval/link/link_spec.hpp"

#include <array>
#include <memory>
#include <string>
#include <vector>

namespace sluice::eval {

/// The two ends of a link.
enum class link_side { a, b };

/// Two network namespaces and a link between them, for programs and threads to be put on its two
/// sides. All of it is descriptors and a thread of this program: it goes with the object, or with
/// the program however that ends. A program that runs on a side keeps that namespace, without the
/// link, until it ends.
class emulated_link {
public:
    /// Several may exist at a time. Errors: permission_denied without the right to (root),
    /// unsupported when the kernel lacks what it needs, with what that is.
    static result<std::unique_ptr<emulated_link>> open(const link_spec& what);

    const link_spec& spec() const { return what_; }

    /// The words in front of a command that run it on that side, with nsenter(1) of util-linux.
    /// They hold as long as this object.
    std::vector<std::string> command_prefix(link_side where) const;

    /// What to bind to or connect to: 10.83.76.1 and .2, or fd83:76::1 and ::2. They are the same
    /// for every link, which does not matter, for each has its own namespaces.
    std::string address(link_side where, bool ipv6) const;
    std::string address(link_side where) const { return address(where, what_.ipv6); }

    /// Puts the calling thread on that side: sockets that it opens from now on belong there, and so
    /// do programs that it starts. Best a thread that ends there. Errors: those of setns(2).
    result<> enter(link_side where) const;

    link_counters counters() const { return emulator_->counters(); }

    /// Frames that the emulator was too slow for, over both directions: the kernel dropped them
    /// before the link saw them. What was measured with any is no measurement of the link. Errors:
    /// those of frames_missed.
    result<std::uint64_t> missed() const;

    /// overloaded when there are such frames, with how many: it was another link than asked for.
    result<> check() const;

    /// Of the emulator's thread, which counts as this program's.
    double cpu_seconds() const { return emulator_->cpu_seconds(); }

private:
    emulated_link() = default;
    const unique_fd& name_space(link_side where) const;

    link_spec what_;
    std::array<unique_fd, 2> name_spaces_;
    std::unique_ptr<emulator> emulator_;
};

} // namespace sluice::eval
