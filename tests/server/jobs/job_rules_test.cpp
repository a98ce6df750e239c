#include "server/jobs/job_rules.hpp"
#include "support/catch.hpp"

#include <random>
#include <set>

using namespace sluice;
using namespace sluice::server;
using state::job_phase;
using state::job_record;

namespace {

constexpr std::int64_t second = 1'000'000'000;
constexpr std::int64_t now = 1'000 * second;
const job_pace pace;

job_record queued(std::uint64_t number, const std::string& agent, std::int64_t priority = 0)
{
    job_record made;
    made.number = number;
    made.id = std::to_string(number);
    made.agent = agent;
    made.priority = priority;
    return made;
}

job_choice choose(const std::vector<job_record>& jobs,
                  const std::map<std::string, agent_load>& agents)
{
    std::vector<const job_record*> all;
    for (const auto& one : jobs)
        all.push_back(&one);
    return choose_jobs(all, agents, pace, now);
}

job_record running()
{
    auto made = queued(1, "r1");
    made.phase = job_phase::running;
    made.epoch = 5;
    made.attempts = 2;
    return made;
}

attempt_end failed_by(errc code)
{
    attempt_end end;
    end.failed = fail(code, "pull");
    return end;
}

using texts = std::vector<std::string>;
const std::map<std::string, agent_load> r1_here{{"r1", {true, 0}}};

} // namespace

TEST_CASE("jobs start by priority, then by age, on agents that are here", "[server][job_rules]")
{
    const auto chosen = choose({queued(1, "r1"), queued(2, "r1", 5), queued(3, "away", 9),
                                queued(4, "r1", 5), queued(5, "r1", -1)},
                               r1_here);

    CHECK(chosen.start == texts{"2", "4", "1", "5"});
    CHECK(chosen.overdue.empty());
    CHECK_FALSE(chosen.look_again_ns);
}

TEST_CASE("an agent gets no more pulls than it may run", "[server][job_rules]")
{
    std::vector<job_record> jobs;
    for (std::uint64_t i = 1; i <= 6; ++i) {
        jobs.push_back(queued(i, "r1"));
        jobs.push_back(queued(10 + i, "r2"));
    }

    const auto chosen = choose(jobs, {{"r1", {true, 0}}, {"r2", {true, 3}}});

    CHECK(chosen.start == texts{"1", "2", "3", "4", "11"});
    CHECK(choose(jobs, {{"r1", {true, 4}}, {"r2", {false, 0}}}).start.empty());
}

TEST_CASE("a back-off is waited for, and time to look again is told", "[server][job_rules]")
{
    auto waits = queued(1, "r1");
    waits.next_try_ns = now + 7 * second;
    auto waits_less = queued(2, "r1");
    waits_less.next_try_ns = now + 3 * second;
    auto away = queued(3, "away");
    away.next_try_ns = now + second; // its agent comes first, or not
    auto due = queued(4, "r1");
    due.next_try_ns = now;

    const auto chosen = choose({waits, waits_less, away, due}, r1_here);

    CHECK(chosen.start == texts{"4"});
    CHECK(chosen.look_again_ns == now + 3 * second);
}

TEST_CASE("a clock that was set back does not stop a job", "[server][job_rules]")
{
    auto one = queued(1, "r1");
    one.next_try_ns = now + 3600 * second;
    CHECK(choose({one}, r1_here).start == texts{"1"});
}

TEST_CASE("deadlines end jobs in any phase, here or away", "[server][job_rules]")
{
    auto late = queued(1, "away");
    late.deadline_ns = now;
    auto late_running = running();
    late_running.id = "2";
    late_running.deadline_ns = now - second;
    auto in_time = queued(3, "away");
    in_time.deadline_ns = now + 9 * second;
    auto running_in_time = running();
    running_in_time.id = "4";
    running_in_time.deadline_ns = now + 8 * second;

    const auto chosen = choose({late, late_running, in_time, running_in_time}, r1_here);

    CHECK(chosen.overdue == texts{"1", "2"});
    CHECK(chosen.start.empty());
    CHECK(chosen.look_again_ns == now + 8 * second);
}

TEST_CASE("an attempt without failure completes the job", "[server][job_rules]")
{
    auto job = running();
    job.code = "timed_out";
    attempt_end end;
    end.reached.durable = 7;
    end.digest = "ab";

    const auto after = after_attempt(job, end, pace, {now, 0});

    CHECK(after.phase == job_phase::completed);
    CHECK(after.epoch == 6);
    CHECK(after.ended_ns == now);
    CHECK(after.reached.durable == 7);
    CHECK(after.digest == "ab");
    CHECK(after.code.empty());
    CHECK(kind_after_attempt(after) == "job.completed");
}

