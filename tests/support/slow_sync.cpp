#include <sys/syscall.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <thread>

/// Loaded before the C library (LD_PRELOAD), it makes every fdatasync(2) of a program take as many
/// milliseconds as SLOW_SYNC_MS says, as an overloaded disk does.
extern "C" int fdatasync(int file)
{
    const char* milliseconds = std::getenv("SLOW_SYNC_MS");
    const auto pause = std::chrono::milliseconds(milliseconds ? std::atoi(milliseconds) : 0);
    std::this_thread::sleep_for(pause);
    return static_cast<int>(::syscall(SYS_fdatasync, file));
}
