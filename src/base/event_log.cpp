#include "base/event_log.hpp"

#include "base/escape.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/null_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <atomic>
#include <filesystem>
#include <mutex>

namespace sluice {
namespace {

spdlog::level::level_enum to_spdlog(log_level level)
{
    switch (level) {
    case log_level::trace: return spdlog::level::trace;
    case log_level::debug: return spdlog::level::debug;
    case log_level::info: return spdlog::level::info;
    case log_level::warning: return spdlog::level::warn;
    case log_level::error: return spdlog::level::err;
    case log_level::critical: return spdlog::level::critical;
    }
    return spdlog::level::info;
}

/// The JSON line brings its own braces around what the pattern gives: the library does not escape,
/// so all that comes from outside is escaped in line_of.
const char* pattern_of(log_format format)
{
    return format == log_format::json ? R"({"time":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%l",%v})"
                                      : "%Y-%m-%dT%H:%M:%S.%eZ %l %v";
}

result<std::shared_ptr<spdlog::logger>> make_logger(const std::string& where, log_format format)
{
    // The library would make missing folders: a mistyped path must not pass for a log.
    const auto folder = std::filesystem::path(where).parent_path();
    if (!folder.empty() && !std::filesystem::is_directory(folder))
        return fail(errc::not_found, "open log", where);
    spdlog::sink_ptr sink;
    try {
        if (where == "none")
            sink = std::make_shared<spdlog::sinks::null_sink_mt>();
        else if (where == "-")
            sink = std::make_shared<spdlog::sinks::stderr_sink_mt>();
        else
            sink = std::make_shared<spdlog::sinks::basic_file_sink_mt>(where);
    } catch (const spdlog::spdlog_ex&) {
        const auto why = fail_errno("open log", where);
        return why == errc::permission_denied ? fail(errc::not_writable, "open log", where) : why;
    }
    auto logger = std::make_shared<spdlog::logger>("sluice", std::move(sink));
    logger->set_formatter(std::make_unique<spdlog::pattern_formatter>(
        pattern_of(format), spdlog::pattern_time_type::utc));
    logger->set_level(spdlog::level::trace);
    logger->flush_on(spdlog::level::info);
    // A full disk must not fill the terminal with the library's complaints.
    logger->set_error_handler([](const std::string&) {});
    return logger;
}

} // namespace

struct event_log::state {
    std::mutex mutex; // guards the pointer, not the logger
    std::shared_ptr<spdlog::logger> logger;
    std::atomic<log_level> lowest;
    log_format format = log_format::text;
    std::atomic<bool> silent = false; // "none": nothing need be put together
};

event_log::event_log(std::unique_ptr<state> made) : state_(std::move(made)) {}

event_log::~event_log()
{
    state_->logger->flush();
}

result<std::unique_ptr<event_log>> event_log::open(const std::string& where, log_level lowest,
                                                   log_format format)
{
    auto logger = make_logger(where, format);
    if (!logger) return logger.error();
    auto made = std::make_unique<state>();
    made->logger = std::move(*logger);
    made->lowest = lowest;
    made->format = format;
    made->silent = where == "none";
    return std::unique_ptr<event_log>(new event_log(std::move(made)));
}

result<void> event_log::reopen(const std::string& where)
{
    auto logger = make_logger(where, state_->format);
    if (!logger) return logger.error();
    const std::scoped_lock lock(state_->mutex);
    state_->logger->flush();
    state_->logger = std::move(*logger);
    state_->silent = where == "none";
    return ok;
}

bool event_log::shows(log_level level) const
{
    return !state_->silent && level >= state_->lowest.load(std::memory_order_relaxed);
}

void event_log::set_lowest(log_level lowest)
{
    state_->lowest = lowest;
}

std::string event_log::line_of(const log_event& what) const
{
    if (state_->format == log_format::text) {
        const auto request = what.request.empty() ? "" : " request=" + escape(what.request);
        return fmt::format("session={} event={} code={}{} {}", what.session, what.event, what.code,
                           request, escape(what.detail));
    }
    nlohmann::ordered_json fields;
    if (what.session != 0) fields["session"] = what.session;
    fields["event"] = what.event;
    fields["code"] = what.code;
    if (!what.request.empty()) fields["request"] = what.request;
    if (!what.detail.empty()) fields["detail"] = what.detail;
    const auto replace = nlohmann::ordered_json::error_handler_t::replace;
    const auto object = fields.dump(-1, ' ', true, replace);
    return object.substr(1, object.size() - 2);
}

void event_log::write(const log_event& what)
{
    if (!shows(what.level)) return;
    std::shared_ptr<spdlog::logger> logger;
    {
        const std::scoped_lock lock(state_->mutex);
        logger = state_->logger;
    }
    logger->log(to_spdlog(what.level), spdlog::string_view_t(line_of(what)));
}

} // namespace sluice
