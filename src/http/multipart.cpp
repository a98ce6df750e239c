#include "http/multipart.hpp"

#include "http/parameters.hpp"
#include "http/text.hpp"

#include <algorithm>

namespace sluice::http {
namespace {

constexpr std::size_t most_part_fields = 16;

bool is_boundary_char(char c)
{
    return is_digit(c) || (lower(c) >= 'a' && lower(c) <= 'z') ||
           std::string_view("'()+_,-./:=? ").find(c) != std::string_view::npos;
}

head_guard guard_of(const multipart_limits& limits)
{
    return head_guard(head_kind::trailers, {limits.head, limits.head, most_part_fields});
}

} // namespace

std::optional<std::string> multipart_boundary(std::string_view content_type)
{
    const auto type = parse_parameters(content_type);
    if (!type || type->value != "multipart/form-data") return {};
    const auto* boundary = type->find("boundary");
    if (boundary == nullptr || boundary->empty() || boundary->size() > 70) return {};
    if (!std::all_of(boundary->begin(), boundary->end(), is_boundary_char)) return {};
    if (boundary->back() == ' ') return {};
    return *boundary;
}

multipart_parser::multipart_parser(std::string_view boundary, multipart_limits limits)
    : delimiter_("\r\n--" + std::string(boundary)),
      limits_(limits),
      guard_(guard_of(limits))
{
}

multipart_parser::step multipart_parser::refuse(int status, std::string_view detail)
{
    why_.status = status;
    why_.code = status == 413 ? errc::too_large : errc::malformed_message;
    why_.detail = detail;
    return {event::refused, 0, {}};
}

multipart_parser::step multipart_parser::push(byte_view bytes)
{
    const auto text = as_text(bytes);
    std::size_t used = 0;
    // Steps without an event of their own are gone through at once.
    while (true) {
        auto next = push_stage(text.substr(used));
        used += next.used;
        next.used = used;
        const bool waits = used == text.size() && stage_ != stage::complete;
        if (next.what != event::need_more || waits) return next;
    }
}

multipart_parser::step multipart_parser::push_stage(std::string_view bytes)
{
    switch (stage_) {
    case stage::preamble:
    case stage::data: return scan(bytes);
    case stage::behind_delimiter: return begin_part(bytes);
    case stage::head: return push_head(bytes);
    case stage::complete: break;
    }
    return {event::complete, bytes.size(), {}};
}

/// Looks for the next delimiter. The boundary holds no CR, so a match that fails can begin anew
/// only at the byte where it failed.
multipart_parser::step multipart_parser::scan(std::string_view bytes)
{
    if (matched_ == 0) {
        const auto cr = std::min(bytes.find('\r'), bytes.size());
        if (cr > 0) return found_data(bytes.substr(0, cr), cr);
    }
    std::size_t used = 0;
    while (used < bytes.size() && matched_ < delimiter_.size() &&
           bytes[used] == delimiter_[matched_]) {
        ++used;
        ++matched_;
    }
    if (matched_ == delimiter_.size()) {
        const bool ends = stage_ == stage::data;
        stage_ = stage::behind_delimiter;
        text_.clear();
        return {ends ? event::part_end : event::need_more, used, {}};
    }
    if (used == bytes.size()) return {event::need_more, used, {}};
    // What looked like the delimiter was data, and is the same as the delimiter's own front.
    const auto held = std::string_view(delimiter_).substr(0, matched_);
    matched_ = 0;
    return found_data(held, used);
}

multipart_parser::step multipart_parser::found_data(std::string_view data, std::size_t used)
{
    bytes_ += data.size();
    if (stage_ == stage::preamble) {
        // The two bytes that the first delimiter was taken to begin with were not there.
        if (bytes_ > limits_.head + 2) return refuse(413, "text before the first part");
        return {event::need_more, used, {}};
    }
    if (!head_.file_name && bytes_ > limits_.field) return refuse(413, "field of a form");
    return {event::data, used, as_bytes(data)};
}

multipart_parser::step multipart_parser::begin_part(std::string_view bytes)
{
    const auto more = bytes.substr(0, 2 - text_.size());
    text_ += more;
    if (text_.size() < 2) return {event::need_more, more.size(), {}};
    if (text_ == "--") {
        stage_ = stage::complete;
    } else if (text_ != "\r\n") {
        return refuse(400, "end of a boundary");
    } else {
        if (++parts_ > limits_.parts) return refuse(413, "number of parts");
        stage_ = stage::head;
        guard_ = guard_of(limits_);
    }
    text_.clear();
    return {event::need_more, more.size(), {}};
}

multipart_parser::step multipart_parser::push_head(std::string_view bytes)
{
    const auto before = text_.size();
    text_ += bytes;
    const auto seen = guard_.look(text_);
    if (seen == head_guard::state::refused)
        return refuse(guard_.why().status == 431 ? 413 : 400, "head of a part");
    if (seen == head_guard::state::unfinished) return {event::need_more, bytes.size(), {}};
    const auto used = guard_.end() - before;
    text_.resize(guard_.end());
    if (!read_head()) return refuse(400, "Content-Disposition of a part");
    stage_ = stage::data;
    bytes_ = 0;
    matched_ = 0;
    text_.clear();
    return {event::part, used, {}};
}

bool multipart_parser::read_head()
{
    head_ = {};
    bool named = false;
    std::string_view rest = text_;
    while (!rest.starts_with("\r\n")) {
        const auto end = rest.find("\r\n");
        const auto line = rest.substr(0, end);
        rest.remove_prefix(end + 2);
        const auto colon = line.find(':');
        const auto name = line.substr(0, colon);
        const auto value = trimmed(line.substr(colon + 1));
        if (same_text(name, "content-type")) head_.media_type = value;
        if (same_text(name, "content-transfer-encoding") && !same_text(value, "binary") &&
            !same_text(value, "8bit") && !same_text(value, "7bit"))
            return false;
        if (!same_text(name, "content-disposition")) continue;
        const auto said = parse_parameters(value);
        if (named || !said || said->value != "form-data" || said->find("name") == nullptr)
            return false;
        named = true;
        head_.name = *said->find("name");
        if (const auto* file = said->find("filename")) head_.file_name = *file;
    }
    return named;
}

} // namespace sluice::http
