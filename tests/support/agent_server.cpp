#include "support/agent_server.hpp"

#include "server/jobs/open_jobs.hpp"
#include "server/open_state.hpp"

#include <filesystem>
#include <stdexcept>

namespace sluice::test {
namespace {

using namespace std::chrono_literals;

server::server_settings settings_of(const agent_server_options& how, const temp_folder& folder)
{
    server::server_settings made;
    made.max_connections = 16'384;
    made.login_limit = 10s;
    made.idle_limit = 60s;
    made.stall_limit = how.stall;
    made.drain = how.drain;
    made.digest_memory = 1U << 20U;
    made.blocking_threads = 2;
    made.verbosity = 20;
    made.agent_heartbeat = how.heartbeat;
    made.agent_dead = how.dead;
    made.downloads = how.downloads.empty() ? folder.at("downloads") : how.downloads;
    made.state = folder.at("state");
    made.directory = folder.at("served");
    return made;
}

/// Runs a coroutine on a loop of another thread and waits for what it gives.
template <class T>
T run_there(asio::any_io_executor there, task<T> work)
{
    std::promise<T> promise;
    auto future = promise.get_future();
    auto done = [&promise](std::exception_ptr thrown, T made) {
        if (thrown)
            promise.set_exception(thrown);
        else
            promise.set_value(std::move(made));
    };
    asio::co_spawn(there, std::move(work), std::move(done));
    return future.get();
}

} // namespace

running_pull::running_pull(std::shared_ptr<server::agent_link> link, server::pull_order order)
    : link_(std::move(link)),
      pull_(link_->pull(std::move(order)))
{
    const auto promise = std::make_shared<std::promise<server::pull_outcome>>();
    outcome_ = promise->get_future();
    auto done = [promise, pull = pull_](std::exception_ptr thrown, server::pull_outcome made) {
        if (thrown)
            promise->set_exception(thrown);
        else
            promise->set_value(std::move(made));
    };
    asio::co_spawn(link_->loop(), pull_->run(), std::move(done));
}

server::pull_outcome running_pull::wait()
{
    if (outcome_.wait_for(2min) != std::future_status::ready)
        throw std::runtime_error("a pull does not end");
    return outcome_.get();
}

bool running_pull::is_over() const
{
    return outcome_.wait_for(0s) == std::future_status::ready;
}

server::pull_progress running_pull::progress()
{
    std::promise<server::pull_progress> promise;
    asio::post(link_->loop(), [&] { promise.set_value(pull_->progress()); });
    return promise.get_future().get();
}

void running_pull::interrupt()
{
    asio::post(link_->loop(), [pull = pull_] { pull->interrupt(fail(errc::cancelled, "test")); });
}

agent_server::agent_server(agent_server_options how) : how_(how), port_(how.port)
{
    start();
}

agent_server::~agent_server()
{
    stop();
}

void agent_server::start()
{
    const auto settings = settings_of(how_, folder_);
    std::filesystem::create_directories(settings.directory);
    log_ = std::move(*event_log::open("none", log_level::critical));
    host_ = std::make_unique<server::host>(settings, *storage::root::open(files_.path()), *log_);
    if (how_.with_state || how_.with_jobs) {
        const auto opened = server::open_state(*host_, settings, true);
        if (!opened) throw std::runtime_error(opened.error().text());
    }
    serving_ = std::make_unique<server::server>(*host_, 2);
    // Somebody who dials may hold the port for a moment.
    auto name = serving_->listen("127.0.0.1", port_);
    for (const auto limit = deadline::after(10s); !name && !limit.expired();) {
        std::this_thread::sleep_for(20ms);
        name = serving_->listen("127.0.0.1", port_);
    }
    if (!name) throw std::runtime_error(name.error().text());
    port_ = static_cast<std::uint16_t>(std::stoul(name->substr(name->rfind(':') + 1)));
    if (how_.with_jobs) {
        jobs_ = server::open_jobs(*host_, settings, serving_->executor());
        serving_->control().spawn(jobs_->run());
    }
    thread_ = std::thread([this] { serving_->run(); });
}

std::string agent_server::order(const std::string& agent, const std::string& path)
{
    server::job_order wanted;
    wanted.agents = agent;
    wanted.path = path;
    auto made = run_there(serving_->executor(), jobs_->order(std::move(wanted)));
    if (!made) throw std::runtime_error(made.error().text());
    return made->jobs.front().id;
}

state::job_record agent_server::job(const std::string& id)
{
    auto found = host_->state->find_job(id);
    if (!found || !*found) throw std::runtime_error("no job " + id);
    return **found;
}

void agent_server::stop()
{
    if (!thread_.joinable()) return;
    asio::post(serving_->executor(), [this] { serving_->stop(); });
    thread_.join();
    jobs_.reset();
    serving_.reset();
    host_.reset();
}

void agent_server::start_again()
{
    start();
}

std::shared_ptr<server::agent_link> agent_server::wait_for(const std::string& id,
                                                           const server::agent_link* but)
{
    const auto limit = deadline::after(20s);
    while (true) {
        auto found = host_->agents.find(id);
        if (found && found.get() != but) return found;
        if (limit.expired()) throw std::runtime_error("no agent " + id);
        std::this_thread::sleep_for(2ms);
    }
}

bool agent_server::wait_until_gone(const std::string& id, deadline limit)
{
    while (host_->agents.find(id)) {
        if (limit.expired()) return false;
        std::this_thread::sleep_for(2ms);
    }
    return true;
}

result<server::resolved_path> agent_server::resolve(const std::shared_ptr<server::agent_link>& link,
                                                    std::string asked)
{
    return run_there(link->loop(), link->resolve(std::move(asked), deadline::after(20s)));
}

running_pull agent_server::begin(const std::shared_ptr<server::agent_link>& link,
                                 const std::string& asked, const std::string& target,
                                 server::pull_order how)
{
    auto found = resolve(link, asked);
    if (!found) throw std::runtime_error(asked + ": " + found.error().text());
    how.job = "test";
    how.from = std::move(*found);
    how.target = target;
    return running_pull(link, std::move(how));
}

server::pull_outcome agent_server::pull(const std::shared_ptr<server::agent_link>& link,
                                        const std::string& asked, const std::string& target,
                                        server::pull_order how)
{
    return begin(link, asked, target, std::move(how)).wait();
}

} // namespace sluice::test
