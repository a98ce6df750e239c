#include "proto/frame_parser.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace sluice::proto {
namespace {

byte_view cut_front(byte_view& input, std::size_t count)
{
    const auto front = input.first(count);
    input = input.subspan(count);
    return front;
}

} // namespace

result<void> frame_parser::take_header(byte_view& input)
{
    result<frame_header> header;
    if (head_.empty() && input.size() >= frame_header::size) {
        header = decode_header(cut_front(input, frame_header::size));
    } else {
        append(head_, cut_front(input, std::min(input.size(), frame_header::size - head_.size())));
        if (head_.size() < frame_header::size) return ok;
        header = decode_header(head_);
        head_.clear();
    }
    if (!header) return header.error();
    header_ = *header;
    const bool is_data = header_.type == frame_type::data;
    const auto limit = is_data ? limits_.data : limits_.control;
    if (header_.length > limit)
        return fail(errc::frame_too_large, "frame",
                    fmt::format("{} of {} bytes, at most {}", name_of(header_.type), header_.length,
                                limit));
    if (is_data && header_.length == 0)
        return fail(errc::malformed_message, "frame", "empty data frame");
    left_ = header_.length;
    in_body_ = true;
    body_.clear();
    return ok;
}

result<frame_parser::item> frame_parser::take_control(byte_view& input)
{
    byte_view body;
    if (body_.empty() && input.size() >= left_) {
        body = cut_front(input, left_);
    } else {
        const auto part = cut_front(input, std::min<std::size_t>(input.size(), left_));
        append(body_, part);
        left_ -= static_cast<std::uint32_t>(part.size());
        if (left_ > 0) return item(need_more{});
        body = body_;
    }
    in_body_ = false;
    if (!control_checksum_fits(header_, body))
        return fail(errc::malformed_message, "frame",
                    fmt::format("checksum of a {} frame", name_of(header_.type)));
    return item(control_frame{header_, body});
}

data_piece frame_parser::take_data(byte_view& input)
{
    const auto bytes = cut_front(input, std::min<std::size_t>(input.size(), left_));
    left_ -= static_cast<std::uint32_t>(bytes.size());
    in_body_ = left_ > 0;
    return {header_, bytes, left_ == 0};
}

result<frame_parser::item> frame_parser::next(byte_view& input)
{
    if (!in_body_) {
        const auto taken = take_header(input);
        if (!taken) return taken.error();
        if (!in_body_) return item(need_more{});
    }
    if (header_.type != frame_type::data) return take_control(input);
    if (input.empty()) return item(need_more{});
    return item(take_data(input));
}

} // namespace sluice::proto
