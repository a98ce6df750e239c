#include "array/dtype.hpp"

namespace sluice::array {
namespace {

std::string bracketed(const time_unit& unit)
{
    if (unit.name.empty()) return {};
    const auto count = unit.count == 1 ? std::string() : std::to_string(unit.count);
    return "[" + count + unit.name + "]";
}

std::string_view stem_of(dtype_kind kind)
{
    switch (kind) {
    case dtype_kind::boolean: return "bool";
    case dtype_kind::signed_integer: return "int";
    case dtype_kind::unsigned_integer: return "uint";
    case dtype_kind::real: return "float";
    case dtype_kind::complex: return "complex";
    case dtype_kind::date: return "datetime";
    case dtype_kind::span: return "timedelta";
    case dtype_kind::bytes:
    case dtype_kind::text: break;
    }
    return {};
}

} // namespace

std::string to_text(const dtype& type)
{
    const char order = type.word() == 1 ? '|' : type.big_endian ? '>' : '<';
    const auto size = type.kind == dtype_kind::text ? type.size / 4 : type.size;
    return std::string(1, order) + static_cast<char>(type.kind) + std::to_string(size) +
           bracketed(type.unit);
}

std::string long_name(const dtype& type)
{
    const auto stem = stem_of(type.kind);
    if (type.big_endian || stem.empty()) return to_text(type);
    if (type.kind == dtype_kind::boolean) return std::string(stem);
    return std::string(stem) + std::to_string(type.size * 8) + bracketed(type.unit);
}

} // namespace sluice::array
