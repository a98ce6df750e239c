#pragma once

#include "http/schedule_notice.hpp"

#include <mutex>
#include <vector>

namespace sluice::server {

/// A schedule of a client, as it told of it.
struct seen_schedule {
    http::schedule_notice told;
    std::string who;       // name of the token; empty: none was needed
    std::string address;   // where it asked from, without the port
    std::int64_t seen = 0; // when it last asked, in seconds since 1970
};

/// The schedules that clients told of, in memory: at most a hundred. A full book forgets the
/// longest unseen of the token that has most. Thread-safe.
class schedule_book {
public:
    static constexpr std::size_t most = 100;

    /// Takes the place of what the same schedule told before.
    void note(seen_schedule one);

    /// The latest first.
    std::vector<seen_schedule> all() const;

private:
    void make_room();

    mutable std::mutex mutex_;
    std::vector<seen_schedule> seen_; // the latest last
};

/// Whether the run that was announced has not come, half a minute after its time. Pure.
bool is_overdue(const seen_schedule& one, std::int64_t now);

} // namespace sluice::server
