#pragma once

#include "base/result.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace sluice {

/// The numbers are those of the settings; names as in the lines.
enum class log_level { trace = 0, debug = 10, info = 20, warning = 30, error = 40, critical = 50 };

/// What happened, once, where it stopped travelling.
struct log_event {
    log_level level = log_level::info;
    std::uint64_t session = 0; // 0: none
    std::string request = {};  // id of an HTTP request; empty: none
    std::string_view event;    // our own word, such as "served"
    std::string_view code = "ok";
    std::string detail = {}; // may hold text of a peer: it is escaped
};

/// How a line looks: words, or one JSON object (RFC 8259, ASCII only).
enum class log_format { text, json };

/// One line per event: time (UTC), level, session, event, code, request, detail. Thread-safe.
class event_log {
public:
    /// where: a path, "none", or "-" for stderr. Errors: not_writable, not_found and the like; the
    /// detail names the path.
    static result<std::unique_ptr<event_log>> open(const std::string& where, log_level lowest,
                                                   log_format format = log_format::text);
    ~event_log();

    void write(const log_event& what);
    bool shows(log_level level) const;
    void set_lowest(log_level lowest);

    /// Opens the file by its name again, for log rotation. The old one stays on failure.
    result<void> reopen(const std::string& where);

private:
    struct state;
    explicit event_log(std::unique_ptr<state> made);
    std::string line_of(const log_event& what) const;

    std::unique_ptr<state> state_;
};

} // namespace sluice
