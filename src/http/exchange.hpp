#pragma once

#include "http/body_pace.hpp"
#include "http/prepared_reply.hpp"
#include "http/request.hpp"
#include "http/response.hpp"
#include "net/byte_stream.hpp"

#include <functional>
#include <memory>

namespace sluice::http {

class connection;

/// What goes on with a connection that does not speak HTTP any more. The stream is its own, also
/// beyond its end.
using upgraded = std::function<task<void>(std::unique_ptr<net::byte_stream>, std::string)>;

/// One request and its answer, for as long as the handler runs. One of send, send_head and upgrade
/// is called, once; a handler that called none answers 500. On the connection's loop.
class exchange {
public:
    explicit exchange(connection& on, http::request asked);
    ~exchange();

    const http::request& request() const { return request_; }

    /// "ADDRESS:PORT" of the client.
    const std::string& peer() const;

    /// Unique among the requests of this program: for logs and problem documents.
    const std::string& request_id() const { return request_id_; }

    /// A field for whatever answer is going to be sent, such as rate limits and CORS.
    void add_field(std::string_view name, std::string_view value);

    /// Reads the next bytes of the body; 0 at its end. The first call sends "100 Continue" where
    /// the client waits for it. Errors: timed_out (slower than the minimum rate, or the limit),
    /// peer_closed (broken off in the middle), malformed_message (bad chunk).
    task<result<std::size_t>> read_body(std::span<std::byte> into, deadline limit);

    /// The whole body. Errors as read_body, and too_large beyond `most` bytes, judged before they
    /// are read where their number is declared.
    task<result<std::string>> read_whole_body(std::size_t most, deadline limit);

    /// True once the end of the body was read; at once where there is none.
    bool body_finished() const;

    /// The answer in one piece; for HEAD the head alone. A body not read by then is read and
    /// dropped if it is small, else the connection closes after the answer.
    task<result<>> send(http::response reply);

    /// The same for a small answer whose fields are text already; it must outlive the call.
    task<result<>> send_prepared(const prepared_reply& reply);

    /// The head of an answer whose body follows by write and send_file, of exactly this length.
    task<result<>> send_head(http::response head, std::uint64_t body_length);

    /// The head of an answer whose length is not known: the body follows by write and send_file and
    /// is over with end_body. It goes out chunked; to a client of HTTP/1.0 as it is, and the end of
    /// the connection is its end.
    task<result<>> send_head(http::response head);

    /// Ends a body of unknown length. Without it the connection breaks off after the handler, so
    /// that no client takes a part for the whole (HTTP/1.0 cannot tell).
    task<result<>> end_body();

    /// A part of the body. Nothing is sent for HEAD.
    task<result<>> write(byte_view bytes, net::follow_up next = net::follow_up::nothing);

    /// A part of the body out of an open file, zero-copy where the transport can. Ends with
    /// source_changed if the file is shorter; then the connection closes: the length was promised.
    task<result<>> send_file(int file, std::uint64_t offset, std::uint64_t length);

    /// Answers 101 with this head and gives the connection away: after the handler has returned,
    /// `next` gets the stream and what the client sent behind the request, and is awaited to its
    /// end. Errors: going_away (the connection is to end), malformed_message (a body follows, or
    /// the client wants the connection closed): nothing was answered yet; those of the transport.
    task<result<>> upgrade(http::response head, upgraded next);

    /// The connection closes after this answer.
    void close_after();

    /// Status of the answer once it is sent, 0 before; bytes of its body sent and of the request's
    /// body read so far.
    int status() const { return status_; }
    std::uint64_t sent_bytes() const { return sent_; }

    /// Bytes of the body that the peer can have at most: where writing failed, some of what was
    /// being written may have gone.
    std::uint64_t begun_bytes() const { return begun_; }

    std::uint64_t received_bytes() const { return received_; }

    /// The transport, to interrupt a wait from another coroutine of the same loop.
    net::byte_stream& stream();

private:
    friend class connection;

    /// How the client learns where the body ends.
    enum class framing { by_length, chunked, by_close };

    result<> begin_answer(const response& head, std::optional<std::uint64_t> body_length,
                          std::string_view prepared = {});
    result<> judge_part(std::uint64_t length) const;
    task<result<>> send_bytes(byte_view bytes, net::follow_up next);
    task<result<>> write_chunk(byte_view bytes, net::follow_up next);
    task<result<>> send_range(int file, std::uint64_t offset, std::uint64_t length);
    task<result<>> send_continue();
    result<std::size_t> body_now(std::span<std::byte> into);
    task<result<>> wait_for_body(deadline limit);

    connection& on_;
    http::request request_;
    std::string request_id_;
    http::fields extra_;
    int status_ = 0;
    std::uint64_t sent_ = 0;
    std::uint64_t begun_ = 0;
    std::uint64_t received_ = 0;
    std::uint64_t left_ = 0; // of the promised body
    framing framing_ = framing::by_length;
    bool open_ended_ = false;      // a body of unknown length has not come to its end
    bool awaits_continue_ = false; // the client wants "100 Continue" first
    bool body_failed_ = false;     // the rest of the request's body cannot be read
    bool broken_ = false;          // the answer did not get through
    bool close_ = false;           // the connection ends after this answer
    bool head_only_ = false;       // the answer has no body
    body_pace pace_;
};

/// Answers one request.
using handler = std::function<task<void>(exchange&)>;

} // namespace sluice::http
