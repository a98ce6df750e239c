#pragma once

#include "state/pickup_records.hpp"

namespace sluice::state {

/// The part of the store that keeps which files were offered for pick-up and to whom. As `store`
/// says. A file is held while an offer that has not ended names it.
class pickup_store {
public:
    virtual ~pickup_store() = default;

    /// Adds an offer of those of its files that no other offer of the project holds; gives them
    /// back in their order. Adds nothing where none is left. Offers that await their confirmation
    /// since before now_ns are given back first, in the same step. Errors: target_exists (the id).
    virtual result<std::vector<pickup_file>> lease_pickup(const pickup_offer& wanted,
                                                          std::int64_t now_ns) = 0;

    virtual result<std::optional<pickup_offer>> find_pickup(const std::string& id) = 0;

    /// From sending to awaiting. Errors: fenced (not sending).
    virtual result<> await_pickup(const std::string& id, std::int64_t expires_ns) = 0;

    /// From sending or awaiting to confirmed, with the checksums of all files; of an offer that is
    /// confirmed or archived nothing changes. Errors: fenced (given back, or expired at now_ns),
    /// not_found.
    virtual result<> confirm_pickup(const pickup_offer& proved, std::int64_t now_ns) = 0;

    /// From confirmed to archived, with the names of its files there. Errors: fenced.
    virtual result<> finish_pickup(const pickup_offer& placed, std::int64_t now_ns) = 0;

    /// From sending or awaiting to released. Errors: fenced (in another phase).
    virtual result<> release_pickup(const std::string& id, const std::string& why,
                                    std::int64_t now_ns) = 0;

    /// Offers that have not ended, oldest first.
    virtual result<std::vector<pickup_offer>> unfinished_pickups() = 0;

    /// Forgets offers that ended before this time.
    virtual result<> forget_pickups(std::int64_t ended_before_ns) = 0;
};

} // namespace sluice::state
