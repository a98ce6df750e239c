#include "array/npy_header.hpp"

#include "array/header_literal.hpp"

#include <algorithm>

namespace sluice::array {
namespace {

constexpr std::string_view magic = "\x93NUMPY";
constexpr std::size_t short_front = 10; // magic, version, two bytes of length
constexpr std::size_t long_front = 12;  // the same with four bytes

error refused(std::string_view why)
{
    return fail(errc::type_refused, "npy", std::string(why));
}

std::size_t byte_at(byte_view front, std::size_t at)
{
    return std::to_integer<std::size_t>(front[at]);
}

/// Why something without the magic is refused.
error name_it(byte_view front)
{
    const auto text = as_text(front);
    if (text.starts_with("PK\x03\x04") || text.starts_with("PK\x05\x06"))
        return refused("an .npz archive: send its arrays one by one");
    if (text.size() >= 2 && text[0] == '\x80' && text[1] >= 1 && text[1] <= 5)
        return refused("a pickle, which could run code");
    return refused("no .npy file");
}

std::size_t front_of(byte_view front)
{
    return byte_at(front, 6) == 1 ? short_front : long_front;
}

std::string dictionary_of(const npy_header& of)
{
    return "{'descr': '" + to_text(of.type) +
           "', 'fortran_order': " + (of.fortran ? "True" : "False") +
           ", 'shape': " + to_text(of.axes) + ", }";
}

} // namespace

std::uint64_t npy_header::data_bytes() const
{
    const auto all = bytes_of(axes, type.size);
    return all ? *all : 0;
}

std::uint64_t npy_header::elements() const
{
    return data_bytes() / type.size;
}

result<std::size_t> header_length(byte_view front)
{
    if (!as_text(front).starts_with(magic)) return name_it(front);
    if (front.size() < 8) return fail(errc::malformed_message, "npy", "cut short");
    const auto major = byte_at(front, 6);
    if (major < 1 || major > 3 || byte_at(front, 7) != 0)
        return refused(".npy of version " + std::to_string(major) + "." +
                       std::to_string(byte_at(front, 7)));
    const auto fixed = front_of(front);
    if (front.size() < fixed) return fail(errc::malformed_message, "npy", "cut short");
    std::size_t length = byte_at(front, 8) | byte_at(front, 9) << 8U;
    if (fixed == long_front) length |= byte_at(front, 10) << 16U | byte_at(front, 11) << 24U;
    if (length > most_header - fixed)
        return fail(errc::malformed_message, "npy", "a header of more than 64 KiB");
    return fixed + length;
}

result<npy_header> parse_npy_header(byte_view front)
{
    const auto length = header_length(front);
    if (!length) return length.error();
    if (front.size() < *length)
        return fail(errc::malformed_message, "npy", "it ends within its header");
    const auto fixed = front_of(front);
    const auto said = parse_header_literal(as_text(front.subspan(fixed, *length - fixed)));
    if (!said) return said.error();
    auto type = parse_dtype(said->descr);
    if (!type) return type.error();
    const auto bytes = bytes_of(said->axes, type->size);
    if (!bytes)
        return fail(errc::malformed_message, "npy",
                    "shape " + to_text(said->axes) + " is beyond 2^63 bytes");
    npy_header made;
    made.type = std::move(*type);
    made.fortran = said->fortran;
    made.axes = said->axes;
    made.data_offset = *length;
    return made;
}

result<npy_header> parse_npy_header(byte_view front, std::uint64_t file_bytes)
{
    auto made = parse_npy_header(front);
    if (!made || made->file_bytes() == file_bytes) return made;
    return wrong_length(*made, file_bytes);
}

error wrong_length(const npy_header& of, std::uint64_t file_bytes)
{
    return fail(errc::malformed_message, "npy",
                "its header says " + std::to_string(of.file_bytes()) + " bytes, it has " +
                    std::to_string(file_bytes));
}

std::string npy_header_text(const npy_header& of, std::size_t room)
{
    constexpr std::size_t aligned = 64;
    const auto dictionary = dictionary_of(of);
    // A shape of 32 axes of 20 digits stays far below the 64 KiB of version 1.
    const auto least = std::max(room, short_front + dictionary.size() + 1);
    const auto all = (least + aligned - 1) / aligned * aligned;
    const auto length = all - short_front;
    std::string made(magic);
    made += '\x01';
    made += '\0';
    made += static_cast<char>(length & 0xffU);
    made += static_cast<char>(length >> 8U);
    made += dictionary;
    made.append(all - made.size() - 1, ' ');
    return made + '\n';
}

} // namespace sluice::array
