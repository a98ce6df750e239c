#include "eval/record/configuration.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <tuple>

namespace sluice::eval {
namespace {

constexpr unsigned plain_workers = 2; // sluice-client's own default

auto key_of(const configuration& what)
{
    return std::tie(what.clients, what.file_size, what.workers, what.mode, what.rate, what.link,
                    what.files);
}

} // namespace

std::string size_text(std::uint64_t bytes)
{
    constexpr std::array<std::pair<std::uint64_t, char>, 3> units{
        {{1U << 30U, 'g'}, {1U << 20U, 'm'}, {1U << 10U, 'k'}}};
    for (const auto& [unit, letter] : units)
        if (bytes > 0 && bytes % unit == 0) return fmt::format("{}{}", bytes / unit, letter);
    return std::to_string(bytes);
}

std::string label_of(const configuration& what)
{
    auto label = fmt::format("{} Clients,{}B Files", what.clients, size_text(what.file_size));
    if (what.workers != plain_workers) label += fmt::format(",{} Workers", what.workers);
    if (what.mode == client_mode::coroutines) label += ",one process";
    if (what.rate > 0) label += fmt::format(",{:g}/s", what.rate);
    if (!what.link.empty()) label += fmt::format(",link {}", what.link);
    return label;
}

std::string log_name_of(const configuration& what)
{
    auto name = fmt::format("{}c{}f", what.clients, size_text(what.file_size));
    if (what.workers != plain_workers) name += fmt::format("-{}w", what.workers);
    if (what.mode == client_mode::coroutines) name += "-coroutine";
    if (what.rate > 0) name += fmt::format("-{:g}r", what.rate);
    if (!what.link.empty()) name += "-" + what.link;
    std::replace(name.begin(), name.end(), '/', '_');
    return name;
}

bool operator<(const configuration& left, const configuration& right)
{
    return key_of(left) < key_of(right);
}

std::string_view mode_name(client_mode mode)
{
    return mode == client_mode::programs ? "process" : "coroutine";
}

} // namespace sluice::eval
