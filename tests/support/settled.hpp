#pragma once

#include "base/rfc3339.hpp"
#include "storage/file_stamp.hpp"
#include "support/catch.hpp"

#include <string>
#include <thread>

namespace sluice::test {

/// Waits until the file at `path` cannot change any more without showing it; only then is it given
/// as what it is.
inline void wait_until_settled(const std::string& path)
{
    struct ::stat found{};
    REQUIRE(::stat(path.c_str(), &found) == 0);
    const auto stamp = storage::stamp_of(found);
    while (storage::unsettled_ns(stamp, real_time_ns()) > 0)
        std::this_thread::yield();
}

} // namespace sluice::test
