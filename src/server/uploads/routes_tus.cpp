#include "server/uploads/routes_tus.hpp"

#include "http/http_date.hpp"
#include "http/text.hpp"
#include "server/uploads/tus_creation.hpp"

namespace sluice::server {
namespace {

constexpr auto door = tus_door;

/// Statuses that tus has for its own cases; else as everywhere.
task<void> refuse(route_call& call, error why)
{
    http::response reply(0);
    if (why == errc::checksum_mismatch) reply.status = 460;
    if (why == errc::source_changed) reply.status = 409;
    if (why == errc::unsupported && why.detail().starts_with("Upload-Checksum")) reply.status = 400;
    if (reply.status == 0) {
        co_await answer_error(call, std::move(why), error_shape::bare);
        co_return;
    }
    co_await answer(call, std::move(reply));
}

/// False: answered already, since the client speaks another version or nothing is taken in.
task<bool> spoken(route_call& call)
{
    call.exchange.add_field("tus-resumable", "1.0.0");
    const auto* version = call.exchange.request().fields.find("tus-resumable");
    if (version == nullptr || *version != "1.0.0") {
        http::response reply(412);
        reply.fields.set("tus-version", "1.0.0");
        co_await answer(call, std::move(reply));
        co_return false;
    }
    const auto desk = desk_of(call);
    if (desk) co_return true;
    co_await refuse(call, desk.error());
    co_return false;
}

void add_expiry(http::response& reply, const transfer::upload_view& seen)
{
    if (seen.record.phase != state::upload_phase::open) return;
    const std::chrono::sys_seconds when{
        std::chrono::seconds(seen.record.expires_ns / 1'000'000'000)};
    reply.fields.set("upload-expires", http::format_date(when));
}

/// Parts of somebody else are none.
task<result<>> own_parts(route_call& call, const std::vector<std::string>& parts)
{
    for (const auto& id : parts) {
        const auto seen = co_await call.shared.uploads->status(id);
        if (!seen) co_return seen.error();
        const auto own = check_owner(call, *seen, door);
        if (!own) co_return own.error();
    }
    co_return ok;
}

/// The upload in the path, if it is the asker's.
task<result<transfer::upload_view>> asked_upload(route_call& call)
{
    auto seen = co_await call.shared.uploads->status(call.parameters.at("id"));
    if (!seen) co_return seen.error();
    const auto own = check_owner(call, *seen, door);
    if (!own) co_return own.error();
    co_return seen;
}

bool has_ended(const transfer::upload_view& seen)
{
    return seen.record.phase == state::upload_phase::failed ||
           seen.record.phase == state::upload_phase::cancelled;
}

task<void> answer_gone(route_call& call)
{
    http::response reply(410);
    co_await answer(call, std::move(reply));
}

bool has_tus_body(const route_call& call)
{
    const auto* type = call.exchange.request().fields.find("content-type");
    return type != nullptr && http::same_text(http::trimmed(*type), tus_media_type);
}

task<result<transfer::upload_view>> begin(route_call& call)
{
    auto wanted = tus_creation_of(call);
    if (!wanted) co_return wanted.error();
    auto& desk = *call.shared.uploads;
    if (wanted->parts.empty()) {
        auto made = co_await desk.create(std::move(wanted->order));
        co_return made;
    }
    const auto own = co_await own_parts(call, wanted->parts);
    if (!own) co_return own.error();
    auto joined = co_await desk.join(std::move(wanted->order), std::move(wanted->parts));
    co_return joined;
}

/// Takes the body that came with the creation, and completes what is complete.
task<result<std::uint64_t>> go_on(route_call& call, const transfer::upload_view& made)
{
    auto offset = made.offset();
    if (has_tus_body(call) && call.exchange.request().has_body()) {
        const auto wrote = co_await write_tus_body(call, made.record.id, offset);
        if (!wrote) co_return wrote.error();
        offset = *wrote;
    }
    if (offset == made.record.size) {
        const auto done = co_await complete_tus(call, made);
        if (!done) co_return done.error();
    }
    co_return offset;
}

} // namespace

task<void> describe_tus(route_call& call)
{
    http::response reply(204);
    reply.fields.set("tus-resumable", "1.0.0");
    reply.fields.set("tus-version", "1.0.0");
    reply.fields.set("tus-extension", "creation,creation-with-upload,expiration,checksum,"
                                      "termination,concatenation");
    reply.fields.set("tus-checksum-algorithm", "sha1,md5,sha256");
    reply.fields.set("tus-max-size", std::to_string(call.shared.max_upload));
    co_await answer(call, std::move(reply));
}

task<void> create_tus(route_call& call)
{
    const bool known = co_await spoken(call);
    if (!known) co_return;
    const auto made = co_await begin(call);
    if (!made) {
        co_await refuse(call, made.error());
        co_return;
    }
    const auto offset = co_await go_on(call, *made);
    if (!offset) {
        co_await refuse(call, offset.error());
        co_return;
    }
    http::response reply(201);
    reply.fields.set("location", std::string(tus_base) + made->record.id);
    reply.fields.set("upload-offset", std::to_string(*offset));
    if (*offset < made->record.size) add_expiry(reply, *made);
    co_await answer(call, std::move(reply));
}

task<void> show_tus(route_call& call)
{
    const bool known = co_await spoken(call);
    if (!known) co_return;
    auto seen = co_await asked_upload(call);
    if (seen && !has_ended(*seen)) {
        const auto limit = deadline::after(std::chrono::seconds(30));
        seen = co_await call.shared.uploads->settle(call.parameters.at("id"), limit);
    }
    if (!seen) {
        co_await refuse(call, seen.error());
        co_return;
    }
    if (has_ended(*seen)) {
        co_await answer_gone(call);
        co_return;
    }
    const auto words = tus_words_of(seen->record.metadata);
    http::response reply(200);
    reply.fields.set("upload-offset", std::to_string(seen->offset()));
    reply.fields.set("upload-length", std::to_string(seen->record.size));
    reply.fields.set("cache-control", "no-store");
    if (!words.metadata.empty()) reply.fields.set("upload-metadata", words.metadata);
    if (!words.concat.empty()) reply.fields.set("upload-concat", words.concat);
    add_expiry(reply, *seen);
    co_await answer(call, std::move(reply));
}

task<void> patch_tus(route_call& call)
{
    const bool known = co_await spoken(call);
    if (!known) co_return;
    if (!has_tus_body(call)) {
        http::response reply(415);
        co_await answer(call, std::move(reply));
        co_return;
    }
    const auto seen = co_await asked_upload(call);
    if (seen && has_ended(*seen)) {
        co_await answer_gone(call);
        co_return;
    }
    const auto offset =
        seen ? tus_number(call, "upload-offset") : result<std::uint64_t>(seen.error());
    if (!offset) {
        co_await refuse(call, offset.error());
        co_return;
    }
    auto now = result<std::uint64_t>(*offset);
    const bool finished = seen->record.phase == state::upload_phase::published;
    if (finished && *offset != seen->record.size) now = fail(errc::source_changed, "tus");
    if (!finished) now = co_await write_tus_body(call, seen->record.id, *offset);
    if (now && !finished && *now == seen->record.size) {
        const auto done = co_await complete_tus(call, *seen);
        if (!done) now = done.error();
    }
    if (!now) {
        co_await refuse(call, now.error());
        co_return;
    }
    http::response reply(204);
    reply.fields.set("upload-offset", std::to_string(*now));
    const auto after = co_await call.shared.uploads->status(seen->record.id);
    if (after) add_expiry(reply, *after);
    co_await answer(call, std::move(reply));
}

task<void> end_tus(route_call& call)
{
    const bool known = co_await spoken(call);
    if (!known) co_return;
    const auto seen = co_await asked_upload(call);
    if (seen && has_ended(*seen)) {
        co_await answer_gone(call);
        co_return;
    }
    auto ended = seen ? result<>(ok) : result<>(seen.error());
    if (seen) ended = co_await call.shared.uploads->cancel(seen->record.id);
    if (!ended) {
        co_await refuse(call, ended.error());
        co_return;
    }
    http::response reply(204);
    co_await answer(call, std::move(reply));
}

} // namespace sluice::server
