#include "terminal/line_splitter.hpp"

#include <utility>

namespace sluice::terminal {
namespace {

error too_long(std::size_t longest)
{
    return fail(errc::too_large, "line", "more than " + std::to_string(longest) + " bytes");
}

} // namespace

void line_splitter::feed(std::string_view bytes)
{
    buffer_.erase(0, begin_);
    scanned_ -= begin_;
    begin_ = 0;
    buffer_ += bytes;
}

std::optional<result<std::string>> line_splitter::take()
{
    for (;;) {
        const auto end = buffer_.find('\n', scanned_);
        if (end == std::string::npos) return take_rest();
        const auto line = std::string_view(buffer_).substr(begin_, end - begin_);
        begin_ = scanned_ = end + 1;
        if (!std::exchange(skipping_, false)) return judge(line);
    }
}

std::optional<result<std::string>> line_splitter::take_rest()
{
    const auto rest = std::string_view(buffer_).substr(begin_);
    scanned_ = buffer_.size();
    if (finished_) {
        begin_ = buffer_.size();
        if (rest.empty() || skipping_) return std::nullopt;
        return judge(rest);
    }
    // One more than the longest may still be the CR of a CRLF.
    if (!skipping_ && rest.size() <= longest_ + 1) return std::nullopt;
    begin_ = buffer_.size();
    if (std::exchange(skipping_, true)) return std::nullopt;
    return too_long(longest_);
}

std::optional<result<std::string>> line_splitter::judge(std::string_view line)
{
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.size() > longest_) return too_long(longest_);
    return std::string(line);
}

} // namespace sluice::terminal
