#include "admin/http_actions.hpp"
#include "admin/local_socket.hpp"
#include "admin/prompt.hpp"
#include "admin/prompt_tables.hpp"
#include "base/escape.hpp"
#include "client/api_of_server.hpp"
#include "http/percent.hpp"
#include "terminal/open_lines.hpp"

#include <fmt/format.h>

#include <iostream>

namespace sluice::client {
namespace {

constexpr auto patience = std::chrono::seconds(30);

std::string without_end(std::string table)
{
    if (table.ends_with('\n')) table.pop_back();
    return table;
}

json with_schema(const nlohmann::json& document)
{
    json made;
    made["schema"] = 1;
    made.update(json::parse(document.dump()));
    return made;
}

} // namespace

void commands::tell_jobs(const admin::told_jobs& told)
{
    if (as_json()) {
        context_.out.result(json_text(with_schema(told.document)));
        return;
    }
    if (told.jobs.empty())
        context_.out.say("no jobs");
    else
        context_.out.result(without_end(admin::job_table(told.jobs)));
}

task<exit_code> commands::agents()
{
    const auto how = api_access(context_);
    if (!how) co_return failed(how.error());
    fetch::api_client server(context_.pool, api_base(context_.wanted), *how);
    fetch::api_request what("GET", "/api/v1/agents");
    const auto came = co_await server.call(std::move(what), deadline::after(patience));
    if (!came) co_return failed(came.error());
    const auto all = admin::read_agents(came->body);
    if (!all) co_return failed(all.error());
    if (as_json())
        context_.out.result(json_text(with_schema(came->body)));
    else if (all->empty())
        context_.out.say("no agents");
    else
        context_.out.result(without_end(admin::agent_table(*all)));
    co_return exit_code::done;
}

task<exit_code> commands::jobs()
{
    const auto how = api_access(context_);
    if (!how) co_return failed(how.error());
    fetch::api_client server(context_.pool, api_base(context_.wanted), *how);
    const auto batch = context_.loaded.text("batch");
    auto path = batch.empty() ? std::string("/api/v1/jobs")
                              : "/api/v1/batches/" + http::percent_encoded(batch);
    const auto told = co_await admin::ask_jobs(server, std::move(path), deadline::after(patience));
    if (!told) co_return failed(told.error());
    tell_jobs(*told);
    co_return exit_code::done;
}

task<exit_code> commands::job(std::string action, std::string id)
{
    const auto how = api_access(context_);
    if (!how) co_return failed(how.error());
    fetch::api_client server(context_.pool, api_base(context_.wanted), *how);
    const auto limit = deadline::after(patience);
    result<admin::told_jobs> told = fail(errc::internal);
    if (action == "show" || action == "wait") {
        auto path = "/api/v1/jobs/" + http::percent_encoded(id);
        told = co_await admin::ask_jobs(server, std::move(path), limit);
    } else {
        told = co_await admin::move_job(server, std::move(id), action, limit);
    }
    if (!told) co_return failed(told.error());
    if (action == "wait") {
        auto code = co_await watch(server, std::move(*told));
        co_return code;
    }
    tell_jobs(*told);
    co_return exit_code::done;
}

task<exit_code> commands::administer()
{
    const auto socket =
        admin::socket_of(context_.loaded.text("socket"), context_.wanted.directory.string());
    if (!socket) co_return failed(socket.error());
    const auto reached = admin::look_for_listener(*socket);
    if (!reached) co_return failed(reached.error());
    fetch::api_client server(context_.pool, std::string(admin::socket_base),
                             admin::access_by(*socket));
    admin::http_actions actions(server);
    const auto lines = terminal::open_lines(context_.executor, {});
    admin::prompt conversation(*lines, actions, std::cout);
    co_await conversation.run();
    co_return conversation.worst();
}

} // namespace sluice::client
