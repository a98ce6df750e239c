#include "server/http/http_door.hpp"

#include "http/websocket_offer.hpp"
#include "server/http/answer_request.hpp"
#include "server/metrics.hpp"
#include "server/schedules/routes_schedules.hpp"
#include "server/security/access.hpp"

#include <fmt/format.h>

namespace sluice::server {
namespace {

/// What pages of listed origins may read of an answer besides the fields that always show.
constexpr std::string_view exposed_fields =
    "Location, ETag, Repr-Digest, Content-Digest, Content-Range, Content-Disposition, RateLimit, "
    "RateLimit-Policy, Retry-After, Tus-Resumable, Tus-Version, Tus-Extension, Tus-Max-Size, "
    "Upload-Offset, Upload-Length, Upload-Expires, Upload-Metadata";

constexpr std::string_view accepted_fields =
    "Authorization, Content-Type, Content-Digest, Idempotency-Key, If-Match, If-None-Match, "
    "If-Range, Range, Repr-Digest, Want-Repr-Digest, Tus-Resumable, Upload-Checksum, "
    "Upload-Concat, Upload-Length, Upload-Metadata, Upload-Offset, X-HTTP-Method-Override";

std::string_view value_of(const http::exchange& one, std::string_view name)
{
    const auto* found = one.request().fields.find(name);
    return found ? std::string_view(*found) : std::string_view();
}

/// The token of "Authorization: Bearer TOKEN" (RFC 6750, 2.1); empty if there is none.
std::string bearer_of(const http::exchange& one)
{
    constexpr std::string_view scheme = "bearer ";
    const auto value = value_of(one, "authorization");
    if (value.size() < scheme.size()) return {};
    for (std::size_t i = 0; i < scheme.size(); ++i) {
        const char c = value[i];
        if ((c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c) != scheme[i]) return {};
    }
    return std::string(value.substr(scheme.size()));
}

bool changes_something(std::string_view method)
{
    return method != "GET" && method != "HEAD" && method != "OPTIONS";
}

} // namespace

struct http_door::passage {
    passage(host& of, http::exchange& asked, std::shared_ptr<const http_rules> in_force)
        : call(of, asked),
          rules(std::move(in_force))
    {
    }

    std::string_view path_of_row() const { return row ? row->path : std::string_view("none"); }
    error_shape shape() const { return row ? row->errors : error_shape::problem; }

