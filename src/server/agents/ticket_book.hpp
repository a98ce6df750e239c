#pragma once

#include "base/result.hpp"
#include "transfer/peer/attached_streams.hpp"

#include <functional>
#include <map>
#include <memory>
#include <mutex>

namespace sluice::server {

/// A put or a pull that is going on, as other loops see it.
struct ticket_entry {
    asio::any_io_executor loop; // where it runs
    std::string source; // who and what: a later one with the same takes its place; empty: none
    proto::ticket_bytes ticket{};
    std::shared_ptr<transfer::attached_streams> streams; // on the loop
    std::function<void(error)> stop;                     // on the loop; empty: over
};

/// The puts and pulls that are going on, by the tickets with which connections are attached to
/// them. Thread-safe.
class ticket_book {
public:
    /// Enters one and gives it its ticket. Gives the one whose place it takes, which was asked to
    /// stop; null if there was none.
    std::shared_ptr<ticket_entry> enter(const std::shared_ptr<ticket_entry>& made);

    /// It is over: nobody can attach to it any more, and those who wait for its end are told.
    void leave(const std::shared_ptr<ticket_entry>& ended);

    /// Until it is over. Errors: timed_out.
    task<result<>> wait_for_end(std::shared_ptr<ticket_entry> of, deadline limit);

    /// Hands a connection, on the present loop, over to what has this ticket. Errors:
    /// permission_denied (no such ticket), unsupported (the stream cannot change its loop).
    result<> attach(const proto::ticket_bytes& ticket, std::unique_ptr<net::byte_stream> stream);

    std::size_t size() const;

private:
    struct row {
        std::shared_ptr<ticket_entry> entry;
        std::vector<std::function<void()>> waiting;
    };

    mutable std::mutex mutex_;
    std::map<proto::ticket_bytes, row> by_ticket_;
    std::map<std::string, std::shared_ptr<ticket_entry>> by_source_;
};

} // namespace sluice::server
