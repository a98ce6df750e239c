#include "async/sleep.hpp"
#include "client/schedule/pull.hpp"
#include "fetch/api_client.hpp"
#include "http/percent.hpp"

namespace sluice::client {
namespace {

using document = nlohmann::json;

std::string text_at(const document& from, const char* key)
{
    if (!from.is_object()) return {};
    const auto found = from.find(key);
    return found != from.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::uint64_t count_in(const document& from, const char* group, const char* key)
{
    if (!from.is_object() || !from.contains(group) || !from[group].is_object()) return 0;
    const auto found = from[group].find(key);
    return found != from[group].end() && found->is_number_unsigned() ? found->get<std::uint64_t>()
                                                                     : 0;
}

/// The error that a job ended with.
error error_of_job(const document& job)
{
    const auto& told = job.contains("error") ? job["error"] : document();
    const auto name = text_at(told, "code");
    auto detail = text_at(told, "detail");
    if (detail.empty()) detail = told.is_string() ? told.get<std::string>() : "the job failed";
    for (int number = 1; number <= last_errc; ++number)
        if (code_name(static_cast<errc>(number)) == name)
            return fail(static_cast<errc>(number), "job", std::move(detail));
    return fail(errc::cancelled, "job", std::move(detail));
}

} // namespace

task<pull_report> pull_by_job(pull_desk& desk, const pull_order& order, std::string run_key)
{
    const auto how = own_access(desk, order);
    if (!how) co_return failed_pull(how.error());
    fetch::api_client api(desk.pool, order.api, *how);
    const auto limit = deadline::after(order.limit);
    const auto place = desk.on_stop.insert(desk.on_stop.end(), [&api] { api.stop(); });
    fetch::api_request wanted("POST", "/api/v1/jobs",
                              document{{"agent", order.agent}, {"path", order.path}});
    // Ordering again after a crash finds the same job.
    wanted.fields.set("idempotency-key", run_key);
    auto told = co_await api.call(std::move(wanted), limit);
    pull_report report;
    while (told) {
        const auto& job = told->body;
        const auto phase = text_at(job, "phase");
        report.bytes = count_in(job, "bytes", "durable");
        if (phase == "completed") report.files = count_in(job, "files", "done");
        if (phase.empty())
            report.failed = fail(errc::unsupported, "job", order.agent + " is not one agent's id");
        if (phase == "failed" || phase == "cancelled") report.failed = error_of_job(told->body);
        if (phase != "queued" && phase != "running") break;
        const bool slept = co_await sleep_for(std::chrono::milliseconds(500));
        if (!slept) {
            report.failed = fail(errc::cancelled, "job", order.path);
            break;
        }
        fetch::api_request again("GET", "/api/v1/jobs/" +
                                            http::percent_encoded(text_at(told->body, "id")));
        told = co_await api.call(std::move(again), limit);
    }
    desk.on_stop.erase(place);
    if (!told) report.failed = told.error();
    co_return report;
}

} // namespace sluice::client
