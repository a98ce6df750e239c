#pragma once

#include "base/event_log.hpp"
#include "server/agents/agent_link.hpp"
#include "server/jobs/job_desk.hpp"
#include "server/server.hpp"
#include "support/temp_folder.hpp"

#include <future>
#include <thread>

namespace sluice::test {

struct agent_server_options {
    std::uint16_t port = 0; // 0: a free one
    std::chrono::milliseconds heartbeat{500};
    std::chrono::milliseconds dead{1500};
    std::chrono::milliseconds stall{5000};
    std::chrono::milliseconds drain{2000};
    unsigned connections = 1000;
    bool with_state = false;    // tokens and a ledger, in the folder of the test
    bool with_jobs = false;     // and the orders of jobs
    std::string downloads = {}; // empty: in the folder of the test
};

/// A pull that goes on in an agent_server.
class running_pull {
public:
    running_pull(std::shared_ptr<server::agent_link> link, server::pull_order order);

    /// Until it is over; throws after two minutes.
    server::pull_outcome wait();
    bool is_over() const;
    server::pull_progress progress();
    void interrupt();

private:
    std::shared_ptr<server::agent_link> link_;
    std::shared_ptr<server::agent_pull> pull_;
    std::future<server::pull_outcome> outcome_;
};

/// The server's loops in this program, for agents, driven by blocking calls of the test. What is
/// fetched goes to its downloads folder, which outlives a restart.
class agent_server {
public:
    explicit agent_server(agent_server_options how = {});
    agent_server(const agent_server&) = delete;
    agent_server& operator=(const agent_server&) = delete;
    ~agent_server();

    std::uint16_t port() const { return port_; }
    server::host& host() { return *host_; }
    const temp_folder& files() const { return files_; }
    std::string downloads() const
    {
        return how_.downloads.empty() ? folder_.at("downloads") : how_.downloads;
    }
    std::string at(const std::string& target) const { return downloads() + "/" + target; }

    /// Waits until the agent is there, other than `but`; throws after 20 s.
    std::shared_ptr<server::agent_link> wait_for(const std::string& id,
                                                 const server::agent_link* but = nullptr);

    /// Waits until no agent has this id; false after the limit.
    bool wait_until_gone(const std::string& id, deadline limit);

    static result<server::resolved_path> resolve(const std::shared_ptr<server::agent_link>& link,
                                                 std::string asked);

    /// Resolves and begins to fetch into the target; throws if it is refused.
    static running_pull begin(const std::shared_ptr<server::agent_link>& link,
                              const std::string& asked, const std::string& target,
                              server::pull_order how = {});

    /// The same to the end.
    static server::pull_outcome pull(const std::shared_ptr<server::agent_link>& link,
                                     const std::string& asked, const std::string& target,
                                     server::pull_order how = {});

    /// Orders a job, where there are jobs; its id. And the job as the store has it.
    std::string order(const std::string& agent, const std::string& path);
    state::job_record job(const std::string& id);

    /// Drains and ends; begins again on the same port.
    void stop();
    void start_again();

private:
    void start();

    agent_server_options how_;
    temp_folder files_;
    temp_folder folder_;
    std::uint16_t port_ = 0;
    std::unique_ptr<event_log> log_;
    std::unique_ptr<server::host> host_;
    std::unique_ptr<server::server> serving_;
    std::unique_ptr<server::job_desk> jobs_;
    std::thread thread_;
};

} // namespace sluice::test
