#include "client/schedule/run_history.hpp"

#include "base/escape.hpp"
#include "base/parse.hpp"
#include "base/rfc3339.hpp"

#include <fmt/format.h>

namespace sluice::client {
namespace {

using json = nlohmann::ordered_json;
using schedule::wall_time;

double seconds_of(wall_time at)
{
    return static_cast<double>(at.time_since_epoch().count()) / 1000;
}

std::string text_at(const json& from, const char* key)
{
    const auto found = from.find(key);
    return found != from.end() && found->is_string() ? found->get<std::string>() : std::string();
}

double number_at(const json& from, const char* key)
{
    constexpr double most = 9e15;
    const auto found = from.find(key);
    if (found == from.end() || !found->is_number()) return 0;
    return std::clamp(found->get<double>(), 0.0, most);
}

wall_time time_at(const json& from, const char* key)
{
    const std::chrono::duration<double> since(std::min(number_at(from, key), 9e11));
    return wall_time(std::chrono::round<std::chrono::milliseconds>(since));
}

std::uint64_t count_at(const json& from, const char* key)
{
    return static_cast<std::uint64_t>(number_at(from, key));
}

} // namespace

nlohmann::ordered_json to_json(const run_record& record)
{
    json made;
    made["schema"] = 1;
    made["schedule"] = record.schedule;
    made["reason"] = record.reason;
    made["outcome"] = record.outcome;
    made["due"] = seconds_of(record.due);
    made["started"] = seconds_of(record.started);
    made["seconds"] = record.seconds;
    made["files"] = record.files;
    made["bytes"] = record.bytes;
    made["missed"] = record.missed;
    made["attempt"] = record.attempt;
    if (!record.error.empty()) made["error"] = record.error;
    if (!record.detail.empty()) made["detail"] = record.detail;
    return made;
}

std::optional<run_record> parse_record(std::string_view line)
{
    const auto read = json::parse(line, nullptr, false);
    if (!read.is_object()) return std::nullopt;
    run_record made;
    made.schedule = text_at(read, "schedule");
    made.reason = text_at(read, "reason");
    made.outcome = text_at(read, "outcome");
    if (made.schedule.empty() || made.outcome.empty()) return std::nullopt;
    made.due = time_at(read, "due");
    made.started = time_at(read, "started");
    made.seconds = number_at(read, "seconds");
    made.files = count_at(read, "files");
    made.bytes = count_at(read, "bytes");
    made.missed = count_at(read, "missed");
    made.attempt = static_cast<unsigned>(std::min(number_at(read, "attempt"), 1e6));
    made.error = text_at(read, "error");
    made.detail = text_at(read, "detail");
    return made;
}

std::string record_text(const run_record& record)
{
    const auto when = format_rfc3339(record.started.time_since_epoch().count() * 1'000'000);
    auto text = fmt::format("{}  {}  {}  {}  {} files, {}, {:.1f} s", when, escape(record.schedule),
                            escape(record.reason), escape(record.outcome), record.files,
                            format_size(record.bytes), record.seconds);
    if (record.missed > 0) text += fmt::format(", {} missed before", record.missed);
    if (!record.detail.empty()) text += "  " + escape(record.detail);
    return text;
}

} // namespace sluice::client
