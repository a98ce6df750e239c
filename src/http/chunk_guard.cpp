#include "http/chunk_guard.hpp"

#include "http/text.hpp"

#include <algorithm>

namespace sluice::http {

void chunk_guard::refuse(refusal why)
{
    state_ = state::refused;
    why_ = why;
}

chunk_guard::slice chunk_guard::cut(std::string_view bytes)
{
    if (state_ == state::data) {
        const auto length = std::min<std::uint64_t>(left_, bytes.size());
        left_ -= length;
        if (left_ == 0) {
            state_ = state::framing;
            behind_data_ = true;
        }
        return {static_cast<std::size_t>(length), true, bytes.substr(0, length)};
    }
    if (line_used_) line_.clear();
    line_used_ = false;
    return trailing_ ? cut_trailers(bytes) : cut_line(bytes);
}

chunk_guard::slice chunk_guard::cut_line(std::string_view bytes)
{
    const auto end = bytes.find('\n');
    const auto length = end == bytes.npos ? bytes.size() : end + 1;
    const auto most = behind_data_ ? 2 : most_line + 2;
    if (line_.size() + length > most) {
        refuse({.detail = "line of a chunk"});
        return {};
    }
    line_.append(bytes.substr(0, length));
    if (end == bytes.npos) return {length, false, {}};
    if (behind_data_) {
        if (line_ != "\r\n") refuse({.detail = "end of a chunk"});
        behind_data_ = false;
    } else {
        judge_size();
    }
    line_used_ = true;
    return {length, false, line_};
}

void chunk_guard::judge_size()
{
    constexpr std::size_t most_digits = 15;
    std::size_t digits = 0;
    while (hex_value(line_[digits]) >= 0) {
        left_ = left_ * 16 + static_cast<std::uint64_t>(hex_value(line_[digits]));
        if (++digits > most_digits) break;
    }
    const auto rest = std::string_view(line_).substr(digits);
    if (digits == 0 || digits > most_digits || !rest.ends_with("\r\n"))
        return refuse({.detail = "size of a chunk"});
    const auto extension = rest.substr(0, rest.size() - 2);
    const bool fine = extension.empty() || extension.front() == ';';
    const auto visible = [](char c) { return c == '\t' || (c >= ' ' && c < 0x7f); };
    if (!fine || !std::all_of(extension.begin(), extension.end(), visible))
        return refuse({.detail = "extension of a chunk"});
    trailing_ = left_ == 0;
    state_ = trailing_ ? state::framing : state::data;
}

chunk_guard::slice chunk_guard::cut_trailers(std::string_view bytes)
{
    const auto before = line_.size();
    line_.append(bytes);
    const auto seen = trailers_.look(line_);
    if (seen == head_guard::state::refused) refuse(trailers_.why());
    if (seen != head_guard::state::complete) return {bytes.size(), false, {}};
    state_ = state::complete;
    return {trailers_.end() - before, false, std::string_view(line_).substr(0, trailers_.end())};
}

} // namespace sluice::http
