#pragma once

#include "state/records.hpp"

namespace sluice::state {

/// The part of the store that keeps the jobs of agents and what happened to them. As `store` says.
class job_store {
public:
    virtual ~job_store() = default;
};

} // namespace sluice::state
