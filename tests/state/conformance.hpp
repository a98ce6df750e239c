#pragma once

#include "state/store.hpp"

#include <functional>

namespace sluice::test {

/// Makes an empty store.
using store_factory = std::function<std::unique_ptr<state::store>()>;

/// What every store must do, as sections of the test case that calls it
/// (docs/adr/0006-state-store.md). Nothing in it is about one implementation.
void check_uploads(const store_factory& make);
void check_ranges(const store_factory& make);
void check_fencing(const store_factory& make);
void check_library(const store_factory& make);
void check_ledger(const store_factory& make);
void check_receipts(const store_factory& make);
void check_digests(const store_factory& make);
void check_jobs(const store_factory& make);
void check_job_moves(const store_factory& make);
void check_job_targets(const store_factory& make);
void check_job_events(const store_factory& make);
void check_agents(const store_factory& make);
void check_pickups(const store_factory& make);
void check_pickup_proofs(const store_factory& make);
void check_pickup_leases(const store_factory& make);
void check_pickup_race(const store_factory& make);
void check_arrays(const store_factory& make);
void check_array_replacing(const store_factory& make);
void check_array_changes(const store_factory& make);
void check_growing_arrays(const store_factory& make);
void check_many_threads(const store_factory& make);

/// An upload of 1,000 bytes to this path of the tree, open, epoch 1, by "ann" over "api".
state::upload_record sample_upload(const std::string& id, const std::string& target);

/// A queued job of "ann" for this agent, in a batch of its own: "batch-ID".
state::job_record sample_job(const std::string& id, const std::string& agent);

/// Adds it with its batch.
void add_job(state::store& to, const state::job_record& made, const std::string& key = {});

} // namespace sluice::test
