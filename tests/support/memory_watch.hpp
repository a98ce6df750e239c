#pragma once

#include <cstddef>

namespace sluice::test {

/// How many bytes operator new gave out beyond what was held at the start, at the worst moment.
/// Link memory_watch.cpp, which replaces operator new. One thread, one watch at a time.
class memory_watch {
public:
    memory_watch();
    std::size_t peak_bytes() const;

private:
    std::size_t before_;
};

} // namespace sluice::test
