#include "server/jobs/routes_jobs.hpp"

#include "base/parse.hpp"
#include "base/rfc3339.hpp"
#include "http/percent.hpp"
#include "server/jobs/job_answer.hpp"
#include "server/uploads/upload_answer.hpp"

#include <limits>

namespace sluice::server {
namespace {

using nlohmann::json;

constexpr std::size_t most_request = 64U << 10U;
constexpr std::size_t longest_key = 255;

error wrong(std::string what)
{
    return fail(errc::bad_usage, "job", std::move(what));
}

task<void> answer_job_error(route_call& call, error why)
{
    co_await answer_error(call, std::move(why), error_shape::problem);
}

result<job_order> order_in(const route_call& call, const std::string& body)
{
    auto order = job_order_of(json::parse(body, nullptr, false), real_time_ns());
    if (!order) return order;
    order->owner = call.who.name;
    const auto* key = call.exchange.request().fields.find("idempotency-key");
    if (key) order->key = *key;
    if (order->key.size() > longest_key) return wrong("Idempotency-Key is longer than 255 bytes");
    return order;
}

/// What was ordered, and whether the answer is the batch or its one job.
struct order_answer {
    ordered_jobs made;
    bool many = false;
};

task<result<order_answer>> ordered(route_call& call)
{
    const auto desk = job_desk_of(call);
    if (!desk) co_return desk.error();
    const auto limit = deadline::after(std::chrono::seconds(30));
    const auto body = co_await call.exchange.read_whole_body(most_request, limit);
    if (!body) co_return body.error();
    auto order = order_in(call, *body);
    if (!order) co_return order.error();
    order_answer answer;
    answer.many = names_many(order->agents);
    auto made = co_await (*desk)->order(std::move(*order));
    if (!made) co_return made.error();
    answer.made = std::move(*made);
    co_return answer;
}

std::string query_text(const route_call& call, std::string_view name)
{
    return http::query_value(call.exchange.request().query, name).value_or("");
}

result<std::uint64_t> query_number(const route_call& call, std::string_view name,
                                   std::uint64_t otherwise)
{
    const auto text = query_text(call, name);
    if (text.empty()) return otherwise;
    const auto read = parse_integer(text, 0, std::numeric_limits<std::int64_t>::max());
    if (!read) return wrong(std::string(name) + " must be a whole number");
    return static_cast<std::uint64_t>(*read);
}

/// What the query chooses; without the right admin only the asker's own.
result<state::job_filter> filter_in(const route_call& call)
{
    state::job_filter which;
    which.agent = query_text(call, "agent");
    which.batch = query_text(call, "batch");
    which.of_owner = !call.who.may(state::right::admin);
    which.owner = call.who.name;
    auto names = query_text(call, "phase");
    while (!names.empty()) {
        const auto comma = names.find(',');
        const auto phase = job_phase_of(names.substr(0, comma));
        if (!phase)
            return wrong("phase is queued, running, completed, failed or cancelled, by commas");
        which.phases.push_back(*phase);
        names = comma == names.npos ? std::string() : names.substr(comma + 1);
    }
    return which;
}

/// The job in the path, if the asker may see it.
task<result<state::job_record>> asked_job(route_call& call)
{
    const auto desk = job_desk_of(call);
    if (!desk) co_return desk.error();
    auto id = call.parameters.at("id");
    auto found = co_await (*desk)->find(std::move(id));
    if (found && !may_see_job(call, found->owner))
        co_return fail(errc::not_found, "job", found->id);
    co_return found;
}

task<void> answer_moved(route_call& call, result<state::job_record> moved)
{
    if (!moved) {
        co_await answer_job_error(call, moved.error());
        co_return;
    }
    auto reply = json_response(200, job_document(*call.shared.jobs, *moved));
    co_await answer(call, std::move(reply));
}

} // namespace

task<void> order_jobs(route_call& call)
{
    const auto ended = co_await ordered(call);
    if (!ended) {
        co_await answer_job_error(call, ended.error());
        co_return;
    }
    const auto& desk = *call.shared.jobs;
    const auto& made = ended->made;
    // The one job may have been removed since its key was used first.
    const bool one = !ended->many && !made.jobs.empty();
    const auto document = one ? job_document(desk, made.jobs.front()) : batch_document(desk, made);
    auto reply = json_response(202, document);
    reply.fields.set("location", one ? "/api/v1/jobs/" + made.jobs.front().id
                                     : "/api/v1/batches/" + made.batch.id);
    co_await answer(call, std::move(reply));
}

namespace {

task<result<json>> job_page(route_call& call)
{
    const auto desk = job_desk_of(call);
    if (!desk) co_return desk.error();
    const auto which = filter_in(call);
    if (!which) co_return which.error();
    const auto before = query_number(call, "before", 0);
    if (!before) co_return before.error();
    const auto limit = query_number(call, "limit", 100);
    if (!limit) co_return limit.error();
    const auto most = std::clamp<std::uint64_t>(*limit, 1, 1000);
    auto wanted = *which;
    const auto found = co_await (*desk)->list(std::move(wanted), *before, most);
    if (!found) co_return found.error();
    auto summed = *which;
    const auto sums = co_await (*desk)->sums(std::move(summed));
    if (!sums) co_return sums.error();
    json page = {{"jobs", json::array()}, {"summary", summary_document(*sums)}, {"next", nullptr}};
    for (const auto& one : *found)
        page["jobs"].push_back(job_document(**desk, one));
    if (found->size() == most) page["next"] = found->back().number;
    co_return page;
}

} // namespace

task<void> list_jobs(route_call& call)
{
    const auto page = co_await job_page(call);
    if (!page) {
        co_await answer_job_error(call, page.error());
        co_return;
    }
    auto reply = json_response(200, *page);
    co_await answer(call, std::move(reply));
}

task<void> show_job(route_call& call)
{
    auto found = co_await asked_job(call);
    co_await answer_moved(call, std::move(found));
}

task<void> cancel_job(route_call& call)
{
    auto found = co_await asked_job(call);
    if (found) {
        auto id = found->id;
        found = co_await call.shared.jobs->cancel(std::move(id));
    }
    co_await answer_moved(call, std::move(found));
}

task<void> retry_job(route_call& call)
{
    auto found = co_await asked_job(call);
    if (found) {
        auto id = found->id;
        found = co_await call.shared.jobs->retry(std::move(id));
    }
    co_await answer_moved(call, std::move(found));
}

task<void> remove_job(route_call& call)
{
    const auto found = co_await asked_job(call);
    auto removed = found ? result<>(ok) : result<>(found.error());
    if (found) {
        auto id = found->id;
        removed = co_await call.shared.jobs->remove(std::move(id));
    }
    if (!removed) {
        co_await answer_job_error(call, removed.error());
        co_return;
    }
    http::response reply(204);
    co_await answer(call, std::move(reply));
}

task<void> show_batch(route_call& call)
{
    const auto desk = job_desk_of(call);
    if (!desk) {
        co_await answer_job_error(call, desk.error());
        co_return;
    }
    auto id = call.parameters.at("id");
    const auto found = co_await (*desk)->batch(std::move(id));
    if (!found || !may_see_job(call, found->batch.owner)) {
        auto why = found ? fail(errc::not_found, "batch", call.parameters.at("id")) : found.error();
        co_await answer_job_error(call, std::move(why));
        co_return;
    }
    auto reply = json_response(200, batch_document(**desk, *found));
    co_await answer(call, std::move(reply));
}

task<void> list_agents(route_call& call)
{
    const auto desk = job_desk_of(call);
    if (!desk) {
        co_await answer_job_error(call, desk.error());
        co_return;
    }
    const auto found = co_await (*desk)->agents();
    if (!found) {
        co_await answer_job_error(call, found.error());
        co_return;
    }
    json all = json::array();
    for (const auto& one : *found)
        all.push_back(agent_document(one));
    auto reply = json_response(200, {{"agents", std::move(all)}});
    co_await answer(call, std::move(reply));
}

} // namespace sluice::server
