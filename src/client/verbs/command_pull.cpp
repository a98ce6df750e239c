#include "client/api_of_server.hpp"
#include "client/schedule/pull_view.hpp"

#include <fmt/format.h>

namespace sluice::client {
namespace {

constexpr auto patience = std::chrono::seconds(30);

admin::pull_wish wish_of(const settings& loaded, std::string path)
{
    admin::pull_wish made;
    made.agent = loaded.text("agent");
    made.path = std::move(path);
    made.deadline = loaded.text("deadline");
    made.bandwidth = loaded.size("bandwidth");
    made.priority = loaded.integer("priority");
    return made;
}

/// The words that watch these jobs again.
std::string words_to_go_on(const command_context& context, const admin::told_jobs& jobs)
{
    const auto where =
        fmt::format("-a {} -p {}", shell_quoted(context.wanted.address), context.wanted.port);
    if (!jobs.batch.empty())
        return fmt::format("{} {} jobs --batch {}", context.called, where, jobs.batch);
    return fmt::format("{} {} job wait {}", context.called, where,
                       jobs.jobs.empty() ? std::string() : jobs.jobs.front().id);
}

} // namespace

task<exit_code> commands::pull(std::string path)
{
    const auto how = api_access(context_);
    if (!how) co_return failed(how.error());
    auto wanted = wish_of(context_.loaded, std::move(path));
    if (wanted.agent.empty())
        co_return failed(
            fail(errc::bad_usage, "pull", "--agent is missing: an id, a pattern, all"));
    fetch::api_client server(context_.pool, api_base(context_.wanted), *how);
    auto ordered = co_await admin::order_pull(server, std::move(wanted), deadline::after(patience));
    if (!ordered) co_return failed(ordered.error());
    if (!context_.loaded.boolean("wait")) {
        tell_jobs(*ordered);
        co_return exit_code::done;
    }
    auto code = co_await watch(server, std::move(*ordered));
    co_return code;
}

task<exit_code> commands::watch(fetch::api_client& server, admin::told_jobs jobs)
{
    pull_view view(context_);
    const auto go_on = words_to_go_on(context_, jobs);
    context_.interrupt = [&server] { server.stop(); };
    std::function<bool()> stopped = [this] { return context_.signalled != exit_code::done; };
    auto last = co_await admin::watch_jobs(server, std::move(jobs), view, std::move(stopped));
    context_.interrupt = {};
    if (context_.signalled != exit_code::done) {
        context_.out.paint({});
        context_.out.complain("the pull goes on without us; watch it with: " + go_on);
        co_return context_.signalled;
    }
    if (!last) {
        context_.out.paint({});
        context_.out.complain("the pull may go on without us; watch it with: " + go_on);
        co_return failed(last.error());
    }
    const auto code = admin::exit_code_of_jobs(last->jobs);
    view.finish(*last, code);
    co_return code;
}

} // namespace sluice::client
