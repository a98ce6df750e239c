#include "server/admin/host_actions.hpp"

#include "async/on_pool.hpp"
#include "server/admin/admin_work.hpp"

namespace sluice::server {
namespace {

error no_jobs()
{
    return fail(errc::unsupported, "job", "this server keeps no jobs (--state none)");
}

} // namespace

task<result<std::vector<proto::entry>>> host_actions::list(std::string path)
{
    auto work = [this, &path] { return list_everything(shared_.files, path); };
    auto all = co_await on_pool(shared_.pool, std::move(work));
    co_return all;
}

task<result<std::vector<admin::session_row>>> host_actions::sessions()
{
    co_return session_rows(shared_);
}

task<result<admin::server_stats>> host_actions::stats()
{
    co_return stats_of(shared_);
}

task<result<>> host_actions::kick(std::uint64_t id)
{
    co_return kick_session(shared_, id);
}

task<result<>> host_actions::limit(std::uint64_t rate)
{
    shared_.rate.set_rate(rate);
    co_return ok;
}

task<result<>> host_actions::stop()
{
    shared_.stop_server();
    co_return ok;
}

task<result<std::vector<admin::agent_row>>> host_actions::agents()
{
    co_return no_jobs();
}

task<result<std::vector<admin::job_row>>> host_actions::jobs()
{
    co_return no_jobs();
}

task<result<admin::job_row>> host_actions::cancel_job(std::string id)
{
    static_cast<void>(id);
    co_return no_jobs();
}

task<result<std::vector<admin::job_row>>> host_actions::pull(std::string agent, std::string path)
{
    static_cast<void>(agent);
    static_cast<void>(path);
    co_return no_jobs();
}

} // namespace sluice::server
