#include "server/pickup/pickup_answer.hpp"

#include "async/on_pool.hpp"
#include "base/rfc3339.hpp"
#include "http/percent.hpp"
#include "server/pickup/pickup_proof.hpp"
#include "server/pickup/zip_body.hpp"

namespace sluice::server {
namespace {

/// An offer that has not ended yet; torn down, it is given back all the same.
class open_offer {
public:
    open_offer(pickup_desk& desk, std::string id) : desk_(desk), id_(std::move(id)) {}
    open_offer(const open_offer&) = delete;
    open_offer& operator=(const open_offer&) = delete;
    ~open_offer()
    {
        if (!ended_) desk_.drop(id_);
    }

    void end() { ended_ = true; }

private:
    pickup_desk& desk_;
    std::string id_;
    bool ended_ = false;
};

/// What is wrong with a request, before anything is looked up.
std::optional<http::response> refusal_of(const route_call& call)
{
    const auto& asked = call.exchange.request();
    const auto& extension = call.parameters.at("ext");
    if (!is_pickup_extension(extension))
        return detail_response(406, "Extension is one of drc, ply, vpcc, gpcc, zip");
    const auto way = http::query_value(asked.query, "confirm");
    if (way && *way != "manual" && *way != "connection")
        return detail_response(400, "confirm is manual or connection");
    // A page of somebody else must not fetch files away through its visitor's browser.
    const auto* site = asked.fields.find("sec-fetch-site");
    if (site && *site == "cross-site") return detail_response(403, "Not for pages of other sites");
    return std::nullopt;
}

http::response head_of(const pickup& taken, bool manual)
{
    http::response head(taken.from == 0 ? 200 : 206);
    if (taken.from > 0) {
        const auto size = taken.plan->layout().size();
        head.fields.set("content-range",
                        http::content_range({taken.from, size - taken.from}, size));
    }
    head.fields.set("content-type", "application/zip");
    head.fields.set("content-disposition",
                    "attachment; filename=\"" + archive_name_of(taken.offer) + "\"");
    head.fields.set("etag", http::format_etag(taken.plan->etag()));
    head.fields.set("accept-ranges", "bytes");
    head.fields.set("cache-control", "no-store");
    head.fields.set("x-content-type-options", "nosniff");
    head.fields.set("sluice-confirm", manual ? "manual" : "connection");
    return head;
}

void note_in_ledger(route_call& call, const state::pickup_offer& offer, std::int64_t started_ns)
{
    state::ledger_record made;
    made.who = call.who.name;
    made.peer = call.exchange.peer();
    made.what = offer.project + "/" + archive_name_of(offer);
    made.direction = "down";
    made.door = "http";
    made.bytes = call.exchange.sent_bytes();
    made.started_ns = started_ns;
    made.ended_ns = real_time_ns();
    made.result = "ok";
    call.shared.ledger.add(std::move(made));
}

void note_failure(route_call& call, const std::string& id, const error& why)
{
    call.shared.log.write({.level = log_level::warning,
                           .event = "pickup",
                           .code = code_name(why.code()),
                           .detail = id + ": " + why.raw_text()});
}

/// The client may ask for the rest.
void note_broken(route_call& call, const pickup& taken)
{
    broken_pickup broken;
    broken.wish = {taken.offer.project, taken.offer.extension, taken.offer.owner};
    broken.etag = taken.plan->etag();
    for (const auto& file : taken.offer.files)
        broken.names.push_back(file.name);
    broken.size = taken.plan->layout().size();
    broken.sent = taken.from + call.exchange.begun_bytes();
    call.shared.pickups->broken().note(std::move(broken));
}

/// The rest of an archive that broke off, if the client asks for one that can still be had; else
/// all that is fresh. Blocks.
result<pickup> take_asked(pickup_desk& desk, const pickup_wish& wish, const http::fields& asked)
{
    const auto rest = desk.broken().find(wish, asked);
    if (rest) {
        auto again = desk.take_again(*rest);
        if (again) return again;
    }
    auto whole = desk.take(wish);
    if (!whole) return whole;
    // Its answer may have broken off just now.
    const auto late = desk.broken().find(wish, asked);
    if (late && late->with.etag == whole->plan->etag()) whole->from = late->from;
    return whole;
}

/// What becomes of an offer whose answer has ended.
task<result<>> settle(route_call& call, pickup& taken, bool proved, bool manual)
{
    auto& desk = *call.shared.pickups;
    for (std::size_t i = 0; i < taken.offer.files.size(); ++i)
        taken.offer.files[i].crc32 = taken.plan->crc32s[i];
    taken.offer.proof = "connection";
    auto work = [&desk, &taken, proved, manual]() -> result<> {
        if (!proved) return desk.give_back(taken.offer.id, "broken off");
        return manual ? desk.await_confirmation(taken.offer.id) : desk.confirm(taken.offer);
    };
    auto done = co_await on_pool(call.shared.pool, std::move(work));
    // A quick client has confirmed by the time its answer counts as sent.
    if (!done && proved && manual && done.error() == errc::fenced) done = ok;
    co_return done;
}

task<void> send_taken(route_call& call, pickup taken, bool manual)
{
    const auto started_ns = real_time_ns();
    const auto id = taken.offer.id;
    open_offer open(*call.shared.pickups, id);
    pickup_proof proof(call.exchange.stream());
    auto head = head_of(taken, manual);
    head.fields.set("sluice-receipt", id);
    const http::byte_range wanted{taken.from, taken.plan->layout().size() - taken.from};
    auto sent = co_await call.exchange.send_head(std::move(head), wanted.length);
    zip_body body(call, *taken.plan);
    if (sent) sent = co_await body.send(wanted);
    bool proved = static_cast<bool>(sent);
    if (proved && !manual) {
        const std::chrono::milliseconds stall(call.shared.stall_limit_ms.load());
        const proof_limits limits{stall, call.shared.pickups->proof_limit()};
        proved = co_await proof.wait(limits);
    }
    if (!proved) note_broken(call, taken);
    const auto settled = co_await settle(call, taken, proved, manual);
    open.end();
    if (!settled) note_failure(call, id, settled.error());
    if (proved) note_in_ledger(call, taken.offer, started_ns);
}

} // namespace

http::response detail_response(int status, std::string_view detail)
{
    const nlohmann::json text = {{"detail", detail}};
    http::response made(status, "application/json", text.dump());
    made.fields.set("cache-control", "no-store");
    return made;
}

result<std::string> project_of(const route_call& call)
{
    const auto& project = call.parameters.at("project");
    const auto path = storage::check_path(project);
    if (!path) return path.error();
    const bool one_name = !path->is_root() && project.find('/') == project.npos;
    if (!one_name || !call.who.covers(project + "/bar"))
        return fail(errc::not_found, "pick-up", "No project " + project);
    return project;
}

task<void> answer_pickup(route_call& call)
{
    auto refused = refusal_of(call);
    if (refused) {
        const auto ignored = co_await call.exchange.send(std::move(*refused));
        static_cast<void>(ignored);
        co_return;
    }
    const bool head_alone = call.exchange.request().method == "HEAD";
    const auto project = project_of(call);
    result<pickup> taken = fail(errc::not_found);
    if (project) {
        auto work = [&]() -> result<pickup> {
            const pickup_wish wish{*project, call.parameters.at("ext"), call.who.name};
            auto& desk = *call.shared.pickups;
            return head_alone ? desk.look(wish)
                              : take_asked(desk, wish, call.exchange.request().fields);
        };
        taken = co_await on_pool(call.shared.pool, std::move(work));
    } else {
        taken = project.error();
    }
    if (!taken) {
        co_await answer_error(call, taken.error(), error_shape::detail);
        co_return;
    }
    const auto way = http::query_value(call.exchange.request().query, "confirm");
    const bool manual = way == "manual";
    if (head_alone) {
        const auto size = taken->plan->layout().size();
        const auto ignored = co_await call.exchange.send_head(head_of(*taken, manual), size);
        static_cast<void>(ignored);
        co_return;
    }
    co_await send_taken(call, std::move(*taken), manual);
}

} // namespace sluice::server
