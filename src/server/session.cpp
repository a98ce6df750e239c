#include "server/session.hpp"

#include "net/handshake.hpp"
#include "net/peer_address.hpp"
#include "proto/status.hpp"
#include "server/security/needed_right.hpp"

#include <fmt/format.h>

namespace sluice::server {
namespace {

constexpr std::size_t flush_above = 64U << 10U;

deadline after_ms(const std::atomic<std::int64_t>& limit)
{
    return deadline::after(std::chrono::milliseconds(limit.load()));
}

} // namespace

session::session(host& shared, asio::any_io_executor loop, std::unique_ptr<net::byte_stream> stream,
                 arrival how)
    : shared_(shared),
      loop_(std::move(loop)),
      id_(shared.sessions.next_id()),
      peer_(stream->peer()),
      stream_(std::move(stream), proto::login_limits),
      rate_(shared.client_rates.of(peer_, shared.client_rate)),
      arrival_(std::move(how)),
      giver_(shared.giving, stream_, *rate_, counters_)
{
}

session::~session()
{
    shared_.ended_bytes += counters_.bytes;
    shared_.ended_requests += counters_.requests;
    shared_.ended_errors += counters_.errors;
    shared_.sessions.remove(id_);
}

std::string session::user() const
{
    const std::scoped_lock lock(user_mutex_);
    return user_;
}

std::chrono::seconds session::age() const
{
    return std::chrono::duration_cast<std::chrono::seconds>(std::chrono::steady_clock::now() -
                                                            started_);
}

void session::note(log_level level, std::string_view event, const result<>& outcome,
                   std::string detail)
{
    if (!shared_.log.shows(level)) return;
    log_event what;
    what.level = level;
    what.session = id_;
    what.event = event;
    what.detail = std::move(detail);
    const auto code = outcome ? std::string("ok") : code_name(outcome.error().code());
    what.code = code;
    if (!outcome && !outcome.error().detail().empty())
        what.detail += " " + outcome.error().raw_text();
    shared_.log.write(what);
}

void session::ask(ending how)
{
    auto self = shared_from_this();
    asio::post(loop_, [self, how] {
        self->ending_ = std::max(self->ending_, how);
        if (how == ending::stop) self->giver_.stop();
        self->stop_put();
        self->stop_agent();
        self->stop_topic();
        // Interrupted in the middle of a frame the peer could not read on.
        if (self->idle_) self->stream_.stream().interrupt();
    });
}

void session::stop()
{
    ask(ending::stop);
}

void session::drain(std::chrono::milliseconds limit)
{
    drain_limit_ms_ = limit.count();
    ask(ending::drain);
}

task<void> session::refuse(error why)
{
    stream_.queue(proto::reply_of(why), 0);
    const auto limit = deadline::after(std::chrono::seconds(1));
    const auto ignored = co_await stream_.flush(limit);
    (void)ignored;
}

/// Judges who says hello. Never says or keeps what was given as a token.
result<> session::admit(const proto::hello& hello)
{
    // Connections that were attached to a put are no sessions any more, but still counted.
    const auto open = std::max(shared_.sessions.size(), shared_.admissions.total());
    if (open > shared_.max_connections) {
        ++shared_.refused;
        return fail(errc::overloaded, "login", "too many connections");
    }
    const auto address = net::address_of(peer_);
    const auto now = std::chrono::steady_clock::now();
    if (shared_.failed_logins.too_many(address, now))
        return fail(errc::overloaded, "login", "too many failed logins of this address");
    const bool shown = hello.credentials.empty() && arrival_.known;
    auto who = shown ? result<principal>(*arrival_.known)
                     : shared_.access->judge(hello.credentials, peer_);
    if (!who) {
        if (!hello.credentials.empty()) shared_.failed_logins.add(address, now);
        return who.error();
    }
    who_ = std::move(*who);
    giver_.bind(transfer::path_bound(who_.prefix.text()));
    return ok;
}

/// Whether the principal may ask for this.
result<> session::allowed(const proto::message& request) const
{
    const auto needed = needed_right(request);
    if (!needed || who_.may(*needed)) return ok;
    return fail(errc::permission_denied, "request", "the token does not allow it");
}

task<result<>> session::login()
{
    const auto limit = arrival_.login_until.value_or(after_ms(shared_.login_limit_ms));
    auto hello = co_await net::await_hello(stream_, limit);
    if (!hello) {
        const bool speaks = hello.error() == errc::unsupported_version;
        if (speaks) co_await refuse(hello.error());
        co_return hello.error();
    }
    {
        const std::scoped_lock lock(user_mutex_);
        user_ = hello->peer_name;
    }
    const auto admitted = admit(*hello);
    if (!admitted) {
        co_await refuse(admitted.error());
        co_return admitted.error();
    }
    their_role_ = hello->role;
    proto::welcome welcome;
    welcome.features = hello->features & proto::known_features;
    welcome.version = *net::common_version(*hello);
    welcome.session = id_;
    welcome.peer_name = "sluice-server " SLUICE_VERSION;
    stream_.queue(welcome, 0);
    auto sent = co_await stream_.flush(limit);
    arrival_.place.logged_in();
    co_return sent;
}

task<result<>> session::serve_request(net::incoming request)
{
    result<> served = ok;
    if (const auto* put = std::get_if<proto::put_request>(&request.message))
        served = co_await serve_put(request.request_id, *put);
    else if (const auto* topic = std::get_if<proto::topic_open>(&request.message))
        served = co_await serve_topic(request.request_id, *topic);
    else
        served = co_await giver_.answer(std::move(request));
    co_return served;
}

task<result<>> session::answer_waiting()
{
    while (auto request = stream_.take()) {
        if (stream_.waiting() > proto::max_outstanding) {
            const auto flood = fail(errc::too_many_requests, "request");
            co_await refuse(flood);
            co_return flood;
        }
        if (shared_.log.shows(log_level::debug))
            note(log_level::debug, "request", ok, proto::to_text(request->message));
        const auto may = allowed(request->message);
        if (!may) {
            ++counters_.errors;
            stream_.queue(proto::reply_of(may.error()), request->request_id);
            continue;
        }
        rate_->follow(shared_.client_rate);
        busy_ = true;
        auto answered = co_await serve_request(std::move(*request));
        busy_ = false;
        if (!answered) co_return answered;
        if (ending_ == ending::stop) co_return fail(errc::cancelled, "session");
        static_cast<void>(tell_of_drain());
        const auto limit = after_ms(shared_.stall_limit_ms);
        if (stream_.queued_bytes() > flush_above) {
            const auto flushed = co_await stream_.flush(limit);
            if (!flushed) co_return flushed.error();
        }
        if (stream_.waiting() > 0) continue;
        const auto polled = stream_.poll();
        if (!polled) co_return polled.error();
    }
    const auto limit = after_ms(shared_.stall_limit_ms);
    auto flushed = co_await stream_.flush(limit);
    co_return flushed;
}

/// True the first time that there is something to tell.
bool session::tell_of_drain()
{
    if (ending_ != ending::drain || told_) return false;
    told_ = true;
    proto::going_away leaving;
    leaving.limit_ms = static_cast<std::uint32_t>(drain_limit_ms_.load());
    leaving.reason = "the server stops";
    stream_.queue(leaving, 0);
    return true;
}

task<result<>> session::serve()
{
    while (true) {
        idle_ = false;
        auto answered = co_await answer_waiting();
        if (!answered) co_return answered;
        if (ending_ == ending::stop) co_return fail(errc::cancelled, "session");
        if (tell_of_drain()) continue;
        const auto polled = stream_.poll();
        if (!polled) co_return polled.error();
        if (*polled) continue;
        if (told_) co_return ok;
        const auto limit = after_ms(shared_.idle_limit_ms);
        idle_ = true;
        const auto ready = co_await stream_.stream().wait_readable(limit);
        const bool interrupted = !ready && ready.error() == errc::cancelled;
        if (!ready && !interrupted) co_return ready.error();
    }
}

task<void> session::run()
{
    auto self = shared_from_this();
    shared_.sessions.add(id_, self);
    if (shared_.stopping) drain(std::chrono::milliseconds(shared_.drain_ms.load()));
    auto outcome = co_await login();
    if (!outcome) {
        note(log_level::warning, "refused", outcome, fmt::format("{} user={}", peer_, user()));
        co_return;
    }
    note(log_level::info, "opened", ok,
         fmt::format("{} user={} token={}", peer_, user(), who_.name));
    const bool gives = their_role_ == proto::role::giver;
    if (gives)
        outcome = co_await hand_over();
    else
        outcome = co_await serve();
    if (handed_over_) {
        note(log_level::info, "attached", outcome, peer_);
        co_return;
    }
    // Only where no frame was broken off: nobody could read a last word inside of one.
    const bool whole = outcome || outcome.error() == errc::cancelled;
    const bool stopped = ending_ == ending::stop && whole;
    if (stopped) co_await refuse(fail(errc::cancelled, "session", "ended by the operator"));
    const bool left = !outcome && outcome.error() == errc::peer_closed;
    const auto shown = left || outcome ? result<>(ok) : outcome;
    note(shown ? log_level::info : log_level::warning, "closed", shown,
         fmt::format("{} requests={} bytes={} errors={} seconds={}", peer_,
                     counters_.requests.load(), counters_.bytes.load(), counters_.errors.load(),
                     age().count()));
}

} // namespace sluice::server
