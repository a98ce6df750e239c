#pragma once

#include "state/rights.hpp"
#include "storage/safe_path.hpp"

#include <string>

namespace sluice::server {

/// Who asks, as far as was proved, and what that allows. Pure.
struct principal {
    std::string name; // of the token; empty: nobody in particular
    state::right_set rights;
    storage::safe_path prefix; // everything it may touch lies below; the root: no bound
    std::string token_id;      // for rate limits; empty without a token

    bool may(state::right wanted) const { return rights.has(wanted); }

    /// True if the path is the prefix or lies below it.
    bool covers(const std::string& path) const;
};

} // namespace sluice::server
