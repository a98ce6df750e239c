#include "schedule/cron_line.hpp"

#include "base/parse.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <vector>

namespace sluice::schedule {
namespace {

constexpr std::string_view blanks = " \t";

constexpr std::array<std::string_view, 12> month_names{"jan", "feb", "mar", "apr", "may", "jun",
                                                       "jul", "aug", "sep", "oct", "nov", "dec"};
constexpr std::array<std::string_view, 7> weekday_names{"sun", "mon", "tue", "wed",
                                                        "thu", "fri", "sat"};

/// What one of the five may hold.
struct field_kind {
    std::string_view name;
    unsigned low;
    unsigned high;
    std::span<const std::string_view> names; // the first stands for `low`
};

const std::array<field_kind, 5> kinds{{{"minute", 0, 59, {}},
                                       {"hour", 0, 23, {}},
                                       {"day of month", 1, 31, {}},
                                       {"month", 1, 12, month_names},
                                       {"day of week", 0, 7, weekday_names}}};

std::string lower(std::string_view text)
{
    std::string made(text);
    for (auto& c : made)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return made;
}

/// The part in front of a separator, which goes too.
std::string_view cut(std::string_view& text, std::string_view separators)
{
    const auto end = text.find_first_of(separators);
    const auto part = text.substr(0, end);
    text.remove_prefix(end == text.npos ? text.size() : end + 1);
    return part;
}

std::optional<unsigned> number_in(std::string_view text, const field_kind& kind)
{
    const auto named = std::find(kind.names.begin(), kind.names.end(), lower(text));
    if (named != kind.names.end())
        return static_cast<unsigned>(named - kind.names.begin()) + kind.low;
    const auto number = parse_integer(text, kind.low, kind.high);
    if (!number) return std::nullopt;
    return static_cast<unsigned>(*number);
}

/// The bits of one element of a list: "*", "7", "1-5", with a step "/2" behind "*" and ranges.
std::optional<std::uint64_t> bits_of(std::string_view element, const field_kind& kind)
{
    const auto slash = element.find('/');
    const auto range = element.substr(0, slash);
    const auto dash = range.find('-');
    unsigned low = kind.low;
    unsigned high = kind.high;
    if (range != "*") {
        const auto first = number_in(range.substr(0, dash), kind);
        auto last = dash == range.npos ? first : number_in(range.substr(dash + 1), kind);
        if (!first || !last) return std::nullopt;
        // Sunday ends a week as well: fri-sun.
        if (kind.high == 7 && dash != range.npos && *last == 0 && *first > 0) last = 7;
        low = *first;
        high = *last;
    }
    unsigned step = 1;
    if (slash != element.npos) {
        const auto given = parse_integer(element.substr(slash + 1), 1, kind.high);
        if (!given || (range != "*" && dash == range.npos)) return std::nullopt;
        step = static_cast<unsigned>(*given);
    }
    if (low > high) return std::nullopt;
    std::uint64_t bits = 0;
    for (unsigned value = low; value <= high; value += step)
        bits |= std::uint64_t{1} << value;
    return bits;
}

result<std::uint64_t> read_field(std::string_view text, const field_kind& kind)
{
    std::uint64_t bits = 0;
    auto rest = text;
    do {
        const auto element = cut(rest, ",");
        const auto more = bits_of(element, kind);
        const bool ends_in_comma = rest.empty() && text.ends_with(',');
        if (!more || ends_in_comma)
            return fail(errc::bad_configuration, "cron",
                        std::string(kind.name) + " '" + std::string(text) + "'");
        bits |= *more;
    } while (!rest.empty());
    return bits;
}

std::string_view meaning_of(std::string_view text)
{
    constexpr std::pair<std::string_view, std::string_view> words[] = {
        {"@yearly", "0 0 1 1 *"}, {"@annually", "0 0 1 1 *"}, {"@monthly", "0 0 1 * *"},
        {"@weekly", "0 0 * * 0"}, {"@daily", "0 0 * * *"},    {"@midnight", "0 0 * * *"},
        {"@hourly", "0 * * * *"},
    };
    const auto wanted = lower(text);
    for (const auto& [word, meaning] : words)
        if (word == wanted) return meaning;
    return text;
}

std::vector<std::string_view> fields_of(std::string_view text)
{
    std::vector<std::string_view> fields;
    while (!text.empty()) {
        const auto field = cut(text, blanks);
        if (!field.empty()) fields.push_back(field);
    }
    return fields;
}

} // namespace

result<cron_line> cron_line::parse(std::string_view text)
{
    const auto fields = fields_of(meaning_of(text));
    if (fields.size() != kinds.size())
        return fail(errc::bad_configuration, "cron",
                    "'" + std::string(text) +
                        "': minute, hour, day of month, month, day of week are wanted");
    std::array<std::uint64_t, 5> bits{};
    for (std::size_t i = 0; i < kinds.size(); ++i) {
        const auto read = read_field(fields[i], kinds[i]);
        if (!read) return read.error();
        bits[i] = *read;
    }
    cron_line made;
    made.minutes_ = bits[0];
    made.hours_ = bits[1];
    made.days_ = bits[2];
    made.months_ = bits[3];
    made.weekdays_ = (bits[4] | (bits[4] >> 7U)) & 0x7fU;
    made.steady_ = fields[0].starts_with('*') || fields[1].starts_with('*');
    made.either_day_ = !fields[2].starts_with('*') && !fields[4].starts_with('*');
    return made;
}

bool cron_line::holds_day(std::chrono::year_month_day day) const
{
    if (((months_ >> static_cast<unsigned>(day.month())) & 1U) == 0) return false;
    const std::chrono::weekday weekday{std::chrono::sys_days(day)};
    const bool of_month = ((days_ >> static_cast<unsigned>(day.day())) & 1U) != 0;
    const bool of_week = ((weekdays_ >> weekday.c_encoding()) & 1U) != 0;
    return either_day_ ? of_month || of_week : of_month && of_week;
}

} // namespace sluice::schedule
