#pragma once

#include "base/bytes.hpp"
#include "http/chunk_guard.hpp"
#include "http/request.hpp"

#include <llhttp.h>

namespace sluice::http {

/// Reads requests of HTTP/1.1 out of bytes that are pushed into it. llhttp parses; guards in front
/// of it refuse what RFC 9112 lets a lenient reader accept. What comes out does not depend on how
/// the bytes were cut. Pure. Not to be moved: llhttp points back at it.
class request_parser {
public:
    explicit request_parser(head_limits limits = {});
    request_parser(const request_parser&) = delete;
    request_parser& operator=(const request_parser&) = delete;

    enum class event {
        need_more, // all bytes are used
        head,      // take() gives the request
        body,      // some bytes of the body: body()
        complete,  // the message has ended; restart() begins the next one
        refused,   // why() tells; nothing more can be read
    };

    struct step {
        event what = event::need_more;
        std::size_t used = 0; // bytes consumed; push the rest again
        byte_view body;       // of event::body: a view into what was pushed
    };

    /// Goes to the next event. After head it must be called again even without bytes.
    step push(byte_view bytes);

    request take() { return std::move(request_); }
    const refusal& why() const { return why_; }

    /// True from the first byte of a head to its last.
    bool inside_head() const { return stage_ == stage::head && !head_.empty(); }

    /// True if all of the message has been read, although complete was not yet asked for.
    bool finished() const { return stage_ == stage::finished; }

    /// Of a body with a declared length: bytes of it still to come.
    std::uint64_t body_left() const { return chunks_ ? 0 : parser_.content_length; }

    void restart();

private:
    enum class stage { head, body, finished };

    struct callbacks;

    step refuse(refusal why, std::size_t used);
    step push_head(std::string_view bytes);
    step push_body(std::string_view bytes);
    std::optional<refusal> parse_head(std::string_view head);
    chunk_guard::slice next_slice(std::string_view bytes);
    bool feed(std::string_view bytes);

    head_limits limits_;
    stage stage_ = stage::head;
    bool skipped_ = false; // the empty line that may stand before a request (RFC 9112, 2.2)
    std::string head_;     // the head so far, if it did not come in one piece
    head_guard guard_;
    std::optional<chunk_guard> chunks_;
    llhttp_t parser_{};
    request request_;
    std::string name_;
    std::string value_;
    std::string_view body_;
    bool message_complete_ = false;
    refusal why_;
};

} // namespace sluice::http
