#include "stream/dtype.hpp"

#include <array>

namespace sluice::stream {
namespace {

struct known_type {
    number_kind kind;
    std::size_t size;
    std::string_view name;
};

constexpr std::array known{
    known_type{number_kind::boolean, 1, "bool"},
    known_type{number_kind::signed_integer, 1, "int8"},
    known_type{number_kind::signed_integer, 2, "int16"},
    known_type{number_kind::signed_integer, 4, "int32"},
    known_type{number_kind::signed_integer, 8, "int64"},
    known_type{number_kind::unsigned_integer, 1, "uint8"},
    known_type{number_kind::unsigned_integer, 2, "uint16"},
    known_type{number_kind::unsigned_integer, 4, "uint32"},
    known_type{number_kind::unsigned_integer, 8, "uint64"},
    known_type{number_kind::floating, 2, "float16"},
    known_type{number_kind::floating, 4, "float32"},
    known_type{number_kind::floating, 8, "float64"},
    known_type{number_kind::complex, 8, "complex64"},
    known_type{number_kind::complex, 16, "complex128"},
};

const known_type* find(const dtype& what)
{
    for (const auto& one : known)
        if (one.kind == what.kind && one.size == what.size) return &one;
    return nullptr;
}

} // namespace

result<dtype> parse_dtype(std::string_view text)
{
    const auto unknown = fail(errc::bad_usage, "dtype", std::string(text.substr(0, 64)));
    for (const auto& one : known)
        if (one.name == text) return dtype{one.kind, one.size, false};
    if (text.size() < 3 || text.size() > 4) return unknown;
    const char order = text[0];
    if (order != '<' && order != '>' && order != '|' && order != '=') return unknown;
    std::size_t size = 0;
    for (const char c : text.substr(2)) {
        if (c < '0' || c > '9') return unknown;
        size = size * 10 + static_cast<std::size_t>(c - '0');
    }
    dtype made{static_cast<number_kind>(text[1]), size, order == '>'};
    if (!find(made)) return unknown;
    // A single byte has no order; every other has one.
    if (order == '|' && size > 1) return unknown;
    if (size == 1) made.big_endian = false;
    return made;
}

std::string to_text(const dtype& what)
{
    const char order = what.size == 1 ? '|' : what.big_endian ? '>' : '<';
    return std::string{order, static_cast<char>(what.kind)} + std::to_string(what.size);
}

std::string name_of(const dtype& what)
{
    const auto* one = find(what);
    return one && !what.big_endian ? std::string(one->name) : to_text(what);
}

} // namespace sluice::stream
