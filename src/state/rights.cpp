#include "state/rights.hpp"

#include <array>
#include <utility>

namespace sluice::state {
namespace {

constexpr std::array<std::pair<std::string_view, right>, 4> names{{
    {"read", right::read},
    {"write", right::write},
    {"agent", right::agent},
    {"admin", right::admin},
}};

} // namespace

result<right_set> parse_rights(std::string_view text)
{
    right_set all;
    while (!text.empty()) {
        const auto comma = text.find(',');
        const auto word = text.substr(0, comma);
        text = comma == text.npos ? std::string_view() : text.substr(comma + 1);
        const auto* found = names.begin();
        while (found != names.end() && found->first != word)
            ++found;
        if (found == names.end())
            return fail(errc::bad_usage, "rights",
                        "'" + std::string(word) + "' is none of read, write, agent, admin");
        all = all | found->second;
    }
    if (all.empty()) return fail(errc::bad_usage, "rights", "none given");
    return all;
}

std::string to_text(right_set rights)
{
    std::string text;
    for (const auto& [name, one] : names) {
        if (!rights.has(one)) continue;
        if (!text.empty()) text += ',';
        text += name;
    }
    return text;
}

} // namespace sluice::state
