#pragma once

#include "stream/journal.hpp"
#include "support/temp_folder.hpp"

#include <fcntl.h>

namespace sluice::test {

/// A payload that tells its number.
inline byte_buffer numbered_payload(std::uint64_t sequence, std::size_t size)
{
    byte_buffer made(size);
    for (std::size_t i = 0; i < size; ++i)
        made[i] = static_cast<std::byte>((sequence * 31 + i * 7) & 0xffU);
    return made;
}

inline stream::shared_message numbered(std::uint64_t sequence, std::size_t size,
                                       std::int64_t time_ns = 0)
{
    return std::make_shared<stream::message>(sequence, time_ns, numbered_payload(sequence, size));
}

inline std::vector<stream::shared_message> numbered_run(std::uint64_t from, std::uint64_t count,
                                                        std::size_t size)
{
    std::vector<stream::shared_message> made;
    for (std::uint64_t i = 0; i < count; ++i)
        made.push_back(numbered(from + i, size, static_cast<std::int64_t>((from + i) * 1000)));
    return made;
}

inline unique_fd open_folder(const temp_folder& folder)
{
    return unique_fd(::open(folder.path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
}

/// Everything that a journal has, from its first message on.
inline std::vector<std::uint64_t> sequences_of(const stream::journal& of, std::size_t payload)
{
    std::vector<std::uint64_t> all;
    auto from = of.oldest().value_or(0);
    while (true) {
        const auto page = of.read(from, 1000);
        if (!page || page->empty()) return all;
        for (const auto& one : *page) {
            const auto wanted = numbered_payload(one->sequence(), payload);
            if (!std::ranges::equal(one->payload(), wanted)) return {};
            all.push_back(one->sequence());
        }
        from = page->back()->sequence() + 1;
    }
}

inline std::vector<std::uint64_t> count_up(std::uint64_t from, std::uint64_t to)
{
    std::vector<std::uint64_t> made;
    for (; from < to; ++from)
        made.push_back(from);
    return made;
}

} // namespace sluice::test
