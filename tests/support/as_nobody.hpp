#pragma once

#include <sys/fsuid.h>
#include <unistd.h>

namespace sluice::test {

/// While it lives this thread opens files as a user who owns nothing, also when the tests run as
/// root. Without effect for another user, who has no rights to lose.
class as_nobody {
public:
    as_nobody()
    {
        if (::geteuid() == 0) ::setfsuid(65534);
    }
    as_nobody(const as_nobody&) = delete;
    as_nobody& operator=(const as_nobody&) = delete;
    ~as_nobody()
    {
        if (::geteuid() == 0) ::setfsuid(0);
    }
};

} // namespace sluice::test
