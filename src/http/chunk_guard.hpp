#pragma once

#include "http/head_guard.hpp"

#include <cstdint>
#include <string>

namespace sluice::http {

/// Follows the framing of a chunked body (RFC 9112, 7.1) strictly: CR LF alone ends a line, sizes
/// are up to 15 hexadecimal digits, extensions are passed over, trailers are held to the limits of
/// a head. Pure.
class chunk_guard {
public:
    explicit chunk_guard(head_limits limits = {}) : limits_(limits) {}

    enum class state { framing, data, complete, refused };

    /// Bytes of one kind at the front of what was given. `line` is what a parser is to see: the
    /// data itself, a whole line of framing with all that came of it before, or nothing yet. It
    /// lives until the next cut.
    struct slice {
        std::size_t length = 0;
        bool is_data = false;
        std::string_view line;
    };

    /// `bytes` is not empty.
    slice cut(std::string_view bytes);

    state now() const { return state_; }
    const refusal& why() const { return why_; }

    /// Bytes a line of a size with its extensions may have.
    static constexpr std::size_t most_line = 1024;

private:
    slice cut_line(std::string_view bytes);
    slice cut_trailers(std::string_view bytes);
    void judge_size();
    void refuse(refusal why);

    head_limits limits_;
    state state_ = state::framing;
    bool behind_data_ = false; // the CR LF of a chunk comes next
    bool trailing_ = false;    // the last chunk has been
    bool line_used_ = false;   // the line was given out
    std::uint64_t left_ = 0;
    std::string line_;
    head_guard trailers_{head_kind::trailers, limits_};
    refusal why_;
};

} // namespace sluice::http
