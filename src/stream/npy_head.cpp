#include "stream/npy_head.hpp"

#include <fmt/format.h>

namespace sluice::stream {
namespace {

constexpr std::string_view magic = "\x93NUMPY\x01";
constexpr std::size_t whole_size = 1024;
constexpr std::size_t before_text = 10;

} // namespace

result<byte_buffer> npy_head(const schema& of, std::uint64_t messages)
{
    std::string axes = std::to_string(messages) + ",";
    for (const auto length : of.shape)
        axes += fmt::format(" {},", length);
    auto text = fmt::format("{{'descr': '{}', 'fortran_order': False, 'shape': ({}), }}",
                            to_text(of.element), axes);
    constexpr auto room = whole_size - before_text - 1;
    if (text.size() > room) return fail(errc::bad_usage, "npy", "too many dimensions");
    text.append(room - text.size(), ' ');
    text += '\n';
    byte_buffer made;
    append(made, as_bytes(magic));
    made.push_back(std::byte{0});
    made.push_back(static_cast<std::byte>(text.size() & 0xffU));
    made.push_back(static_cast<std::byte>(text.size() >> 8U));
    append(made, as_bytes(text));
    return made;
}

} // namespace sluice::stream
