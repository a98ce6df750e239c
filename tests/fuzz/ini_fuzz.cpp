// What parse_ini takes it can take again from its own entries, and lines and keys make sense.
#include "base/ini.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

void insist(bool holds)
{
    if (!holds) std::abort();
}

std::string written(const std::vector<sluice::ini_entry>& entries)
{
    std::string text = "#\n"; // so that no key stands where a byte order mark would
    for (const auto& entry : entries)
        text += "[" + entry.section + "]\n" + entry.key + "=" + entry.value + "\n";
    return text;
}

void check_again(const std::vector<sluice::ini_entry>& entries)
{
    const auto again = sluice::parse_ini(written(entries), "again");
    insist(static_cast<bool>(again));
    insist(again->size() == entries.size());
    for (std::size_t i = 0; i < entries.size(); ++i) {
        insist((*again)[i].section == entries[i].section);
        insist((*again)[i].key == entries[i].key);
        insist((*again)[i].value == entries[i].value);
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto entries = sluice::parse_ini(text, "fuzz.ini");
    if (!entries) {
        insist(entries.error().detail().starts_with("fuzz.ini:"));
        return 0;
    }
    const auto lines = 1 + std::count(text.begin(), text.end(), '\n');
    int line = 0;
    for (const auto& entry : *entries) {
        insist(!entry.key.empty());
        insist(entry.line > line && entry.line <= lines);
        line = entry.line;
    }
    check_again(*entries);
    return 0;
}
