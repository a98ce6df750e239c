#pragma once

#include "server/agents/agent_link.hpp"

#include <map>
#include <mutex>

namespace sluice::server {

/// The agents that are connected now, by id. Thread-safe.
class agent_book {
public:
    /// Told, on any thread and without locks held, that an agent came (true) or went (false).
    using observer = std::function<void(const std::string& id, bool is_here)>;

    /// To be called before the server runs.
    void observe(observer told);

    /// Enters an agent. An older session of the same id is fenced: closed with errc::fenced.
    void enter(std::shared_ptr<agent_link> came);

    /// The agent is gone, unless a newer session took its place.
    void leave(const agent_link& gone);

    std::shared_ptr<agent_link> find(const std::string& id) const;

    /// By id.
    std::vector<std::shared_ptr<agent_link>> all() const;

    std::size_t size() const;

private:
    mutable std::mutex mutex_;
    std::map<std::string, std::shared_ptr<agent_link>> by_id_;
    std::vector<observer> told_;
};

} // namespace sluice::server
