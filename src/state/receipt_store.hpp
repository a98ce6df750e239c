#pragma once

#include "state/records.hpp"

namespace sluice::state {

/// The part of the store that keeps the chain of receipts. As `store` says.
class receipt_store {
public:
    virtual ~receipt_store() = default;
};

} // namespace sluice::state
