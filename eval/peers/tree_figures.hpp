#pragma once

#include <sys/types.h>

#include <cstdint>
#include <vector>

namespace sluice::eval {

/// A running program and all that it started and that still lives, itself first; empty when it has
/// gone. From /proc/PID/task/TID/children (proc(5)), which a kernel may lack: then itself only.
std::vector<pid_t> tree_of(pid_t top);

/// User and system time of these and of their children that were waited for, in seconds: utime,
/// stime, cutime and cstime of proc_pid_stat(5), which tick every 10 ms.
double cpu_seconds_of(const std::vector<pid_t>& pids);

/// The sum of the largest resident memory that each had so far (VmHWM), in bytes; a page that two
/// of them share counts twice.
std::uint64_t peak_bytes_of(const std::vector<pid_t>& pids);

/// What one holds in memory now (VmRSS), in bytes; 0 when it has gone.
std::uint64_t resident_bytes_of(pid_t pid);

/// Lets VmHWM start again from what is resident now (clear_refs of proc(5)).
void reset_peaks(const std::vector<pid_t>& pids);

/// SIGKILL for all of tree_of.
void end_tree(pid_t top);

/// What the loopback interface has carried so far, in bytes with headers (/proc/net/dev); other
/// programs' share too.
std::uint64_t loopback_bytes();

} // namespace sluice::eval
