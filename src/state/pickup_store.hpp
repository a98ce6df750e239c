#pragma once

#include "state/records.hpp"

namespace sluice::state {

/// The part of the store that keeps which files were offered for pick-up and to whom. As `store`
/// says.
class pickup_store {
public:
    virtual ~pickup_store() = default;
};

} // namespace sluice::state
