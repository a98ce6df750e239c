#pragma once

#include "admin/prompt.hpp"
#include "support/catch.hpp"
#include "terminal/run_here.hpp"
#include "terminal/scripted_lines.hpp"

#include <sstream>

namespace sluice::test {

using texts = std::vector<std::string>;

inline proto::entry file(std::string path, std::uint64_t size)
{
    proto::entry made;
    made.path = std::move(path);
    made.size = size;
    return made;
}

/// Writes down what it is asked to do.
class recorded_actions final : public admin::prompt_actions {
public:
    task<result<std::vector<proto::entry>>> list(std::string path) override
    {
        calls.push_back("list " + path);
        co_return catalog;
    }
    task<result<std::vector<admin::session_row>>> sessions() override { co_return rows; }
    task<result<admin::server_stats>> stats() override { co_return numbers; }
    task<result<>> kick(std::uint64_t id) override
    {
        calls.push_back("kick " + std::to_string(id));
        co_return outcome;
    }
    task<result<>> limit(std::uint64_t rate) override
    {
        calls.push_back("limit " + std::to_string(rate));
        co_return outcome;
    }
    task<result<>> stop() override
    {
        calls.emplace_back("stop");
        co_return outcome;
    }
    task<result<std::vector<admin::agent_row>>> agents() override { co_return agents_there; }
    task<result<std::vector<admin::job_row>>> jobs() override { co_return jobs_there; }
    task<result<admin::job_row>> cancel_job(std::string id) override
    {
        calls.push_back("cancel " + id);
        if (jobs_there.empty()) co_return fail(errc::not_found, "job", id);
        co_return jobs_there.front();
    }
    task<result<std::vector<admin::job_row>>> pull(std::string agent, std::string path) override
    {
        calls.push_back("pull " + agent + " " + path);
        co_return jobs_there;
    }

    result<std::vector<proto::entry>> catalog = std::vector{file("a.bin", 10)};
    std::vector<admin::session_row> rows;
    admin::server_stats numbers;
    result<> outcome = ok;
    std::vector<admin::agent_row> agents_there;
    std::vector<admin::job_row> jobs_there;
    texts calls;
};

inline task<bool> run_out(admin::prompt& asked)
{
    co_await asked.run();
    co_return true;
}

/// What the conversation printed.
inline std::string hold(scripted_lines& lines, recorded_actions& actions)
{
    asio::io_context loop;
    std::ostringstream out;
    admin::prompt asked(lines, actions, out);
    CHECK(run_here(loop, run_out(asked)));
    return out.str();
}

} // namespace sluice::test
