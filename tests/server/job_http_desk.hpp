#pragma once

#include "http_desk.hpp"
#include "scripted_agent.hpp"
#include "server/agents/routes_clients.hpp"
#include "server/http/routes_status.hpp"
#include "server/jobs/job_desk.hpp"
#include "server/jobs/routes_events.hpp"
#include "server/jobs/routes_jobs.hpp"

namespace sluice::test {

/// The routes of jobs behind a real connection of HTTP. Nothing runs the jobs: tests move them.
struct job_http_desk : http_desk {
    explicit job_http_desk(server::job_pace pace = {}) : http_desk(job_and_status_routes())
    {
        const server::attempt_needs with{*host.state, host.pool,   host.events,
                                         host.log,    "downloads", pace};
        desk = std::make_unique<server::job_desk>(with, host.agents, io.get_executor());
        host.jobs = desk.get();
    }

    static std::vector<server::route> job_and_status_routes()
    {
        auto all = server::job_routes();
        for (const auto& rows :
             {server::event_routes(), server::client_routes(), server::status_routes()})
            all.insert(all.end(), rows.begin(), rows.end());
        return all;
    }

    std::shared_ptr<scripted_agent> connect(const std::string& id)
    {
        auto made = std::make_shared<scripted_agent>(io.get_executor(), id);
        host.agents.enter(made);
        run_watched(io); // the store hears of it
        return made;
    }

    http_answer order(const nlohmann::json& body, const headers& fields = {})
    {
        return ask("POST", "/api/v1/jobs", fields, body.dump());
    }

    /// Moves a job on as the runner would.
    state::job_record move(const std::string& id, state::job_phase to, const std::string& kind,
                           const state::job_figures& reached = {})
    {
        auto job = **store->find_job(id);
        const auto from = job.phase;
        job.phase = to;
        job.reached = reached;
        ++job.epoch;
        REQUIRE(store->move_job(job, from, kind, 5'000'000'000));
        host.events.ring();
        return job;
    }

    std::unique_ptr<server::job_desk> desk;
};

} // namespace sluice::test
