#include "server/door.hpp"

#include "net/handshake.hpp"
#include "net/peer_address.hpp"
#include "net/tls_stream.hpp"
#include "proto/status.hpp"
#include "server/http/counted_stream.hpp"
#include "server/session.hpp"

namespace sluice::server {
namespace {

constexpr auto refusal_limit = std::chrono::seconds(1);

error error_of(admission::verdict why)
{
    const bool address = why == admission::verdict::address_full;
    return fail(errc::overloaded, "login",
                address ? "too many connections of this address"
                        : "too many connections that have not logged in");
}

std::string http_refusal(const error& why)
{
    const bool full = why == errc::overloaded;
    const auto text = why.text() + "\n";
    return std::string(full ? "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\n"
                            : "HTTP/1.1 403 Forbidden\r\n") +
           "Content-Type: text/plain\r\nContent-Length: " + std::to_string(text.size()) +
           "\r\nConnection: close\r\n\r\n" + text;
}

/// The place of one that is told why it was turned away.
class telling {
public:
    explicit telling(admission& in) : in_(in) {}
    telling(const telling&) = delete;
    telling& operator=(const telling&) = delete;
    ~telling() { in_.told(); }

private:
    admission& in_;
};

} // namespace

struct door::opened {
    std::unique_ptr<net::byte_stream> stream;
    entrance at;
};

/// A stream that waits at the door, so that shut() can reach it.
class door::watched {
public:
    watched(door& of, net::byte_stream& stream) : of_(of), stream_(&stream)
    {
        of_.waiting_.insert(stream_);
    }
    watched(const watched&) = delete;
    watched& operator=(const watched&) = delete;
    ~watched() { of_.waiting_.erase(stream_); }

private:
    door& of_;
    net::byte_stream* stream_;
};

void door::note(const std::string& peer, const error& why)
{
    log_event what;
    what.level = log_level::warning;
    what.event = "refused";
    const auto code = code_name(why.code());
    what.code = code;
    what.detail = peer + " " + why.raw_text();
    shared_.log.write(what);
}

task<result<std::byte>> door::first_byte(net::byte_stream& from, deadline limit)
{
    const watched here(*this, from);
    while (true) {
        if (shut_) co_return fail(errc::going_away, "login");
        const auto first = from.peek_byte();
        if (!first) co_return first.error();
        if (*first) co_return **first;
        const auto ready = co_await from.wait_readable(limit);
        if (!ready) co_return ready.error();
    }
}

task<result<>> door::open_tls(std::unique_ptr<net::tcp_stream> caller, opened& into, deadline limit)
{
    auto context = shared_.tls.now();
    if (!context) co_return fail(errc::bad_magic, "login", "TLS is not set up here");
    const watched here(*this, *caller);
    auto secured = co_await net::tls_stream::accept(std::move(caller), std::move(context), limit);
    if (!secured) co_return secured.error();
    into.at.secured = true;
    into.at.newest_version = (*secured)->is_newest_version();
    const auto agreed = std::string((*secured)->agreed_name());
    const auto first = co_await first_byte(**secured, limit);
    if (!first) co_return first.error();
    into.at.what = told_by(*first);
    into.stream = std::move(*secured);
    const bool http = into.at.what == spoken::http;
    // What was agreed on cannot be spoken over into another protocol.
    if (into.at.what == spoken::tls || (!agreed.empty() && (agreed == net::alpn_http) != http))
        co_return fail(errc::bad_magic, "login", "agreed on " + agreed);
    co_return ok;
}

task<result<std::unique_ptr<door::opened>>> door::open(std::unique_ptr<net::tcp_stream> caller,
                                                       port_use port, deadline limit)
{
    auto made = std::make_unique<opened>();
    made->at.port = port;
    made->at.tls_only = shared_.tls_only;
    const auto first = co_await first_byte(*caller, limit);
    if (!first) co_return first.error();
    made->at.what = told_by(*first);
    if (made->at.what == spoken::tls) {
        const auto secured = co_await open_tls(std::move(caller), *made, limit);
        if (!secured) co_return secured.error();
    } else {
        made->stream = std::move(caller);
    }
    co_return made;
}

task<void> door::refuse(std::unique_ptr<net::byte_stream> whom, spoken what, error why)
{
    const auto limit = deadline::after(refusal_limit);
    if (what == spoken::tls) co_return; // a handshake costs more than it is worth
    if (what == spoken::http) {
        // What stays unread would take the answer away with it.
        byte_buffer unread(16U << 10U);
        const auto ignored = whom->read_now(unread);
        (void)ignored;
        const auto text = http_refusal(why);
        const auto told = co_await whom->write(as_bytes(text), limit, net::follow_up::nothing);
        (void)told;
        co_return;
    }
    net::frame_stream frames(std::move(whom), proto::login_limits);
    const auto hello = co_await net::await_hello(frames, limit);
    if (!hello) co_return;
    frames.queue(proto::reply_of(why), 0);
    const auto told = co_await frames.flush(limit);
    (void)told;
}

task<void> door::turn_away(std::unique_ptr<net::tcp_stream> caller, error why)
{
    ++shared_.refused;
    note(caller->peer(), why);
    if (!shared_.admissions.may_tell()) co_return;
    const telling place(shared_.admissions);
    const auto limit = deadline::after(refusal_limit);
    const auto first = co_await first_byte(*caller, limit);
    if (first) co_await refuse(std::move(caller), told_by(*first), std::move(why));
}

task<void> door::serve(opened& one, admission_place place, deadline limit)
{
    const bool http = one.at.what == spoken::http && shared_.http;
    if (http && shared_.admissions.total() > shared_.max_connections) {
        ++shared_.refused;
        const auto full = fail(errc::overloaded, "login", "too many connections");
        note(one.stream->peer(), full);
        co_await refuse(std::move(one.stream), spoken::http, full);
        co_return;
    }
    if (http) {
        place.logged_in();
        // The place goes where the stream goes: an upgrade may give it to others.
        auto counted = std::make_unique<counted_stream>(std::move(one.stream), std::move(place));
        co_await shared_.http(std::move(counted));
        co_return;
    }
    arrival how(limit, std::move(place));
    auto made = std::make_shared<session>(shared_, loop_, std::move(one.stream), std::move(how));
    co_await made->run();
}

task<void> door::receive(std::unique_ptr<net::tcp_stream> caller, port_use port)
{
    const auto limit = deadline::after(std::chrono::milliseconds(shared_.login_limit_ms.load()));
    const auto peer = caller->peer();
    const admission::limits most{shared_.address_connections, shared_.login_connections};
    auto entered = shared_.admissions.enter(net::address_of(peer), most);
    if (entered.what != admission::verdict::admitted) {
        co_await turn_away(std::move(caller), error_of(entered.what));
        co_return;
    }
    auto made = co_await open(std::move(caller), port, limit);
    if (!made) {
        note(peer, made.error());
        co_return;
    }
    const auto judged = judge((*made)->at);
    if (!judged) {
        note(peer, judged.error());
        co_await refuse(std::move((*made)->stream), (*made)->at.what, judged.error());
        co_return;
    }
    co_await serve(**made, std::move(entered.place), limit);
}

void door::shut()
{
    shut_ = true;
    for (auto* one : waiting_)
        one->interrupt();
}

} // namespace sluice::server
