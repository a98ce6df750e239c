#pragma once

#include "storage/root.hpp"
#include "transfer/upload/upload_shared.hpp"

namespace sluice::transfer {

/// An open file of the library with what is known of it.
struct opened_library_file {
    state::library_record record;
    storage::opened_file file;
};

/// The files that were sent to be kept under a number instead of a name. Every call blocks: run it
/// on the pool. Thread-safe.
class library {
public:
    explicit library(upload_shared& shared) : shared_(shared) {}

    /// Oldest first.
    result<std::vector<state::library_record>> list();

    /// For reading. Errors: not_found.
    result<opened_library_file> open(const std::string& id);

    /// The record first: a kill leaves a file that the next start removes, never a record without
    /// its file. Errors: not_found.
    result<> remove(const std::string& id);

private:
    upload_shared& shared_;
};

} // namespace sluice::transfer
