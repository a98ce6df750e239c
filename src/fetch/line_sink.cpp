#include "fetch/line_sink.hpp"

namespace sluice::fetch {

result<void> line_sink::begin(const answer& head)
{
    static_cast<void>(head);
    begun_.clear();
    return ok;
}

result<void> line_sink::give(std::string_view line)
{
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty()) return ok; // what keeps a connection alive
    return take_line_(line);
}

result<void> line_sink::take(byte_view bytes)
{
    std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    while (!text.empty()) {
        const auto end = text.find('\n');
        const auto piece = text.substr(0, end);
        if (begun_.size() + piece.size() > most_line_)
            return fail(errc::too_large, "fetch", "a line of the answer");
        if (end == text.npos) {
            begun_ += piece;
            return ok;
        }
        const auto line = begun_.empty() ? std::string(piece) : begun_ + std::string(piece);
        begun_.clear();
        const auto taken = give(line);
        if (!taken) return taken;
        text.remove_prefix(end + 1);
    }
    return ok;
}

result<void> line_sink::finish()
{
    const auto last = std::exchange(begun_, {});
    return give(last);
}

} // namespace sluice::fetch
