#include "eval/link/link_counters.hpp"

#include <fmt/format.h>

#include <string_view>

namespace sluice::eval {
namespace {

void append_count(std::string& text, std::uint64_t count, std::string_view what)
{
    if (count > 0) text += fmt::format(", {} {}", count, what);
}

std::string text_of(const direction_counters& one)
{
    auto text =
        fmt::format("{} frames, {} bytes, {} delivered", one.frames, one.bytes, one.delivered);
    append_count(text, one.lost, "lost");
    append_count(text, one.overflowed, "overflowed");
    append_count(text, one.duplicated, "duplicated");
    append_count(text, one.reordered, "reordered");
    append_count(text, one.flipped, "flipped");
    append_count(text, one.refused, "refused");
    return text;
}

} // namespace

std::string describe(const link_counters& what)
{
    return fmt::format("A to B: {}; B to A: {}", text_of(what[0]), text_of(what[1]));
}

} // namespace sluice::eval
