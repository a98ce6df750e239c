#include "http/head_guard.hpp"

#include "http/text.hpp"

#include <algorithm>

namespace sluice::http {
namespace {

/// What may stand in a line: visible characters, blanks, tabs, and bytes above ASCII.
bool is_line_char(char c)
{
    const auto byte = static_cast<unsigned char>(c);
    return byte >= 0x20 ? byte != 0x7f : byte == '\t';
}

std::optional<refusal> judge_field_line(std::string_view line)
{
    if (line.front() == ' ' || line.front() == '\t') return refusal{.detail = "folded field"};
    const auto colon = line.find(':');
    if (colon == line.npos) return refusal{.detail = "field without a colon"};
    if (!is_token(line.substr(0, colon))) return refusal{.detail = "name of a field"};
    return {};
}

} // namespace

std::optional<refusal> judge_request_line(std::string_view line)
{
    const auto first = line.find(' ');
    const auto last = line.rfind(' ');
    if (first == line.npos || first == last) return refusal{.detail = "request line"};
    const auto target = line.substr(first + 1, last - first - 1);
    const auto version = line.substr(last + 1);
    if (!is_token(line.substr(0, first))) return refusal{.detail = "method"};
    if (target.empty() || target.find_first_of(" \t") != target.npos)
        return refusal{.detail = "request target"};
    const bool named = version.size() == 8 && version.starts_with("HTTP/") &&
                       is_digit(version[5]) && version[6] == '.' && is_digit(version[7]);
    if (!named) return refusal{.detail = "version"};
    if (line.starts_with("PRI * HTTP/2")) return refusal{.detail = "HTTP/2 is not spoken here"};
    if (version != "HTTP/1.1" && version != "HTTP/1.0")
        return refusal{.status = 505, .code = errc::unsupported_version, .detail = "version"};
    return {};
}

head_guard::state head_guard::refuse(refusal why)
{
    why_ = why;
    return state::refused;
}

head_guard::state head_guard::refuse_length()
{
    const bool target = kind_ == head_kind::request && lines_ == 0;
    const int status = target ? 414 : 431;
    return refuse({.status = status, .code = errc::too_large, .detail = "length of the head"});
}

head_guard::state head_guard::judge_line(std::string_view line)
{
    if (line.empty() || line.back() != '\r') return refuse({.detail = "line without CR"});
    line.remove_suffix(1);
    if (line.empty()) return state::complete;
    if (!std::all_of(line.begin(), line.end(), is_line_char))
        return refuse({.detail = "control byte"});
    const bool first = kind_ == head_kind::request && lines_ == 0;
    const auto wrong = first ? judge_request_line(line) : judge_field_line(line);
    if (wrong) return refuse(*wrong);
    ++lines_;
    const auto most = limits_.fields + (kind_ == head_kind::request ? 1 : 0);
    if (lines_ > most)
        return refuse({.status = 431, .code = errc::too_large, .detail = "number of fields"});
    return state::unfinished;
}

head_guard::state head_guard::look(std::string_view so_far)
{
    while (true) {
        const auto end = so_far.find('\n', searched_);
        const bool ended = end != so_far.npos;
        const auto line = so_far.substr(line_start_, (ended ? end : so_far.size()) - line_start_);
        const auto content = line.size() - (line.ends_with('\r') ? 1 : 0);
        const auto seen = ended ? end + 1 : so_far.size();
        if (content > limits_.line || seen > limits_.total) return refuse_length();
        searched_ = seen;
        if (!ended) return state::unfinished;
        const auto judged = judge_line(line);
        line_start_ = seen;
        if (judged == state::refused) return judged;
        if (judged == state::complete) {
            if (kind_ == head_kind::request && lines_ == 0)
                return refuse({.detail = "empty request line"});
            return judged;
        }
    }
}

} // namespace sluice::http
