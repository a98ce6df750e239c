#include "http/request_parser.hpp"

#include "http/head_rules.hpp"
#include "http/target.hpp"
#include "http/text.hpp"

namespace sluice::http {

/// What llhttp calls.
struct request_parser::callbacks {
    static request_parser& self(llhttp_t* of) { return *static_cast<request_parser*>(of->data); }

    static int on_url(llhttp_t* of, const char* at, std::size_t length)
    {
        self(of).request_.target.append(at, length);
        return 0;
    }

    static int on_name(llhttp_t* of, const char* at, std::size_t length)
    {
        // Trailers are judged by the chunk guard and dropped.
        if (self(of).stage_ == stage::head) self(of).name_.append(at, length);
        return 0;
    }

    static int on_value(llhttp_t* of, const char* at, std::size_t length)
    {
        if (self(of).stage_ == stage::head) self(of).value_.append(at, length);
        return 0;
    }

    static int on_value_complete(llhttp_t* of)
    {
        auto& parser = self(of);
        if (parser.stage_ != stage::head) return 0;
        parser.request_.fields.add(parser.name_, trimmed(parser.value_));
        parser.name_.clear();
        parser.value_.clear();
        return 0;
    }

    static int on_body(llhttp_t* of, const char* at, std::size_t length)
    {
        self(of).body_ = {at, length};
        return 0;
    }

    static int on_message_complete(llhttp_t* of)
    {
        self(of).message_complete_ = true;
        return 0;
    }

    static llhttp_settings_t table()
    {
        llhttp_settings_t made;
        llhttp_settings_init(&made);
        made.on_url = on_url;
        made.on_header_field = on_name;
        made.on_header_value = on_value;
        made.on_header_value_complete = on_value_complete;
        made.on_body = on_body;
        made.on_message_complete = on_message_complete;
        return made;
    }
};

request_parser::request_parser(head_limits limits)
    : limits_(limits),
      guard_(head_kind::request, limits)
{
    restart();
}

void request_parser::restart()
{
    static const llhttp_settings_t table = callbacks::table();
    stage_ = stage::head;
    skipped_ = false;
    guard_ = head_guard(head_kind::request, limits_);
    chunks_.reset();
    llhttp_init(&parser_, HTTP_REQUEST, &table);
    parser_.data = this;
    request_ = {};
    message_complete_ = false;
}

request_parser::step request_parser::refuse(refusal why, std::size_t used)
{
    why_ = why;
    return {event::refused, used, {}};
}

/// False: llhttp does not like it.
bool request_parser::feed(std::string_view bytes)
{
    const auto said = llhttp_execute(&parser_, bytes.data(), bytes.size());
    if (said == HPE_PAUSED_UPGRADE) {
        // An Upgrade field is an offer; whoever takes it speaks another protocol afterwards.
        llhttp_resume_after_upgrade(&parser_);
        return true;
    }
    return said == HPE_OK;
}

request_parser::step request_parser::push(byte_view bytes)
{
    switch (stage_) {
    case stage::head: return push_head(as_text(bytes));
    case stage::body: return push_body(as_text(bytes));
    case stage::finished: break;
    }
    return {event::complete, 0, {}};
}

request_parser::step request_parser::push_head(std::string_view bytes)
{
    std::size_t used = 0;
    // The first CR alone may be the begin of the empty line.
    if (!skipped_ && head_.size() <= 1) {
        const bool whole =
            head_.empty() ? bytes.starts_with("\r\n") : head_ == "\r" && bytes.starts_with('\n');
        if (whole) {
            used = 2 - head_.size();
            head_.clear();
            guard_ = head_guard(head_kind::request, limits_);
            bytes.remove_prefix(used);
            skipped_ = true;
        }
    }
    if (bytes.empty()) return {event::need_more, used, {}};
    const auto before = head_.size();
    std::string_view head = bytes;
    if (before > 0) head = head_.append(bytes);
    const auto seen = guard_.look(head);
    if (seen == head_guard::state::refused) return refuse(guard_.why(), used);
    if (seen == head_guard::state::unfinished) {
        if (before == 0) head_ = bytes;
        return {event::need_more, used + bytes.size(), {}};
    }
    used += guard_.end() - before;
    const auto wrong = parse_head(head.substr(0, guard_.end()));
    // Assigned, not cleared: an idle connection keeps no memory.
    head_ = std::string();
    if (wrong) return refuse(*wrong, used);
    return {event::head, used, {}};
}

std::optional<refusal> request_parser::parse_head(std::string_view head)
{
    if (!feed(head)) {
        if (llhttp_get_errno(&parser_) == HPE_INVALID_METHOD)
            return refusal{.status = 501, .code = errc::unsupported, .detail = "method"};
        // Fields are judged first: they say more exactly what is wrong.
        if (const auto wrong = apply_head_rules(request_)) return wrong;
        return refusal{.detail = "head"};
    }
    request_.method = llhttp_method_name(static_cast<llhttp_method_t>(parser_.method));
    request_.minor_version = llhttp_get_http_minor(&parser_);
    if (const auto wrong = apply_head_rules(request_)) return wrong;
    if (const auto wrong = read_target(request_)) return wrong;
    if (request_.has_body() == message_complete_) return refusal{.detail = "framing"};
    stage_ = message_complete_ ? stage::finished : stage::body;
    if (request_.chunked) chunks_.emplace(limits_);
    return {};
}

chunk_guard::slice request_parser::next_slice(std::string_view bytes)
{
    if (chunks_) return chunks_->cut(bytes);
    const auto length = std::min<std::uint64_t>(bytes.size(), parser_.content_length);
    return {static_cast<std::size_t>(length), true, bytes.substr(0, length)};
}

request_parser::step request_parser::push_body(std::string_view bytes)
{
    std::size_t used = 0;
    while (!message_complete_) {
        const auto rest = bytes.substr(used);
        if (rest.empty()) return {event::need_more, used, {}};
        const auto next = next_slice(rest);
        if (chunks_ && chunks_->now() == chunk_guard::state::refused)
            return refuse(chunks_->why(), used);
        body_ = {};
        const bool fed = next.line.empty() || feed(next.line);
        if (!fed || body_.size() != (next.is_data ? next.length : 0))
            return refuse({.detail = "body"}, used);
        used += next.length;
        const bool ended = chunks_ && chunks_->now() == chunk_guard::state::complete;
        if (chunks_ && ended != message_complete_) return refuse({.detail = "framing"}, used);
        if (message_complete_) stage_ = stage::finished;
        if (!body_.empty()) return {event::body, used, as_bytes(body_)};
    }
    return {event::complete, used, {}};
}

} // namespace sluice::http
