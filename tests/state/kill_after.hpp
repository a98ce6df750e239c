#pragma once

#include "support/catch.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdint>
#include <functional>

namespace sluice::test {

/// Lets a program commit, kills it after it has told of so many commits, and gives how many it
/// told. The program calls its argument after each commit and never returns.
inline std::uint64_t kill_after(const std::function<void(const std::function<void()>&)>& commit,
                                std::uint64_t commits)
{
    std::array<int, 2> ends{};
    REQUIRE(::pipe(ends.data()) == 0);
    const auto child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        commit([&] {
            if (::write(ends[1], "x", 1) != 1) ::_exit(3);
        });
        ::_exit(4);
    }
    ::close(ends[1]);
    std::uint64_t told = 0;
    char one = 0;
    while (told < commits && ::read(ends[0], &one, 1) == 1)
        ++told;
    ::kill(child, SIGKILL);
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    REQUIRE(WIFSIGNALED(status));
    while (::read(ends[0], &one, 1) == 1)
        ++told;
    ::close(ends[0]);
    return told;
}

} // namespace sluice::test
