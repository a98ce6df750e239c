#include "client/stream/topic_view.hpp"

#include "base/escape.hpp"
#include "stream/value_text.hpp"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cmath>

namespace sluice::client {
namespace {

/// As many points as the predecessor's plot had.
constexpr std::size_t most_points = 500;
constexpr auto in_place_every = std::chrono::milliseconds(100);
constexpr auto below_every = std::chrono::seconds(1);
constexpr terminal::plot_room usual{80, 20};

void put(std::string_view text)
{
    while (!text.empty()) {
        const auto done = ::write(STDOUT_FILENO, text.data(), text.size());
        if (done < 0 && errno == EINTR) continue;
        if (done <= 0) return;
        text.remove_prefix(static_cast<std::size_t>(done));
    }
}

/// At most so many bytes, not in the middle of a character.
std::string cut(const std::string& text, std::size_t most)
{
    if (text.size() <= most) return text;
    while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xc0U) == 0x80U)
        --most;
    return text.substr(0, most);
}

/// As it is at this moment: windows change their size.
terminal::plot_room room_now()
{
    winsize now{};
    if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &now) != 0 || now.ws_col == 0 || now.ws_row < 3)
        return usual;
    return {now.ws_col, now.ws_row};
}

} // namespace

std::vector<std::string> topic_picture(const std::string& title, std::span<const double> values,
                                       terminal::plot_room room, terminal::plot_ink ink)
{
    std::vector<std::string> lines;
    lines.push_back(cut(title, room.columns));
    // The last line stays free, or the terminal scrolls.
    const auto rows = room.rows > 2 ? room.rows - 2 : 0;
    for (auto& one : terminal::draw_plot(values, {room.columns, rows}, ink))
        lines.push_back(std::move(one));
    return lines;
}

topic_view::topic_view(std::string name, stream::schema layout, terminal::plot_ink ink)
    : name_(std::move(name)),
      layout_(std::move(layout)),
      ink_(ink),
      in_place_(::isatty(STDOUT_FILENO) == 1),
      paint_at_(deadline::after(in_place_every))
{
}

topic_view::~topic_view()
{
    if (in_place_ && painted_) put("\x1b[?25h");
}

/// A message of many numbers is shown whole, single numbers one behind the other.
void topic_view::add(const stream::message& one)
{
    const auto values = stream::doubles_of(layout_.element, one.payload());
    if (values.size() > 1) newest_.clear();
    newest_.insert(newest_.end(), values.begin(), values.end());
    while (values.size() <= 1 && newest_.size() > most_points)
        newest_.pop_front();
    ++messages_;
    sequence_ = one.sequence();
}

void topic_view::add(const proto::topic_gap& missing)
{
    missed_ += missing.to - missing.from + 1;
}

std::string topic_view::title() const
{
    double sum = 0;
    double squares = 0;
    std::size_t count = 0;
    for (const double one : newest_) {
        if (!std::isfinite(one)) continue;
        sum += one;
        squares += one * one;
        ++count;
    }
    const double mean = count > 0 ? sum / static_cast<double>(count) : 0;
    const double spread = count > 0 ? squares / static_cast<double>(count) - mean * mean : 0;
    auto text = fmt::format("{}  #{}  mean {:.4g}  deviation {:.4g}", escape(name_), sequence_,
                            mean, std::sqrt(std::max(0.0, spread)));
    if (!layout_.units.empty()) text += "  " + escape(layout_.units);
    if (missed_ > 0) text += fmt::format("  missed {}", missed_);
    return text;
}

void topic_view::paint()
{
    paint_at_ =
        deadline::after(in_place_ ? std::chrono::milliseconds(in_place_every) : below_every);
    if (messages_ == 0) return;
    const std::vector<double> values(newest_.begin(), newest_.end());
    const auto room = in_place_ ? room_now() : usual;
    // Home, hidden cursor; each line clears what is behind it, so that nothing flickers.
    std::string text = in_place_ ? "\x1b[?25l\x1b[H" : "";
    for (const auto& line : topic_picture(title(), values, room, ink_))
        text += line + (in_place_ ? "\x1b[K\n" : "\n");
    if (in_place_) text += "\x1b[J";
    painted_ = true;
    put(text);
}

} // namespace sluice::client
