#include "plot/client_log.hpp"

#include "base/parse.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <tuple>

namespace sluice::plot {
namespace {

constexpr unsigned plain_workers = 2; // what a name without a part for workers stands for

template <class Number>
std::optional<Number> number_of(std::string_view text)
{
    Number value{};
    const auto* end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, value);
    if (text.empty() || read.ec != std::errc{} || read.ptr != end) return std::nullopt;
    return value;
}

/// What stands before `mark`, which is taken off with it; all of the text when it has none.
std::string_view take_until(std::string_view& text, std::string_view mark)
{
    const auto at = text.find(mark);
    const auto taken = text.substr(0, at);
    text.remove_prefix(at == std::string_view::npos ? text.size() : at + mark.size());
    return taken;
}

/// What stands behind the last `mark`, which is taken off with it.
std::optional<std::string_view> take_behind(std::string_view& text, std::string_view mark)
{
    const auto at = text.rfind(mark);
    if (at == std::string_view::npos) return std::nullopt;
    const auto taken = text.substr(at + mark.size());
    text = text.substr(0, at);
    return taken;
}

void read_part(eval::configuration& what, std::string_view part)
{
    const auto number = part.substr(0, part.size() - 1);
    const auto workers = number_of<unsigned>(number);
    const auto rate = number_of<double>(number);
    if (part.ends_with('w') && workers) {
        what.workers = *workers;
    } else if (part.ends_with('r') && rate && std::isfinite(*rate)) {
        what.rate = *rate;
    } else if (part == "coroutine") {
        what.mode = eval::client_mode::coroutines;
    } else {
        if (!what.link.empty()) what.link += '-';
        what.link += part;
    }
}

/// The name of a file may hold anything, so the fields are looked for from the end.
std::optional<log_line> parse_downloaded(std::string_view detail)
{
    if (!detail.starts_with("file=")) return std::nullopt;
    detail.remove_prefix(std::string_view("file=").size());
    if (!take_behind(detail, " digest=")) return std::nullopt;
    const auto seconds_text = take_behind(detail, " seconds=");
    const auto bytes_text = take_behind(detail, " bytes=");
    if (!seconds_text || !bytes_text) return std::nullopt;
    const auto seconds = number_of<double>(*seconds_text);
    const auto bytes = number_of<std::uint64_t>(*bytes_text);
    if (!seconds || !bytes || !std::isfinite(*seconds) || *seconds < 0) return std::nullopt;
    return log_line{.file = std::string(detail), .bytes = *bytes, .seconds = *seconds};
}

struct found_log {
    log_name name;
    std::filesystem::path path;
};

/// The logs in a folder, by the numbers of their clients: a folder has no order of its own.
result<std::vector<found_log>> find_logs(const std::filesystem::path& folder)
{
    std::vector<found_log> all;
    std::error_code why;
    std::filesystem::directory_iterator entries(folder, why);
    for (; !why && entries != std::filesystem::directory_iterator(); entries.increment(why)) {
        const auto name = parse_log_name(entries->path().filename().string());
        std::error_code ignored;
        if (name && entries->is_regular_file(ignored)) all.push_back({*name, entries->path()});
    }
    if (why) return fail_errno("read logs", folder.string(), why.value());
    std::sort(all.begin(), all.end(), [](const found_log& left, const found_log& right) {
        return std::tie(left.name.client, left.path) < std::tie(right.name.client, right.path);
    });
    return all;
}

} // namespace

std::optional<log_name> parse_log_name(std::string_view name)
{
    if (!name.starts_with("client") || !name.ends_with(".log")) return std::nullopt;
    name.remove_prefix(std::string_view("client").size());
    name.remove_suffix(std::string_view(".log").size());
    const auto client = number_of<unsigned>(take_until(name, "-"));
    const auto clients = number_of<unsigned>(take_until(name, "c"));
    if (name.find('f') == std::string_view::npos) return std::nullopt;
    const auto size = parse_size(take_until(name, "f"));
    if (!client || !clients || !size || *client == 0 || *clients == 0) return std::nullopt;
    log_name made;
    made.client = *client;
    made.what.clients = *clients;
    made.what.file_size = *size;
    made.what.workers = plain_workers;
    if (!name.empty() && name.front() != '-') return std::nullopt;
    if (!name.empty()) name.remove_prefix(1);
    while (!name.empty()) {
        const auto part = take_until(name, "-");
        if (!part.empty()) read_part(made.what, part);
    }
    return made;
}

std::optional<log_line> parse_log_line(std::string_view line)
{
    std::array<std::string_view, 5> words; // time, level, session, event, code
    for (auto& word : words)
        word = take_until(line, " ");
    if (!words[2].starts_with("session=") || !words[4].starts_with("code=")) return std::nullopt;
    if (words[3] == "event=downloaded") return parse_downloaded(line);
    // A command that failed as a whole logs a line too, without a file.
    if (words[3] == "event=failed" && line.starts_with("file="))
        return log_line{.what = log_line::kind::failed};
    if (words[3] != "event=repeat") return std::nullopt;
    const auto repeat = number_of<unsigned>(take_until(line, " of "));
    if (!repeat) return std::nullopt;
    return log_line{.what = log_line::kind::repeat, .repeat = *repeat};
}

void add_log(series& to, unsigned client, std::istream& log)
{
    unsigned repeat = 1;
    std::string text;
    while (std::getline(log, text)) {
        if (text.ends_with('\r')) text.pop_back();
        const auto line = parse_log_line(text);
        if (!line) continue;
        if (line->what == log_line::kind::repeat) repeat = line->repeat;
        if (repeat == 0) continue;
        if (line->what == log_line::kind::failed) ++to.failed;
        if (line->what == log_line::kind::downloaded)
            to.files.push_back({repeat, client, line->seconds, std::nullopt, line->bytes});
    }
}

result<all_series> series_of_logs(const std::string& folder)
{
    std::filesystem::path from = folder;
    std::error_code ignored;
    if (std::filesystem::is_directory(from / "clients", ignored)) from /= "clients";
    const auto logs = find_logs(from);
    if (!logs) return logs.error();
    if (logs->empty())
        return fail(errc::not_found, "read logs", from.string() + " holds no clientI-NcSIZEf.log");
    all_series all;
    for (const auto& [name, path] : *logs) {
        std::ifstream log(path);
        if (!log) return fail_errno("read logs", path.string());
        add_log(series_of(all, name.what), name.client, log);
    }
    std::erase_if(all, [](const series& one) { return one.files.empty(); });
    if (all.empty())
        return fail(errc::not_found, "read logs", "no timing in the logs of " + from.string());
    sort_series(all);
    return all;
}

} // namespace sluice::plot
