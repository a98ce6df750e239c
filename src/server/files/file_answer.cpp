#include "server/files/file_answer.hpp"

#include "base/rfc3339.hpp"
#include "http/byte_ranges.hpp"
#include "http/content_disposition.hpp"
#include "http/digest_fields.hpp"
#include "http/http_date.hpp"
#include "http/media_type.hpp"
#include "http/multipart_ranges.hpp"
#include "http/problem.hpp"
#include "server/files/file_body.hpp"

#include <algorithm>
#include <array>

namespace sluice::server {
namespace {

using http::range_choice;

/// An answer in the shape of the route for what errc has no word for.
http::response refusal(const route_call& call, error_shape shape, http::problem what)
{
    if (shape == error_shape::bare) return http::response(what.status);
    if (shape == error_shape::message || shape == error_shape::detail) {
        const auto* member = shape == error_shape::message ? "message" : "detail";
        const nlohmann::json text = {{member, what.detail}};
        return http::response(what.status, "application/json", text.dump());
    }
    if (shape == error_shape::status) {
        const nlohmann::json text = {{"status", "error"}, {"message", what.detail}};
        return http::response(what.status, "application/json", text.dump());
    }
    what.request_id = call.exchange.request_id();
    return http::problem_response(what);
}

void add_validators(http::fields& to, const served_file& file)
{
    const auto current = file.validators();
    to.set("etag", http::format_etag(*current.etag));
    // A date in the future would be no statement about the past.
    const auto now = std::chrono::system_clock::now();
    if (*current.modified <= now) to.set("last-modified", http::format_date(*current.modified));
    // Whoever keeps a copy asks whether it still holds.
    to.set("cache-control", "no-cache");
}

/// Repr-Digest is of the whole file, whatever range is sent.
task<result<>> add_digest(route_call& call, const served_file& file, http::fields& to)
{
    auto& digests = call.shared.sha256;
    const auto wish = call.exchange.request().fields.joined("want-repr-digest");
    result<storage::digest> digest = fail(errc::not_found);
    if (const auto known = digests.find(file.stamp()))
        digest = *known;
    else if (wish && http::wants_sha256(*wish))
        digest = co_await digests.digest_of(file.opened());
    else
        co_return ok;
    if (!digest) co_return digest.error();
    to.set("repr-digest", repr_digest_of(*digest));
    co_return ok;
}

task<result<>> send_chosen(route_call& call, served_file file, http::response head,
                           range_choice chosen)
{
    const auto size = file.size();
    if (chosen.what == range_choice::kind::whole) {
        const http::byte_range all{0, size};
        const auto whole = co_await send_range(call, std::move(file), std::move(head), all);
        co_return whole;
    }
    head.status = 206;
    if (chosen.ranges.size() == 1) {
        const auto range = chosen.ranges.front();
        head.fields.set("content-range", http::content_range(range, size));
        const auto one = co_await send_range(call, std::move(file), std::move(head), range);
        co_return one;
    }
    const std::string type = *head.fields.find("content-type");
    http::multipart_ranges parts(std::move(chosen.ranges), size, type, http::random_boundary());
    head.fields.set("content-type", parts.content_type());
    const auto several = co_await send_ranges(call, std::move(file), std::move(head), parts);
    co_return several;
}

http::problem precondition_failed()
{
    http::problem made;
    made.status = 412;
    made.code = "precondition_failed";
    made.detail = "this is another version of the file";
    return made;
}

http::problem range_not_satisfiable()
{
    http::problem made;
    made.status = 416;
    made.code = "range_not_satisfiable";
    made.detail = "no byte of the range is in the file";
    return made;
}

/// 304, 412 or 416 where one of them is the answer.
std::optional<http::response> answer_without_body(const route_call& call, const served_file& file,
                                                  const range_choice& chosen, error_shape shape)
{
    const auto& asked = call.exchange.request();
    const auto judged = http::judge_conditions(asked.method, asked.fields, file.validators());
    if (judged == http::verdict::not_modified) {
        http::response made(304);
        add_validators(made.fields, file);
        return made;
    }
    if (judged == http::verdict::failed) {
        auto made = refusal(call, shape, precondition_failed());
        made.fields.set("etag", http::format_etag(file.etag()));
        return made;
    }
    if (chosen.what == range_choice::kind::unsatisfiable) {
        auto made = refusal(call, shape, range_not_satisfiable());
        made.fields.set("content-range", http::unsatisfied_range(file.size()));
        made.fields.set("accept-ranges", "bytes");
        return made;
    }
    return std::nullopt;
}

} // namespace

std::string_view disposition_of(std::string_view media_type)
{
    const auto type = media_type.substr(0, media_type.find(';'));
    const bool shown = type.starts_with("image/") || type.starts_with("text/") ||
                       type.starts_with("video/") || type.starts_with("audio/") ||
                       type == "application/pdf";
    return shown ? "inline" : "attachment";
}

bool is_active(std::string_view media_type)
{
    const auto type = media_type.substr(0, media_type.find(';'));
    constexpr std::array<std::string_view, 4> plain{"text/html", "text/xml", "application/xml",
                                                    "text/javascript"};
    return std::find(plain.begin(), plain.end(), type) != plain.end() || type.ends_with("+xml");
}

std::string repr_digest_of(const storage::digest& whole)
{
    return http::format_sha256(whole.bytes());
}

http::fields describe_file(const served_file& file, const file_presentation& how)
{
    const auto type = how.content_type.empty() ? std::string(http::media_type_of(how.name))
                                               : std::string(how.content_type);
    http::fields made;
    add_validators(made, file);
    made.set("accept-ranges", "bytes");
    made.set("content-type", type);
    made.set("content-disposition", http::content_disposition(disposition_of(type), how.name));
    made.set("x-content-type-options", "nosniff");
    if (is_active(type)) made.set("content-security-policy", "sandbox");
    return made;
}

void note_download(route_call& call, std::string_view what, std::int64_t started_ns,
                   const std::optional<storage::digest>& digest)
{
    if (!call.shared.state) return;
    state::ledger_record made;
    made.who = call.who.name;
    made.peer = call.exchange.peer();
    made.what = what;
    made.direction = "down";
    made.door = "http";
    if (digest) {
        made.digest_kind = "sha256";
        made.root_digest.assign(digest->bytes().begin(), digest->bytes().end());
    }
    made.bytes = call.exchange.sent_bytes();
    made.started_ns = started_ns;
    made.ended_ns = real_time_ns();
    made.result = "ok";
    call.shared.ledger.add(std::move(made));
}

task<void> answer_file(route_call& call, served_file file, file_presentation how)
{
    const auto started_ns = real_time_ns();
    const auto& asked = call.exchange.request();
    auto chosen = http::choose_ranges(asked.method, asked.fields, file.validators(), file.size());
    auto early = answer_without_body(call, file, chosen, how.errors);
    if (early) {
        const auto ignored = co_await call.exchange.send(std::move(*early));
        static_cast<void>(ignored);
        co_return;
    }
    http::response head(200);
    head.fields = describe_file(file, how);
    auto done = co_await add_digest(call, file, head.fields);
    if (done) done = co_await send_chosen(call, file, std::move(head), std::move(chosen));
    if (done && asked.method != "HEAD")
        note_download(call, how.what, started_ns, call.shared.sha256.find(file.stamp()));
    if (!done && call.exchange.status() == 0) co_await answer_error(call, done.error(), how.errors);
}

} // namespace sluice::server
