#include "base/comma_list.hpp"

namespace sluice {

std::vector<std::string> comma_list(std::string_view text)
{
    std::vector<std::string> all;
    while (!text.empty()) {
        const auto comma = text.find(',');
        if (comma != 0) all.emplace_back(text.substr(0, comma));
        text = comma == text.npos ? std::string_view() : text.substr(comma + 1);
    }
    return all;
}

} // namespace sluice
