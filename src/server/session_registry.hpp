#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

namespace sluice::server {

class session;

/// The sessions that live now, by number. Thread-safe; holds no session alive.
class session_registry {
public:
    /// A number never given before; 1 is the first.
    std::uint64_t next_id();

    void add(std::uint64_t id, const std::shared_ptr<session>& made);
    void remove(std::uint64_t id);

    std::vector<std::shared_ptr<session>> all() const;
    std::shared_ptr<session> find(std::uint64_t id) const;
    std::size_t size() const;

private:
    mutable std::mutex mutex_;
    std::uint64_t last_id_ = 0;
    std::map<std::uint64_t, std::weak_ptr<session>> sessions_;
};

} // namespace sluice::server
