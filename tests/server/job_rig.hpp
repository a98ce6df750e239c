#pragma once

#include "scripted_agent.hpp"
#include "server/jobs/job_desk.hpp"
#include "support/catch.hpp"
#include "support/memory_store.hpp"
#include "support/run_task.hpp"
#include "support/temp_folder.hpp"

namespace sluice::test {

/// A pull that ends with this error after so many bytes, and one that goes on until it is stopped.
inline pull_script failing(errc code, std::uint64_t arrives = 0)
{
    pull_script script;
    script.fails = fail(code, "pull");
    script.arrives = arrives;
    return script;
}

inline pull_script hanging(std::uint64_t arrives = 40)
{
    pull_script script;
    script.hangs = true;
    script.arrives = arrives;
    return script;
}

/// A store whose calls about running jobs can fail: those with the numbers in `fails`, from 0.
class failing_job_store final : public memory_store {
public:
    result<> move_job(const state::job_record& to, state::job_phase from, const std::string& kind,
                      std::int64_t at_ns) override
    {
        const auto sound = judge();
        return sound ? memory_store::move_job(to, from, kind, at_ns) : sound;
    }
    result<std::uint64_t> requeue_running_jobs(std::int64_t at_ns) override
    {
        const auto sound = judge();
        if (!sound) return sound.error();
        return memory_store::requeue_running_jobs(at_ns);
    }
    result<std::string> claim_target(const std::string& id, std::uint64_t epoch,
                                     const state::job_place& place) override
    {
        const auto sound = judge();
        if (!sound) return sound.error();
        return memory_store::claim_target(id, epoch, place);
    }
    result<> note_job_progress(const std::string& id, std::uint64_t epoch,
                               const state::job_figures& reached, std::int64_t at_ns) override
    {
        const auto sound = judge();
        return sound ? memory_store::note_job_progress(id, epoch, reached, at_ns) : sound;
    }

    std::set<std::uint64_t> fails;
    std::atomic<std::uint64_t> calls = 0;

private:
    result<> judge()
    {
        if (fails.contains(calls++)) return fail(errc::io_failed, "state");
        return ok;
    }
};

/// A desk for jobs with scripted agents; time is real, back-offs are short.
class job_rig {
public:
    job_rig() { open(); }

    /// As after a restart of the program: the store and the downloads stay.
    void open()
    {
        desk.reset();
        feed = std::make_unique<server::event_feed>();
        book = std::make_unique<server::agent_book>();
        const server::attempt_needs with{store, pool, *feed, *log_, downloads.path(), pace};
        desk = std::make_unique<server::job_desk>(with, *book, io.get_executor());
    }

    /// Runs a script beside the runner, which stops at its end.
    void play(task<void> script) { run_task(io, play_all(std::move(script))); }

    std::shared_ptr<scripted_agent> connect(const std::string& id)
    {
        auto made = std::make_shared<scripted_agent>(io.get_executor(), id);
        book->enter(made);
        return made;
    }

    void disconnect(const std::shared_ptr<scripted_agent>& one)
    {
        book->leave(*one);
        one->leave();
    }

    /// Orders one job.
    task<std::string> order(std::string agent, std::string path, std::int64_t priority = 0)
    {
        server::job_order wanted;
        wanted.agents = std::move(agent);
        wanted.path = std::move(path);
        wanted.priority = priority;
        auto made = co_await desk->order(std::move(wanted));
        if (!made) throw std::runtime_error(made.error().text());
        co_return made->jobs.front().id;
    }

    state::job_record job(const std::string& id)
    {
        auto found = store.find_job(id);
        if (!found || !*found) throw std::runtime_error("no such job");
        return **found;
    }

    /// Until the store has the job in this phase.
    task<state::job_record> until(std::string id, state::job_phase phase)
    {
        const auto limit = deadline::after(std::chrono::seconds(20));
        while (true) {
            const auto bell = feed->next(io.get_executor());
            auto now = job(id);
            if (now.phase == phase) co_return now;
            const bool rung = co_await bell->wait(limit);
            if (!rung)
                throw std::runtime_error("the job stays " +
                                         std::string(server::name_of(now.phase)));
        }
    }

    /// Until something is so, which nobody tells of.
    task<void> until_true(std::function<bool()> is_so)
    {
        const auto limit = deadline::after(std::chrono::seconds(20));
        while (!is_so()) {
            if (limit.expired()) throw std::runtime_error("it does not become so");
            asio::steady_timer timer(io, std::chrono::milliseconds(1));
            auto [ignored] = co_await timer.async_wait(as_result);
            (void)ignored;
        }
    }

    task<void> until_asked(std::shared_ptr<scripted_agent> agent)
    {
        return until_true([agent] { return !agent->asked().empty(); });
    }

    task<void> until_running(std::shared_ptr<scripted_agent> agent, unsigned pulls)
    {
        return until_true([agent, pulls] { return agent->running == pulls; });
    }

    task<void> until_idle()
    {
        return until_true([this] { return desk->runner().pulls() == 0; });
    }

    std::vector<std::string> kinds()
    {
        std::vector<std::string> all;
        const auto events = store.events(0, 10'000);
        for (const auto& one : *events)
            all.push_back(one.kind);
        return all;
    }

    server::job_pace pace{.pulls_per_agent = 4,
                          .first_backoff = std::chrono::milliseconds(2),
                          .longest_backoff = std::chrono::milliseconds(20),
                          .told_every = std::chrono::milliseconds(1),
                          .stored_every = std::chrono::milliseconds(1)};
    asio::io_context io;
    asio::thread_pool pool{2};
    temp_folder downloads;
    failing_job_store store;
    std::unique_ptr<server::event_feed> feed;
    std::unique_ptr<server::agent_book> book;
    std::unique_ptr<server::job_desk> desk;

private:
    task<void> play_all(task<void> script)
    {
        task_group running(io.get_executor(),
                           [](std::exception_ptr thrown) { std::rethrow_exception(thrown); });
        running.spawn(desk->run());
        std::exception_ptr failed;
        try {
            co_await std::move(script);
        } catch (...) {
            failed = std::current_exception();
        }
        desk->stop(deadline::after({}));
        co_await running.join();
        if (failed) std::rethrow_exception(failed);
    }

    std::unique_ptr<event_log> log_ = std::move(*event_log::open("none", log_level::critical));
};

} // namespace sluice::test
