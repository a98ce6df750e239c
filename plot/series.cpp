#include "plot/series.hpp"

#include <algorithm>
#include <map>

namespace sluice::plot {
namespace {

void add(series& to, const eval::file_record& one)
{
    const auto latency = one.latency();
    if (!latency) {
        ++to.failed;
        return;
    }
    to.files.push_back({one.repeat, one.client, *latency, one.done, one.bytes});
}

void add(series& to, const eval::repeat_record& one)
{
    to.repeats.push_back({one.repeat, one.wall, one.bytes});
}

// What clients took as a whole is drawn nowhere.
void add(series&, const eval::client_record&) {}

bool is_warm_up(const eval::record& one)
{
    return std::visit([](const auto& any) { return any.repeat == 0; }, one);
}

const eval::configuration& configuration_of(const eval::record& one)
{
    return std::visit([](const auto& any) -> const auto& { return any.what; }, one);
}

} // namespace

series& series_of(all_series& all, const eval::configuration& what)
{
    // Records come in long rows of the same configuration.
    if (!all.empty() && all.back().what == what) return all.back();
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const series& one) { return one.what == what; });
    if (found != all.end()) return *found;
    all.push_back({.what = what});
    return all.back();
}

void sort_series(all_series& all)
{
    std::sort(all.begin(), all.end(),
              [](const series& left, const series& right) { return left.what < right.what; });
}

result<all_series> series_of_records(const std::string& path)
{
    const auto records = eval::read_records(path);
    if (!records) {
        const auto& why = records.error();
        if (why == errc::not_found) return why;
        return fail(errc::bad_configuration, "read records", why.detail());
    }
    all_series all;
    for (const auto& one : *records) {
        if (is_warm_up(one)) continue;
        auto& to = series_of(all, configuration_of(one));
        std::visit([&](const auto& any) { add(to, any); }, one);
    }
    std::erase_if(all, [](const series& one) { return one.files.empty() && one.repeats.empty(); });
    if (all.empty()) return fail(errc::not_found, "read records", path + " holds no timing");
    sort_series(all);
    return all;
}

std::vector<double> seconds_of(const series& one)
{
    std::vector<double> all;
    for (const auto& file : one.files)
        all.push_back(file.seconds);
    return all;
}

std::vector<std::vector<double>> seconds_by_repeat(const series& one)
{
    std::map<unsigned, std::vector<double>> repeats;
    for (const auto& file : one.files)
        repeats[file.repeat].push_back(file.seconds);
    std::vector<std::vector<double>> all;
    for (auto& [repeat, seconds] : repeats)
        all.push_back(std::move(seconds));
    return all;
}

std::vector<double> walls_of(const series& one)
{
    std::vector<double> all;
    for (const auto& repeat : one.repeats)
        all.push_back(repeat.wall);
    return all;
}

} // namespace sluice::plot
