#include "terminal/text_width.hpp"

#include "terminal/decode_key.hpp"

#include <algorithm>
#include <cwchar>

namespace sluice::terminal {

std::size_t characters_of(std::string_view text)
{
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U;
    }));
}

std::size_t cells_of(std::string_view text)
{
    const auto next_byte = [&text]() -> std::optional<unsigned char> {
        if (text.empty()) return std::nullopt;
        const auto byte = static_cast<unsigned char>(text.front());
        text.remove_prefix(1);
        return byte;
    };
    std::size_t cells = 0;
    while (const auto code = decode_key(next_byte)) {
        const int width = ::wcwidth(static_cast<wchar_t>(*code));
        cells += width < 0 ? 1 : static_cast<std::size_t>(width);
    }
    return cells;
}

} // namespace sluice::terminal