    route_call call;
    std::shared_ptr<const http_rules> rules;
    route_match match;
    const route* row = nullptr;
    caller from = caller::remote;
    std::chrono::steady_clock::time_point began = std::chrono::steady_clock::now();
    std::optional<error> refused;
};

http_door::http_door(host& shared, std::vector<route> rows)
    : shared_(shared),
      routes_(std::move(rows))
{
}

result<> http_door::apply(const server_settings& settings)
{
    const auto rate = parse_request_rate(settings.request_rate);
    if (!rate) return rate.error();
    limiter_.follow(*rate);
    auto made = std::make_shared<http_rules>();
    made->hosts.any = settings.any_host;
    for (const auto& name : settings.host_names)
        made->hosts.names.push_back(host_of(name));
    made->origins = settings.cors_origins;
    const std::scoped_lock lock(mutex_);
    rules_ = std::move(made);
    return ok;
}

std::shared_ptr<const http_rules> http_door::rules() const
{
    const std::scoped_lock lock(mutex_);
    return rules_;
}

result<> http_door::judge_origin(const http::exchange& one, const http_rules& rules) const
{
    const auto host_field = value_of(one, "host");
    if (!is_own_host(host_field, rules.hosts))
        return fail(errc::misdirected, "host", std::string(host_field));
    const auto origin = value_of(one, "origin");
    const bool foreign =
        is_foreign(origin, value_of(one, "sec-fetch-site"), host_field, rules.origins);
    // Reading is the browser's to forbid; what changes something must not come from there at all,
    // and no browser forbids reading from a WebSocket.
    if (foreign &&
        (changes_something(one.request().method) || http::asks_for_websocket(one.request())))
        return fail(errc::permission_denied, "origin", std::string(origin));
    return ok;
}

result<> http_door::judge_rate(passage& through)
{
    if (through.match.found && !through.match.found->rate_counted) return ok;
    const auto& peer = through.call.exchange.peer();
    const auto& token = through.call.who.token_id;
    const auto client = token.empty() ? peer.substr(0, peer.rfind(':')) : token;
    const auto said = limiter_.take(client, request_limiter::clock::now());
    if (!said.rate.is_limited()) return ok;
    auto& one = through.call.exchange;
    one.add_field("ratelimit-policy",
                  fmt::format("\"default\";q={};w={}", said.rate.count, said.rate.window.count()));
    one.add_field("ratelimit",
                  fmt::format("\"default\";r={};t={}", said.remaining, said.reset.count()));
    if (said.allowed) return ok;
    one.add_field("retry-after", std::to_string(std::max<std::int64_t>(1, said.reset.count())));
    if (shared_.figures) shared_.figures->count_refusal("rate");
    return fail(errc::too_many_requests, {}, said.rate.text());
}

result<> http_door::authenticate(passage& through) const
{
    const auto token = bearer_of(through.call.exchange);
    const bool open = !through.match.found || !through.match.found->needs;
    if (open && token.empty()) return ok;
    auto who = shared_.access->judge(token, through.call.exchange.peer());
    if (!who) {
        if (shared_.figures) shared_.figures->count_refusal("token");
        return who.error();
    }
    through.call.who = std::move(*who);
    return ok;
}

result<> http_door::judge(passage& through)
{
    if (through.from == caller::admin) {
        through.call.who.rights = state::right_set::all();
        return ok;
    }
    const auto known = authenticate(through);
    return known ? judge_rate(through) : known;
}

task<void> http_door::refuse(passage& through, error why)
{
    through.refused = why;
    co_await answer_error(through.call, std::move(why), through.shape());
}

task<void> http_door::answer_preflight(passage& through)
{
    auto& one = through.call.exchange;
    http::response allowed(204);
    allowed.fields.set("access-control-allow-methods", through.match.allow);
    allowed.fields.set("access-control-allow-headers", accepted_fields);
    allowed.fields.set("access-control-max-age", "600");
    const auto ignored = co_await one.send(std::move(allowed));
    (void)ignored;
}

task<void> http_door::pass(passage& through)
{
    auto& one = through.call.exchange;
    const auto origin = value_of(one, "origin");
    const bool listed = is_listed(origin, through.rules->origins);
    if (!through.rules->origins.empty()) one.add_field("vary", "Origin");
    if (listed) {
        one.add_field("access-control-allow-origin", origin);
        one.add_field("access-control-expose-headers", exposed_fields);
    }
    through.match = match_request(routes_, one.request());
    through.row = through.match.found;
    auto judged = through.from == caller::admin ? result<>(ok) : judge_origin(one, *through.rules);
    const bool preflight = one.request().method == "OPTIONS" &&
                           !value_of(one, "access-control-request-method").empty();
    if (judged && listed && preflight) {
        co_await answer_preflight(through);
        co_return;
    }
    if (judged) judged = judge(through);
    if (!judged) {
        auto why = judged.error();
        co_await refuse(through, std::move(why));
        co_return;
    }
    // Whoever may not ask this tells nothing either.
    const auto& needs = through.row ? through.row->needs : std::nullopt;
    if (needs && through.call.who.may(*needs)) note_schedule(through.call);
    request_context with(shared_, routes_, through.call.who);
    co_await answer_matched(std::move(with), std::move(through.match), one);
}

task<void> http_door::answer(http::exchange& one, caller from)
{
    passage through(shared_, one, rules());
    through.from = from;
    co_await pass(through);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - through.began;
    if (shared_.figures)
        shared_.figures->count({one.request().method, through.path_of_row(), one.status(), took,
                                one.received_bytes(), one.sent_bytes()});
    note(through);
}

void http_door::note(const passage& through) const
{
    const auto& one = through.call.exchange;
    const bool quiet = through.row && !through.row->needs;
    const auto level = quiet ? log_level::debug : log_level::info;
    if (!shared_.log.shows(level)) return;
    log_event what;
    what.level = level;
    what.event = "http";
    const auto code = through.refused ? code_name(through.refused->code())
                                      : std::string(one.status() < 400 ? "ok" : "refused");
    what.code = code;
    what.request = one.request_id();
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - through.began;
    what.detail =
        fmt::format("{} {} {} {} in={} out={} seconds={:.6f} user={}", one.peer(),
                    one.request().method, one.request().path, one.status(), one.received_bytes(),
                    one.sent_bytes(), took.count(), through.call.who.name);
    shared_.log.write(what);
}

} // namespace sluice::server
