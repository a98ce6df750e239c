#pragma once

#include "http/refusal.hpp"

#include <optional>
#include <string_view>

namespace sluice::http {

/// How much of a head is read (docs of the HTTP door: 414 and 431 beyond it).
struct head_limits {
    std::size_t line = 8U << 10U;   // bytes of one line without its end
    std::size_t total = 32U << 10U; // bytes of all lines with their ends
    std::size_t fields = 100;
};

/// What a head_guard looks at: a request line and fields, or the fields behind a chunked body.
enum class head_kind { request, trailers };

/// Judges the lines of a head as strictly as RFC 9112 allows, before the parser sees them: CR LF
/// alone ends a line, no folded lines, no blank before a colon, no control bytes. Pure.
class head_guard {
public:
    explicit head_guard(head_kind what, head_limits limits = {}) : kind_(what), limits_(limits) {}

    enum class state { unfinished, complete, refused };

    /// `so_far` is the head from its first byte on, longer at each call. The outcome does not
    /// depend on how it grew.
    state look(std::string_view so_far);

    /// Of complete: bytes up to the end of the empty line.
    std::size_t end() const { return line_start_; }

    /// Of refused.
    const refusal& why() const { return why_; }

private:
    state judge_line(std::string_view line);
    state refuse(refusal why);
    state refuse_length();

    head_kind kind_;
    head_limits limits_;
    std::size_t line_start_ = 0;
    std::size_t searched_ = 0;
    std::size_t lines_ = 0; // not empty ones
    refusal why_;
};

/// Judges "GET /path HTTP/1.1": three parts, a known version. Nothing: it is fine.
std::optional<refusal> judge_request_line(std::string_view line);

} // namespace sluice::http
