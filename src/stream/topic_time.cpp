#include "stream/topic_time.hpp"

#include "base/parse.hpp"

#include <ctime>
#include <limits>
#include <optional>

namespace sluice::stream {
namespace {

constexpr std::size_t longest_time = 40;

/// "2026-11-21T12:30:00Z", with a fraction of seconds or without.
std::optional<std::int64_t> read_time(const std::string& text)
{
    std::tm parts{};
    const char* rest = ::strptime(text.c_str(), "%Y-%m-%dT%H:%M:%S", &parts);
    if (!rest) return std::nullopt;
    std::int64_t ns = 0;
    if (*rest == '.') {
        std::int64_t unit = 100'000'000;
        for (++rest; *rest >= '0' && *rest <= '9'; ++rest, unit /= 10)
            ns += (*rest - '0') * unit;
    }
    if (std::string_view(rest) != "Z") return std::nullopt;
    // Nanoseconds of 64 bits reach from 1677 to 2262.
    std::int64_t whole = 0;
    if (__builtin_mul_overflow(static_cast<std::int64_t>(::timegm(&parts)), 1'000'000'000,
                               &whole) ||
        __builtin_add_overflow(whole, ns, &whole))
        return std::nullopt;
    return whole;
}

} // namespace

result<topic_from> parse_from(std::string_view text, std::int64_t now_ns)
{
    topic_from made;
    if (text.empty()) return made;
    const auto number = parse_integer(text, 0, std::numeric_limits<std::int64_t>::max());
    if (number) {
        made.what = topic_from::kind::sequence;
        made.sequence = static_cast<std::uint64_t>(*number);
        return made;
    }
    made.what = topic_from::kind::time;
    if (text.front() == '-') {
        const auto ago = parse_duration(text.substr(1));
        if (ago) {
            made.time_ns = now_ns - std::chrono::nanoseconds(*ago).count();
            return made;
        }
    }
    const auto time = read_time(std::string(text.substr(0, longest_time)));
    if (!time)
        return fail(errc::bad_usage, "from", "a sequence, a time as 2026-11-21T12:00:00Z, or -30s");
    made.time_ns = *time;
    return made;
}

} // namespace sluice::stream
