#include "http/schedule_notice.hpp"

#include "base/escape.hpp"

#include <charconv>

namespace sluice::http {
namespace {

constexpr std::size_t longest_field = 4096;
constexpr std::size_t longest_text = 100;
constexpr std::size_t longest_source = 400;
constexpr std::int64_t last_second = 9'000'000'000; // still a time in nanoseconds

constexpr std::string_view digits = "0123456789abcdef";

/// At most so many bytes, and no half of a character.
std::string_view cut(std::string_view text, std::size_t most)
{
    if (text.size() <= most) return text;
    while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xc0U) == 0x80U)
        --most;
    return text.substr(0, most);
}

/// A Display String (RFC 9651, 4.1.11).
std::string display(std::string_view text)
{
    std::string made = "%\"";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte >= 0x20 && byte < 0x7f && c != '%' && c != '"') {
            made += c;
            continue;
        }
        made += '%';
        made += digits[byte >> 4U];
        made += digits[byte & 15U];
    }
    return made + '"';
}

/// Takes what it reads from the front of a field.
class reader {
public:
    explicit reader(std::string_view rest) : rest_(rest) {}

    bool at_end() const { return rest_.empty(); }

    bool take(std::string_view wanted)
    {
        if (!rest_.starts_with(wanted)) return false;
        rest_.remove_prefix(wanted.size());
        return true;
    }

    std::string_view key()
    {
        const auto end = rest_.find('=');
        const auto found = rest_.substr(0, end == rest_.npos ? 0 : end);
        rest_.remove_prefix(found.size());
        return found;
    }

    std::optional<std::string> display_text()
    {
        if (!take("%\"")) return std::nullopt;
        std::string made;
        while (!rest_.empty() && rest_.front() != '"') {
            const auto byte = next_byte();
            if (!byte || *byte < 0x20 || *byte == 0x7f) return std::nullopt;
            made += static_cast<char>(*byte);
        }
        if (!take("\"") || !is_utf8(made)) return std::nullopt;
        return made;
    }

    std::optional<std::int64_t> date()
    {
        if (!take("@")) return std::nullopt;
        std::int64_t made = 0;
        const auto* const begin = rest_.data();
        const auto read = std::from_chars(begin, begin + rest_.size(), made);
        if (read.ec != std::errc() || made < 0 || made > last_second) return std::nullopt;
        rest_.remove_prefix(static_cast<std::size_t>(read.ptr - begin));
        return made;
    }

private:
    std::optional<unsigned> next_byte()
    {
        const auto byte = static_cast<unsigned char>(rest_.front());
        rest_.remove_prefix(1);
        if (byte != '%') return byte < 0x7f ? std::optional<unsigned>(byte) : std::nullopt;
        if (rest_.size() < 2) return std::nullopt;
        const auto high = digits.find(rest_[0]);
        const auto low = digits.find(rest_[1]);
        if (high == digits.npos || low == digits.npos) return std::nullopt;
        rest_.remove_prefix(2);
        return static_cast<unsigned>(high * 16 + low);
    }

    std::string_view rest_;
};

bool take_text(reader& from, std::string& into, std::size_t most)
{
    auto text = from.display_text();
    if (!text || text->size() > most) return false;
    into = std::move(*text);
    return true;
}

bool take_date(reader& from, std::optional<std::int64_t>& into)
{
    into = from.date();
    return into.has_value();
}

bool take_parameter(reader& from, schedule_notice& into)
{
    if (!from.take(";")) return false;
    const auto key = from.key();
    if (key.empty() || !from.take("=")) return false;
    if (key == "source") return take_text(from, into.source, longest_source);
    if (key == "plan") return take_text(from, into.plan, longest_text);
    if (key == "outcome") return take_text(from, into.outcome, longest_text);
    if (key == "last") return take_date(from, into.last);
    if (key == "next") return take_date(from, into.next);
    return from.display_text() || from.date();
}

} // namespace

std::string format_schedule(const schedule_notice& told)
{
    auto made = display(cut(told.name, longest_text));
    made += ";source=" + display(cut(told.source, longest_source));
    made += ";plan=" + display(cut(told.plan, longest_text));
    if (!told.outcome.empty()) made += ";outcome=" + display(cut(told.outcome, longest_text));
    if (told.last) made += ";last=@" + std::to_string(*told.last);
    if (told.next) made += ";next=@" + std::to_string(*told.next);
    return made;
}

std::optional<schedule_notice> parse_schedule(std::string_view field)
{
    if (field.size() > longest_field) return std::nullopt;
    reader from(field);
    schedule_notice made;
    if (!take_text(from, made.name, longest_text) || made.name.empty()) return std::nullopt;
    while (!from.at_end())
        if (!take_parameter(from, made)) return std::nullopt;
    return made;
}

} // namespace sluice::http
