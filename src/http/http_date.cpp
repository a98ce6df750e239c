#include "http/http_date.hpp"

#include "http/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace sluice::http {
namespace {

using namespace std::chrono;

constexpr std::array<std::string_view, 7> days = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr std::array<std::string_view, 7> long_days = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                       "Thursday", "Friday", "Saturday"};
constexpr std::array<std::string_view, 12> months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

/// Takes a date apart from the left; once something does not fit, it stays unfit.
class date_reader {
public:
    explicit date_reader(std::string_view text) : text_(text) {}

    void literal(std::string_view wanted)
    {
        if (text_.substr(0, wanted.size()) != wanted) return spoil();
        text_.remove_prefix(wanted.size());
    }

    int digits(std::size_t count)
    {
        const auto part = text_.substr(0, count);
        if (part.size() < count || !std::all_of(part.begin(), part.end(), is_digit)) {
            spoil();
            return 0;
        }
        text_.remove_prefix(count);
        return static_cast<int>(*saturated_number(part));
    }

    template <std::size_t Count>
    unsigned name(const std::array<std::string_view, Count>& names)
    {
        for (unsigned i = 0; i < Count; ++i) {
            if (text_.substr(0, names[i].size()) != names[i]) continue;
            text_.remove_prefix(names[i].size());
            return i;
        }
        spoil();
        return 0;
    }

    seconds clock()
    {
        const int h = digits(2);
        literal(":");
        const int m = digits(2);
        literal(":");
        const int s = digits(2);
        // 60 is a leap second.
        if (h > 23 || m > 59 || s > 60) spoil();
        return hours(h) + minutes(m) + seconds(s);
    }

    bool next_is(char c) const { return !text_.empty() && text_.front() == c; }
    bool complete() const { return fits_ && text_.empty(); }

private:
    void spoil()
    {
        fits_ = false;
        text_ = {};
    }

    std::string_view text_;
    bool fits_ = true;
};

struct date_parts {
    int y = 0;
    unsigned m = 0; // from 0
    int d = 0;
    seconds clock{0};
};

std::optional<sys_seconds> joined_if(const date_reader& from, const date_parts& parts)
{
    const auto date =
        year(parts.y) / static_cast<int>(parts.m + 1) / day(static_cast<unsigned>(parts.d));
    if (!from.complete() || !date.ok()) return {};
    return sys_days(date) + parts.clock;
}

/// "Sun, 06 Nov 1994 08:49:37 GMT"
std::optional<sys_seconds> parse_fixed(std::string_view text)
{
    date_reader from(text);
    date_parts parts;
    from.name(days);
    from.literal(", ");
    parts.d = from.digits(2);
    from.literal(" ");
    parts.m = from.name(months);
    from.literal(" ");
    parts.y = from.digits(4);
    from.literal(" ");
    parts.clock = from.clock();
    from.literal(" GMT");
    return joined_if(from, parts);
}

/// "Sunday, 06-Nov-94 08:49:37 GMT"
std::optional<sys_seconds> parse_rfc850(std::string_view text, sys_seconds now)
{
    date_reader from(text);
    date_parts parts;
    from.name(long_days);
    from.literal(", ");
    parts.d = from.digits(2);
    from.literal("-");
    parts.m = from.name(months);
    from.literal("-");
    const int year_now = static_cast<int>(year_month_day(floor<std::chrono::days>(now)).year());
    parts.y = year_now - year_now % 100 + from.digits(2);
    if (parts.y > year_now + 50) parts.y -= 100;
    from.literal(" ");
    parts.clock = from.clock();
    from.literal(" GMT");
    return joined_if(from, parts);
}

/// "Sun Nov  6 08:49:37 1994", as asctime(3) writes it
std::optional<sys_seconds> parse_asctime(std::string_view text)
{
    date_reader from(text);
    date_parts parts;
    from.name(days);
    from.literal(" ");
    parts.m = from.name(months);
    from.literal(" ");
    if (from.next_is(' ')) {
        from.literal(" ");
        parts.d = from.digits(1);
    } else {
        parts.d = from.digits(2);
    }
    from.literal(" ");
    parts.clock = from.clock();
    from.literal(" ");
    parts.y = from.digits(4);
    return joined_if(from, parts);
}

} // namespace

std::string format_date(sys_seconds when)
{
    const auto midnight = floor<std::chrono::days>(when);
    const year_month_day date(midnight);
    const hh_mm_ss clock(when - midnight);
    return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT",
                       days[weekday(midnight).c_encoding()], static_cast<unsigned>(date.day()),
                       months[static_cast<unsigned>(date.month()) - 1],
                       static_cast<int>(date.year()), clock.hours().count(),
                       clock.minutes().count(), clock.seconds().count());
}

std::optional<sys_seconds> parse_date(std::string_view text, sys_seconds now)
{
    if (const auto fixed = parse_fixed(text)) return fixed;
    if (const auto dashed = parse_rfc850(text, now)) return dashed;
    return parse_asctime(text);
}

std::optional<sys_seconds> parse_date(std::string_view text)
{
    return parse_date(text, floor<seconds>(system_clock::now()));
}

} // namespace sluice::http
