#pragma once

#include "async/asio.hpp"
#include "state/store.hpp"
#include "storage/target_folder.hpp"
#include "transfer/upload/arrival_rules.hpp"
#include "transfer/upload/target_claims.hpp"

#include <functional>

namespace sluice::transfer {

class array_shelf;

/// What the uploads of one server share; lives longer than all of them. Safe from any thread.
struct upload_shared {
    storage::file_calls& calls;
    state::store& store;
    target_claims& claims; // of paths in the served folder
    asio::thread_pool& pool;
    arrival_rules& tree_rules;
    arrival_rules& library_rules;
    storage::target_folder& served;
    storage::shared_folder incoming; // where bytes wait: nobody is ever offered it
    storage::shared_folder library;
    std::function<std::int64_t()> now_ns; // since 1970 UTC
    array_shelf* arrays = nullptr;        // null: no uploads become arrays

    /// What may arrive at a place.
    arrival_rules& rules_of(state::upload_place place) const;

    std::atomic<std::uint64_t> quota = 0; // bytes of unfinished uploads, 0: what the disk has
    std::atomic<std::int64_t> expiry_ns = 0;
};

} // namespace sluice::transfer
