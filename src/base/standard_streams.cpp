#include "base/standard_streams.hpp"

#include <fcntl.h>
#include <unistd.h>

namespace sluice {

void fill_standard_streams()
{
    for (int number = 0; number <= 2; ++number) {
        if (::fcntl(number, F_GETFD) >= 0) continue;
        // The lowest free number is the one found closed.
        static_cast<void>(::open("/dev/null", number == 0 ? O_RDONLY : O_WRONLY));
    }
}

} // namespace sluice
