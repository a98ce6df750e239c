#include "plot/naming.hpp"

#include <fmt/format.h>

#include <array>

namespace sluice::plot {

std::string size_name(std::uint64_t bytes)
{
    constexpr std::array<std::pair<std::uint64_t, std::string_view>, 3> units{
        {{1U << 30U, "GiB"}, {1U << 20U, "MiB"}, {1U << 10U, "KiB"}}};
    for (const auto& [unit, name] : units)
        if (bytes > 0 && bytes % unit == 0) return fmt::format("{} {}", bytes / unit, name);
    return fmt::format("{} B", bytes);
}

std::string clients_name(unsigned clients)
{
    return fmt::format("{} client{}", clients, clients == 1 ? "" : "s");
}

std::string variant_name(const eval::configuration& what)
{
    const auto label = eval::label_of(what);
    constexpr std::string_view plain_end = " Files";
    const auto behind = label.find(plain_end) + plain_end.size();
    std::string made;
    for (const char c : label.substr(behind)) {
        made += c;
        if (c == ',') made += ' ';
    }
    return made;
}

} // namespace sluice::plot
