#include "admin/job_watch.hpp"
#include "admin/json_field.hpp"
#include "base/glob.hpp"
#include "client/schedule/pull.hpp"

#include <fmt/format.h>

namespace sluice::client {
namespace {

/// Nobody looks at a run while it goes on.
class unseen final : public admin::job_observer {
public:
    void progress(const admin::told_jobs&) override {}
    void moved(const admin::job_row&) override {}
    void silent(const error&) override {}
};

std::vector<std::string> listed_in(std::string_view text)
{
    std::vector<std::string> all;
    while (!text.empty()) {
        const auto comma = text.find(',');
        all.emplace_back(text.substr(0, comma));
        text.remove_prefix(comma == text.npos ? text.size() : comma + 1);
    }
    return all;
}

/// Files of the jobs of a document that are complete.
std::uint64_t files_done(const nlohmann::json& document)
{
    std::uint64_t sum = 0;
    auto jobs = admin::list_in(document, "jobs");
    if (jobs.empty()) jobs.push_back(document);
    for (const auto& one : jobs) {
        const auto files = one.value("files", nlohmann::json::object());
        sum += admin::field<std::uint64_t>(files, "done");
    }
    return sum;
}

/// One run: an order for each id or pattern that the source names, and the wait for all of them.
class job_pull {
public:
    job_pull(pull_desk& desk, const pull_order& order, fetch::access how)
        : desk_(desk),
          order_(order),
          limit_(deadline::after(order.limit)),
          server_(desk.pool, order.api, std::move(how))
    {
    }

    task<pull_report> run(std::string run_key)
    {
        const auto place = desk_.on_stop.insert(desk_.on_stop.end(), [this] { server_.stop(); });
        for (const auto& agents : listed_in(order_.agent))
            co_await order(agents, run_key);
        for (auto& one : ordered_)
            co_await watch(std::move(one));
        desk_.on_stop.erase(place);
        report_.detail = fmt::format("{} of {} jobs", done_, jobs_);
        co_return std::move(report_);
    }

private:
    task<void> order(std::string agents, std::string run_key)
    {
        nlohmann::json wanted = {{"agent", agents}, {"path", order_.path}};
        // Nobody waits for it any longer.
        wanted["deadline"] = fmt::format("{}ms", order_.limit.count());
        // Those that are not here are asked by a later run.
        const bool many = agents == "all" || is_glob(agents);
        if (many) wanted["connected_only"] = true;
        fetch::api_request what("POST", "/api/v1/jobs", std::move(wanted));
        // Ordering again after a crash finds the same jobs.
        const auto key = agents == order_.agent ? run_key : run_key + "/" + agents;
        what.fields.set("idempotency-key", key);
        const auto came = co_await server_.call(std::move(what), limit_);
        if (!came) {
            note(came.error());
            co_return;
        }
        auto made = admin::told_by(came->body);
        if (made)
            ordered_.push_back(std::move(*made));
        else
            note(made.error());
    }

    task<void> watch(admin::told_jobs jobs)
    {
        unseen nobody;
        jobs_ += jobs.jobs.size();
        std::function<bool()> over = [this] { return desk_.stop || limit_.expired(); };
        const auto last = co_await admin::watch_jobs(server_, std::move(jobs), nobody, over);
        if (!last) {
            const bool late = last.error() == errc::cancelled && !desk_.stop;
            note(late ? fail(errc::timed_out, "job", order_.path) : last.error());
            co_return;
        }
        for (const auto& one : last->jobs) {
            report_.bytes += one.durable;
            if (one.phase != "completed") {
                note(admin::error_of(one));
                continue;
            }
            ++done_;
        }
        report_.files += files_done(last->document);
    }

    void note(error why)
    {
        if (!report_.failed) report_.failed = std::move(why);
    }

    pull_desk& desk_;
    const pull_order& order_;
    deadline limit_;
    fetch::api_client server_;
    std::vector<admin::told_jobs> ordered_;
    std::size_t jobs_ = 0;
    std::size_t done_ = 0;
    pull_report report_;
};

} // namespace

task<pull_report> pull_by_job(pull_desk& desk, const pull_order& order, std::string run_key)
{
    auto how = own_access(desk, order);
    if (!how) co_return failed_pull(how.error());
    job_pull one(desk, order, std::move(*how));
    auto report = co_await one.run(std::move(run_key));
    co_return report;
}

} // namespace sluice::client
