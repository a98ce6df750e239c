#pragma once

#include "base/bytes.hpp"
#include "http/head_guard.hpp"

#include <string>

namespace sluice::http {

/// How much of a form is read.
struct multipart_limits {
    std::size_t parts = 64;
    std::size_t head = 8U << 10U;   // bytes of the head of a part, and in front of the first part
    std::size_t field = 64U << 10U; // bytes of a part without a file name
};

/// The head of a part (RFC 7578, 4).
struct part_head {
    std::string name;
    std::optional<std::string> file_name; // as the client says it: not yet safe for a path
    std::string media_type;               // empty: not said
};

/// Reads multipart/form-data out of bytes that are pushed into it, in any pieces. Pure.
class multipart_parser {
public:
    /// The boundary as multipart_boundary gives it.
    explicit multipart_parser(std::string_view boundary, multipart_limits limits = {});

    enum class event {
        need_more, // all bytes are used; if none follow, the form is cut off
        part,      // head() tells which
        data,      // some bytes of the part: step.data
        part_end,
        complete, // what follows is dropped
        refused,  // why() tells: 413 beyond a limit, else 400
    };

    struct step {
        event what = event::need_more;
        std::size_t used = 0; // bytes consumed; push the rest again
        byte_view data;       // a view into what was pushed or into the parser
    };

    /// Goes to the next event.
    step push(byte_view bytes);

    const part_head& head() const { return head_; }
    const refusal& why() const { return why_; }

private:
    enum class stage { preamble, behind_delimiter, head, data, complete };

    step push_stage(std::string_view bytes);
    step scan(std::string_view bytes);
    step found_data(std::string_view data, std::size_t used);
    step begin_part(std::string_view bytes);
    step push_head(std::string_view bytes);
    step refuse(int status, std::string_view detail);
    bool read_head();

    std::string delimiter_; // CR LF -- boundary
    multipart_limits limits_;
    stage stage_ = stage::preamble;
    std::size_t matched_ = 2; // bytes of the delimiter seen; the first needs no line before it
    std::string text_;        // of a head, or of what stands behind a delimiter
    head_guard guard_;
    part_head head_;
    std::size_t parts_ = 0;
    std::size_t bytes_ = 0; // of the part or the preamble
    refusal why_;
};

/// The boundary out of a Content-Type field; nothing if it is not multipart/form-data with a proper
/// one (RFC 2046, 5.1.1).
std::optional<std::string> multipart_boundary(std::string_view content_type);

} // namespace sluice::http
