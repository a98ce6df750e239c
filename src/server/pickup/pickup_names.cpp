#include "server/pickup/pickup_names.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>

namespace sluice::server {
namespace {

constexpr std::array<std::string_view, 5> extensions{"drc", "ply", "vpcc", "gpcc", "zip"};

struct segment_row {
    std::string_view extension;
    std::string_view type;
};

constexpr std::array segment_types{
    segment_row{"ply", "pointcloud/ply"},
    segment_row{"drc", "pointcloud/drc"},
    segment_row{"vpcc", "pointcloud/mpeg-vpcc"},
    segment_row{"gpcc", "pointcloud/mpeg-gpcc"},
};

std::string time_text(std::int64_t second)
{
    using namespace std::chrono;
    const sys_seconds at{seconds(second)};
    const auto midnight = floor<days>(at);
    const year_month_day date(midnight);
    const hh_mm_ss clock(at - midnight);
    return fmt::format("{:04}{:02}{:02}_{:02}{:02}{:02}", static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                       clock.hours().count(), clock.minutes().count(), clock.seconds().count());
}

} // namespace

bool is_pickup_extension(std::string_view extension)
{
    return std::find(extensions.begin(), extensions.end(), extension) != extensions.end();
}

std::string_view segment_type_of(std::string_view name)
{
    const auto dot = name.rfind('.');
    if (dot == name.npos) return {};
    const auto at =
        std::find_if(segment_types.begin(), segment_types.end(),
                     [&](const segment_row& row) { return row.extension == name.substr(dot + 1); });
    return at == segment_types.end() ? std::string_view() : at->type;
}

std::string archive_name_of(const state::pickup_offer& offer)
{
    return fmt::format("{}_{}files_{}.zip", offer.extension, offer.files.size(), offer.stamp);
}

std::string pickup_stamps::next(std::int64_t now_ns)
{
    const std::scoped_lock lock(mutex_);
    const auto second = std::max(second_, now_ns / 1'000'000'000);
    used_ = second == second_ ? used_ + 1 : 1;
    second_ = second;
    const auto text = time_text(second);
    return used_ == 1 ? text : fmt::format("{}_{}", text, used_);
}

} // namespace sluice::server
