#pragma once

#include "http/byte_ranges.hpp"

#include <deque>
#include <mutex>

namespace sluice::server {

/// Who wants which files.
struct pickup_wish {
    std::string project;   // one component, checked
    std::string extension; // checked
    std::string owner;

    friend bool operator==(const pickup_wish&, const pickup_wish&) = default;
};

/// An archive whose answer broke off.
struct broken_pickup {
    pickup_wish wish;
    http::entity_tag etag;
    std::vector<std::string> names; // of its files, in its order
    std::uint64_t size = 0;         // bytes of the archive
    std::uint64_t sent = 0;         // the client has these first bytes of it at most
};

/// Where a client goes on.
struct going_on {
    broken_pickup with;
    std::uint64_t from = 0; // its first byte that is wanted
};

/// What broke off lately, so that a client can go on with it. In memory: after a restart clients
/// begin anew. Thread-safe.
class broken_pickups {
public:
    static constexpr std::size_t most = 256;           // archives; the oldest go first
    static constexpr std::size_t most_names = 100'000; // in all of them

    /// Takes the place of one with the same wish and tag; it has sent as much as both.
    void note(broken_pickup broken);

    /// What a GET with these fields goes on with: If-Range names the archive of such a wish, and
    /// Range all that is behind a byte that was sent. Anything else begins anew: who has only the
    /// end must not pass for one who has all.
    std::optional<going_on> find(const pickup_wish& wish, const http::fields& asked) const;

private:
    mutable std::mutex mutex_;
    std::deque<broken_pickup> all_; // the newest last
    std::size_t names_ = 0;
};

} // namespace sluice::server
