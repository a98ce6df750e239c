#include "http/reply_head.hpp"

#include "http/http_date.hpp"
#include "http/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace sluice::http {
namespace {

bool is_ours(std::string_view name, int status)
{
    if (name == "connection") return status != 101 && status != 426;
    return name == "date" || name == "content-length" || name == "transfer-encoding";
}

/// "content-type" as "Content-Type", the way that people and simple scripts know it.
void append_name(std::string& to, std::string_view name)
{
    bool first = true;
    for (const char c : name) {
        const bool small = c >= 'a' && c <= 'z';
        to += first && small ? static_cast<char>(c - 'a' + 'A') : c;
        first = c == '-';
    }
}

void append_field(std::string& to, std::string_view name, std::string_view value)
{
    if (!is_token(name)) return;
    append_name(to, name);
    to += ": ";
    std::copy_if(value.begin(), value.end(), std::back_inserter(to), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte >= 0x20 ? byte != 0x7f : c == '\t';
    });
    to += "\r\n";
}

void append_fields(std::string& to, const fields& of, int status)
{
    for (const auto& one : of.all())
        if (!is_ours(one.name, status)) append_field(to, one.name, one.value);
}

/// The text of the current second is made once for all answers of a thread.
std::string_view date_text(std::chrono::sys_seconds now)
{
    thread_local std::chrono::sys_seconds made_for{};
    thread_local std::string text;
    if (text.empty() || made_for != now) {
        text = format_date(now);
        made_for = now;
    }
    return text;
}

} // namespace

bool may_have_body(int status)
{
    return status >= 200 && status != 204 && status != 304;
}

std::string field_lines(const fields& of, int status)
{
    std::string made;
    append_fields(made, of, status);
    return made;
}

void append_head(std::string& to, const response& reply, const fields& more,
                 const reply_frame& frame)
{
    to += "HTTP/1.1 ";
    fmt::format_to(std::back_inserter(to), "{} ", reply.status);
    to += reason_of(reply.status);
    to += "\r\nDate: ";
    to += date_text(frame.date);
    to += "\r\n";
    to += frame.prepared;
    append_fields(to, reply.fields, reply.status);
    append_fields(to, more, reply.status);
    if (frame.length && may_have_body(reply.status))
        fmt::format_to(std::back_inserter(to), "Content-Length: {}\r\n", *frame.length);
    if (!frame.length && frame.chunked && may_have_body(reply.status))
        to += "Transfer-Encoding: chunked\r\n";
    if (frame.close)
        to += "Connection: close\r\n";
    else if (frame.minor_version == 0)
        to += "Connection: keep-alive\r\n";
    to += "\r\n";
}

} // namespace sluice::http
