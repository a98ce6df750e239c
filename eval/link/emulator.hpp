#pragma once

#include "base/result.hpp"
#include "base/unique_fd.hpp"
#include "eval/link/link_counters.hpp"
#include "eval/link/link_spec.hpp"

#include <memory>

namespace sluice::eval {

/// One thread that moves Ethernet frames between two TAP devices and impairs them on the way. It
/// belongs to this program and ends with it, whichever way that ends. It runs in real time where it
/// may (SCHED_FIFO, sched(7)), so that busy programs do not make the link slower.
class emulator {
public:
    /// The descriptors of the ends A and B, one frame per read(2) and write(2), without a header in
    /// front (IFF_NO_PI, no IFF_VNET_HDR) and not blocking. Fails with the errors of
    /// epoll_create(2), timerfd_create(2) and eventfd(2).
    static result<std::unique_ptr<emulator>> start(const link_spec& what, unique_fd end_a,
                                                   unique_fd end_b);
    emulator(const emulator&) = delete;
    emulator& operator=(const emulator&) = delete;

    /// Stops at once; what is on its way is lost.
    ~emulator();

    /// Without the frames of its present turn, 64 a direction at most. Safe to ask from any thread.
    link_counters counters() const;

    /// Of its thread, user and system: take it off what this program is said to have used.
    double cpu_seconds() const;

private:
    class engine;
    explicit emulator(std::unique_ptr<engine> made);

    std::unique_ptr<engine> engine_;
};

} // namespace sluice::eval
