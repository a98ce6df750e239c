#include "support/memory_watch.hpp"

#include <malloc.h>

#include <atomic>
#include <cstdlib>
#include <new>

namespace {

std::atomic<std::size_t> held = 0;
std::atomic<std::size_t> most = 0;

void* take(std::size_t size)
{
    void* made = std::malloc(size == 0 ? 1 : size);
    if (!made) throw std::bad_alloc();
    const auto now = held += ::malloc_usable_size(made);
    if (now > most) most = now;
    return made;
}

void give_back(void* made)
{
    if (made) held -= ::malloc_usable_size(made);
    std::free(made);
}

} // namespace

void* operator new(std::size_t size)
{
    return take(size);
}

void* operator new[](std::size_t size)
{
    return take(size);
}

void* operator new(std::size_t size, const std::nothrow_t&) noexcept
{
    return take(size);
}

void operator delete(void* made) noexcept
{
    give_back(made);
}

void operator delete[](void* made) noexcept
{
    give_back(made);
}

void operator delete(void* made, std::size_t) noexcept
{
    give_back(made);
}

void operator delete[](void* made, std::size_t) noexcept
{
    give_back(made);
}

namespace sluice::test {

memory_watch::memory_watch() : before_(held)
{
    most = before_;
}

std::size_t memory_watch::peak_bytes() const
{
    return most - before_;
}

} // namespace sluice::test
