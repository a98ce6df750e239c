#include "server/arrays/array_desk.hpp"

#include <algorithm>
#include <sstream>

namespace sluice::server {

std::string tags_text(const std::vector<std::string>& tags)
{
    std::string made;
    for (const auto& tag : tags)
        made += tag + "\n";
    return made;
}

std::vector<std::string> tags_in(const std::string& text)
{
    std::vector<std::string> all;
    std::istringstream lines(text);
    for (std::string tag; std::getline(lines, tag);)
        all.push_back(tag);
    return all;
}

result<std::vector<std::string>> check_tags(std::vector<std::string> tags)
{
    constexpr std::size_t most = 16;
    constexpr std::size_t longest = 64;
    const auto is_control = [](char c) { return static_cast<unsigned char>(c) < ' ' || c == 0x7f; };
    std::vector<std::string> all;
    for (auto& tag : tags) {
        const bool good = !tag.empty() && tag.size() <= longest &&
                          std::none_of(tag.begin(), tag.end(), is_control);
        if (!good) return fail(errc::bad_usage, "tags", "a tag has 1 to 64 bytes of text");
        if (std::find(all.begin(), all.end(), tag) == all.end()) all.push_back(std::move(tag));
    }
    if (all.size() > most) return fail(errc::bad_usage, "tags", "16 at most");
    return all;
}

} // namespace sluice::server
