#include "array/swap_bytes.hpp"

namespace sluice::array {
namespace {

std::uint16_t turned(std::uint16_t word)
{
    return __builtin_bswap16(word);
}

std::uint32_t turned(std::uint32_t word)
{
    return __builtin_bswap32(word);
}

std::uint64_t turned(std::uint64_t word)
{
    return __builtin_bswap64(word);
}

template <class Word>
void turn_all(std::span<std::byte> bytes)
{
    for (std::size_t at = 0; at + sizeof(Word) <= bytes.size(); at += sizeof(Word)) {
        Word word = 0;
        std::memcpy(&word, bytes.data() + at, sizeof word);
        word = turned(word);
        std::memcpy(bytes.data() + at, &word, sizeof word);
    }
}

} // namespace

void swap_bytes(std::span<std::byte> bytes, std::uint64_t word)
{
    if (word == 2) turn_all<std::uint16_t>(bytes);
    if (word == 4) turn_all<std::uint32_t>(bytes);
    if (word == 8) turn_all<std::uint64_t>(bytes);
}

} // namespace sluice::array
