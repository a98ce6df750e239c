#include "client/report/report.hpp"

namespace sluice::client {

exit_code exit_code_of_download(const transfer::download_summary& summary,
                                const transfer::download_progress& progress)
{
    const bool got_something = progress.bytes_received > 0 || summary.files_done > 0;
    if (summary.stopped) {
        const auto code = exit_code_of(*summary.stopped);
        return code == exit_code::network && got_something ? exit_code::unfinished : code;
    }
    if (summary.files_failed == 0) return exit_code::done;
    const bool some_done = summary.files_done + summary.files_skipped > 0;
    return some_done ? exit_code::partly_done : exit_code_of(*summary.first_failure);
}

json to_json(const error& why)
{
    json made;
    made["code"] = code_name(why.code());
    made["exit_code"] = static_cast<int>(exit_code_of(why));
    made["stage"] = std::string(why.stage());
    made["detail"] = why.detail();
    made["text"] = why.text();
    made["retryable"] = is_retryable(why.code());
    return made;
}

namespace {

json seconds_of(const std::optional<transfer::file_times::point>& when)
{
    if (!when) return nullptr;
    return std::chrono::duration<double>(when->time_since_epoch()).count();
}

} // namespace

json to_json(const transfer::file_times& times)
{
    json made;
    made["started"] = seconds_of(times.started);
    made["first_byte"] = seconds_of(times.first_byte);
    made["received"] = seconds_of(times.received);
    made["verified"] = seconds_of(times.verified);
    made["durable"] = seconds_of(times.durable);
    return made;
}

json to_json(const transfer::file_report& file)
{
    json made;
    made["remote"] = file.remote;
    made["local"] = file.local;
    made["bytes"] = file.bytes;
    made["resumed_bytes"] = file.resumed_bytes;
    made["retries"] = file.retries;
    made["seconds"] = file.seconds;
    made["times"] = to_json(file.times);
    made["digest"] = file.digest;
    made["skipped"] = file.skipped;
    made["error"] = file.failed ? to_json(*file.failed) : json();
    return made;
}

std::string json_text(const json& document, int indent)
{
    return document.dump(indent, ' ', false, json::error_handler_t::replace);
}

std::string shell_quoted(std::string_view word)
{
    constexpr std::string_view plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                       "0123456789_-./:@%+=,";
    if (!word.empty() && word.find_first_not_of(plain) == std::string_view::npos)
        return std::string(word);
    std::string quoted = "'";
    for (const char c : word) {
        if (c == '\'')
            quoted += "'\\''";
        else
            quoted += c;
    }
    return quoted + "'";
}

std::string resume_command(const std::string& called, const settings& loaded,
                           const std::vector<std::string>& names, bool several,
                           std::string_view verb)
{
    std::string line = shell_quoted(called);
    const auto add = [&line](std::string_view option, const std::string& value) {
        line += " " + std::string(option) + " " + shell_quoted(value);
    };
    add("-a", loaded.text("address"));
    add("-p", std::to_string(loaded.integer("port")));
    add("-d", loaded.text("directory"));
    for (const auto* key : {"workers", "digest", "durability", "output", "into"})
        if (loaded.is_given(key)) add("--" + std::string(key), loaded.state(key).written);
    // With the default, files that are complete already would come a second time as NAME(1).
    const auto policy = loaded.text("on-exists");
    if (policy != "rename")
        add("--on-exists", policy);
    else if (several)
        add("--on-exists", "skip");
    line += " " + std::string(verb);
    for (const auto& name : names)
        line += " " + shell_quoted(name);
    return line;
}

} // namespace sluice::client
