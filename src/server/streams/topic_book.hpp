#pragma once

#include "server/streams/topic.hpp"

#include <filesystem>
#include <map>

namespace sluice::server {

/// How topics may be made.
struct topic_rules {
    std::uint64_t space = 1U << 30U; // bytes that the journals of all may take
    stream::journal_limits keep;     // where nothing else is asked for
};

/// Figures of all topics together; what only grows counts those that were removed too.
struct topic_totals {
    std::size_t topics = 0;
    std::size_t subscribers = 0;
    std::size_t recordings = 0;
    std::uint64_t kept_bytes = 0;
    std::uint64_t published = 0;
    std::uint64_t published_bytes = 0;
    std::uint64_t missed = 0;
    std::uint64_t unwritten = 0;
    std::uint64_t broken_off = 0; // recordings
};

/// The topics of the server by their names. Safe from any thread; what blocks says so.
class topic_book {
public:
    /// The pool must outlive it.
    explicit topic_book(asio::thread_pool& pool) : pool_(pool) {}

    /// Keeps topics in this folder from now on, made where it is missing, and takes over those that
    /// are there. Returns what could not be read, for the log. Blocks. Errors: those of the disk.
    result<std::vector<error>> open(const std::filesystem::path& folder);

    /// Before topics are made.
    void use(topic_rules rules) { rules_ = rules; }

    /// A topic as it was made before, or a new one. Blocks. Errors: bad_name, bad_usage, too_large,
    /// target_exists (with another layout), over_quota, overloaded (too many), going_away, those of
    /// the disk.
    struct made_topic {
        std::shared_ptr<topic> of;
        bool created = false;
    };
    result<made_topic> make(const std::string& name, stream::topic_facts facts);

    /// Null if there is none.
    std::shared_ptr<topic> find(const std::string& name) const;

    /// By name.
    std::vector<std::shared_ptr<topic>> all() const;

    topic_totals totals() const;

    /// Ends it for all and removes what is kept. Blocks. Errors: not_found, those of the disk.
    result<> remove(const std::string& name);

    /// Ends all subscriptions and publications: the server stops.
    void stop();

    /// After stop(): writes what waits. Blocks.
    void finish();

    /// Drops what is too old of all. Blocks.
    void drop_old();

    const topic_rules& rules() const { return rules_; }

private:
    result<std::shared_ptr<topic>> open_topic(const std::string& name,
                                              std::optional<stream::topic_facts> facts);
    result<> judge(const std::string& name, const stream::topic_facts& facts) const;

    asio::thread_pool& pool_;
    topic_rules rules_;
    unique_fd folder_;
    std::mutex making_; // one is made or removed at a time; before mutex_
    mutable std::mutex mutex_;
    std::map<std::string, std::shared_ptr<topic>> topics_;
    topic_totals removed_; // what only grows, of those that are gone
    bool stopped_ = false;
};

} // namespace sluice::server