TEST_CASE("each error either ends a job or is worth another try", "[server][job_rules]")
{
    const std::set<errc> worth{
        errc::timed_out,        errc::peer_closed,       errc::unreachable,
        errc::going_away,       errc::overloaded,        errc::no_space,
        errc::fenced,           errc::target_busy,       errc::cancelled,
        errc::frame_too_large,  errc::malformed_message, errc::out_of_descriptors,
        errc::too_many_requests};
    for (int number = 1; number <= last_errc; ++number) {
        const auto code = static_cast<errc>(number);
        INFO(code_name(make_error_code(code)));

        const auto after = after_attempt(running(), failed_by(code), pace, {now, 0});

        const bool again = worth.contains(code);
        CHECK(after.phase == (again ? job_phase::queued : job_phase::failed));
        CHECK(after.ended_ns == (again ? 0 : now));
        CHECK(after.code == code_name(make_error_code(code)));
        CHECK(kind_after_attempt(after) == (again ? "job.waiting" : "job.failed"));
    }
}

TEST_CASE("nonsense from an agent is not asked for for ever", "[server][job_rules]")
{
    auto job = running();
    job.setbacks = 3;
    CHECK(after_attempt(job, failed_by(errc::malformed_message), pace, {now, 0}).phase ==
          job_phase::queued);
    job.setbacks = 4;
    CHECK(after_attempt(job, failed_by(errc::malformed_message), pace, {now, 0}).phase ==
          job_phase::failed);
    job.setbacks = 1000;
    CHECK(after_attempt(job, failed_by(errc::peer_closed), pace, {now, 0}).phase ==
          job_phase::queued);
}

TEST_CASE("back-off grows with attempts that got no further and no others", "[server][job_rules]")
{
    const auto seed = std::random_device{}();
    INFO("seed " << seed);
    std::mt19937_64 random(seed);
    auto job = running();
    std::int64_t cap = second;
    for (int i = 0; i < 30; ++i) {
        cap = std::min<std::int64_t>(cap * 2, 300 * second);
        job = after_attempt(job, failed_by(errc::peer_closed), pace, {now, random()});
        CHECK(job.next_try_ns > now);
        CHECK(job.next_try_ns <= now + cap);
        CHECK(job.setbacks == static_cast<std::uint64_t>(i) + 1);
    }
    auto end = failed_by(errc::peer_closed);
    end.verified_before = 10;
    end.reached.verified = 11;
    job = after_attempt(job, end, pace, {now, random()});
    CHECK(job.setbacks == 0);
    CHECK(job.next_try_ns <= now + second);
}

TEST_CASE("why an attempt was stopped decides what becomes of the job", "[server][job_rules]")
{
    auto end = failed_by(errc::going_away);
    end.stopped = job_stop::leaving;
    const auto left = after_attempt(running(), end, pace, {now, 9});
    CHECK(left.phase == job_phase::queued);
    CHECK(left.next_try_ns == 0);
    CHECK(left.setbacks == 0);

    end = failed_by(errc::timed_out);
    end.stopped = job_stop::overdue;
    CHECK(after_attempt(running(), end, pace, {now, 9}).phase == job_phase::failed);

    attempt_end complete;
    complete.stopped = job_stop::leaving;
    CHECK(after_attempt(running(), complete, pace, {now, 9}).phase == job_phase::completed);

    auto ours = failed_by(errc::io_failed);
    ours.by_store = true;
    CHECK(after_attempt(running(), ours, pace, {now, 9}).phase == job_phase::queued);
}

TEST_CASE("every move of a job raises its epoch", "[server][job_rules]")
{
    auto job = queued(1, "r1");
    const auto begun = started(job, now);
    CHECK(begun.phase == job_phase::running);
    CHECK(begun.epoch == 2);
    CHECK(begun.attempts == 1);
    CHECK(begun.started_ns == now);
    CHECK(started(begun, now + 5).started_ns == now);

    const auto ended = cancelled(begun, now);
    CHECK(ended.phase == job_phase::cancelled);
    CHECK(ended.epoch == 3);
    CHECK(ended.code == "cancelled");

    auto again = queued_again(ended, now);
    CHECK(again.phase == job_phase::queued);
    CHECK(again.epoch == 4);
    CHECK(again.ended_ns == 0);
    CHECK(again.code.empty());
    CHECK(again.attempts == 1);

    again.deadline_ns = now + 1;
    CHECK(overdue(again, now).code == "timed_out");
    CHECK(overdue(again, now).phase == job_phase::failed);
    CHECK(queued_again(overdue(again, now), now).deadline_ns == now + 1);
    CHECK(queued_again(overdue(again, now), now + 1).deadline_ns == 0);
}

TEST_CASE("phases have names, there and back", "[server][job_rules]")
{
    for (int number = 1; number <= static_cast<int>(state::job_phases); ++number) {
        const auto phase = static_cast<job_phase>(number);
        CHECK(job_phase_of(name_of(phase)) == phase);
    }
    CHECK_FALSE(job_phase_of("open"));
}
