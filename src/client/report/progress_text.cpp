#include "client/report/progress_text.hpp"

#include "base/escape.hpp"
#include "base/parse.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

namespace sluice::client {
namespace {

using transfer::download_progress;

std::string_view state_of(const download_progress& p)
{
    const bool all_received = !p.listing && p.bytes_done >= p.bytes_known;
    if (p.verifying > 0) return "verifying";
    if (p.syncing > 0 && all_received) return "syncing";
    if (p.streams == 0 && !all_received) return "connecting";
    return {};
}

std::string name_of(const download_progress& p)
{
    if (p.files_known == 1) return escape(p.current);
    return fmt::format("{} of {}{} files", p.files_done, p.files_known, p.listing ? "+" : "");
}

int percent_of(const download_progress& p)
{
    if (p.bytes_known == 0) return p.listing ? 0 : 100;
    // 100 % only when nothing is missing.
    const auto done = std::min(p.bytes_done, p.bytes_known);
    return static_cast<int>(static_cast<double>(done) * 100.0 / static_cast<double>(p.bytes_known));
}

std::string time_left(const progress_view& view)
{
    const auto& p = view.now;
    if (view.rate < 1 || p.bytes_done >= p.bytes_known) return "-:--";
    const double seconds = static_cast<double>(p.bytes_known - p.bytes_done) / view.rate;
    if (seconds > 360'000) return "-:--";
    return format_clock(std::chrono::seconds(static_cast<std::int64_t>(std::ceil(seconds))));
}

std::string facts(const progress_view& view)
{
    const auto& p = view.now;
    const auto state = state_of(p);
    auto text = fmt::format("{} / {}  {}  {} stream{}  ETA {}", format_size(p.bytes_done),
                            format_size(p.bytes_known), format_rate(view.rate), p.streams,
                            p.streams == 1 ? "" : "s", time_left(view));
    if (!state.empty()) text += fmt::format("  {}", state);
    return text;
}

} // namespace

std::string progress_bar(const progress_view& view, std::size_t width)
{
    constexpr std::size_t bar_width = 20;
    const auto percent = percent_of(view.now);
    const auto filled = bar_width * static_cast<std::size_t>(percent) / 100;
    const auto bar = std::string(filled, '#') + std::string(bar_width - filled, '.');
    const auto rest = fmt::format("  {:3}% [{}] {}", percent, bar, facts(view));
    auto name = name_of(view.now);
    const auto room = width > rest.size() + 1 ? width - rest.size() - 1 : 0;
    if (name.size() > room) {
        auto keep = room > 3 ? room - 3 : 0;
        while (keep > 0 && (static_cast<unsigned char>(name[keep]) & 0xc0U) == 0x80U)
            --keep;
        name = name.substr(0, keep) + (room > 3 ? "..." : "");
    }
    auto line = name + rest;
    if (line.size() > width && name.empty()) line.resize(width);
    return line;
}

std::string progress_line(const progress_view& view)
{
    return fmt::format("{}  {}%  {}", name_of(view.now), percent_of(view.now), facts(view));
}

std::string progress_json(const progress_view& view)
{
    const auto& p = view.now;
    nlohmann::ordered_json event;
    event["event"] = "progress";
    event["files_done"] = p.files_done;
    event["files_known"] = p.files_known;
    event["bytes_done"] = p.bytes_done;
    event["bytes_known"] = p.bytes_known;
    event["bytes_received"] = p.bytes_received;
    event["bytes_per_second"] = std::llround(view.rate);
    event["streams"] = p.streams;
    event["listing"] = p.listing;
    event["state"] = std::string(state_of(p).empty() ? "fetching" : state_of(p));
    return event.dump();
}

double rate_meter::update(std::uint64_t bytes, clock::time_point now)
{
    if (!started_) {
        started_ = true;
        last_bytes_ = bytes;
        last_ = now;
        return 0;
    }
    const std::chrono::duration<double> passed = now - last_;
    if (passed.count() <= 0) return rate_;
    const double current = static_cast<double>(bytes - last_bytes_) / passed.count();
    const double weight = rate_ == 0 ? 1.0 : 1.0 - std::exp(-passed.count() / 2.0);
    rate_ += weight * (current - rate_);
    last_bytes_ = bytes;
    last_ = now;
    return rate_;
}

} // namespace sluice::client
