#pragma once

#include "state/array_store.hpp"
#include "state/job_store.hpp"
#include "state/pickup_store.hpp"
#include "state/receipt_store.hpp"

#include <memory>

namespace sluice::state {

/// What the server must not forget. Every method blocks (run it on the pool) and is safe from any
/// thread; when it returns success, the change is on stable storage. A second implementation passes
/// tests/state/conformance.hpp. Errors of all: io_failed, no_space; others are named.
class store : public job_store, public pickup_store, public receipt_store, public array_store {
public:
    // Uploads.

    /// Errors: target_exists when an upload that is open or completing has the same target in the
    /// tree, or the same door, owner and key (an empty key is none).
    virtual result<> add_upload(const upload_record& made) = 0;
    virtual result<std::optional<upload_record>> find_upload(const std::string& id) = 0;

    /// The one that is open or completing, else the last one made.
    virtual result<std::optional<upload_record>> find_upload_by_key(const std::string& door,
                                                                    const std::string& owner,
                                                                    const std::string& key) = 0;

    /// Sorted, disjoint, not touching; none for an upload that is not known.
    virtual result<std::vector<durable_range>> ranges_of(const std::string& id) = 0;

    /// Raises the epoch: whoever held the one before can commit nothing any more. Gives the new
    /// one. Errors: not_found (no such upload, or no longer open).
    virtual result<std::uint64_t> take_over(const std::string& id) = 0;

    /// Bytes that are on stable storage now, merged with what was; moves the expiry. One statement
    /// checks phase and epoch. Errors: fenced (another epoch, or not open any more), bad_usage (a
    /// range that runs backwards or ends beyond 2^63).
    virtual result<> commit_ranges(const std::string& id, std::uint64_t epoch,
                                   const std::vector<durable_range>& added,
                                   std::int64_t expires_ns) = 0;

    /// Moves the phase if epoch and present phase are these. The ranges of an upload that leaves
    /// `open` and `completing` are dropped. Errors: fenced.
    virtual result<> move_upload(const std::string& id, std::uint64_t epoch, upload_phase from,
                                 upload_phase to, const std::string& outcome) = 0;

    /// An upload that was completing is published, and the ledger has the transfer: both or
    /// neither. Errors: fenced.
    virtual result<> publish_upload(const std::string& id, std::uint64_t epoch,
                                    const std::string& outcome, const ledger_record& entry) = 0;

    /// Open uploads, and those that were completing when the program ended.
    virtual result<std::vector<upload_record>> unfinished_uploads() = 0;

    /// Forgets uploads that ended before this time.
    virtual result<> forget_uploads(std::int64_t ended_before_ns) = 0;

    /// Bytes reserved by open and completing uploads; of one owner, or of all.
    virtual result<std::uint64_t> reserved_bytes(const std::optional<std::string>& owner) = 0;

    // The library.

    /// Errors: target_exists (the id is there).
    virtual result<> add_library_file(const library_record& made) = 0;
    virtual result<std::optional<library_record>> find_library_file(const std::string& id) = 0;
    virtual result<std::vector<library_record>> library_files() = 0; // oldest first

    /// False: there was none.
    virtual result<bool> remove_library_file(const std::string& id) = 0;

    // The ledger.
    virtual result<> append_ledger(const std::vector<ledger_record>& ended) = 0;

    /// Records with a number above `after`, lowest first.
    virtual result<std::vector<ledger_record>> ledger(std::uint64_t after, std::size_t most) = 0;

    // Digests of whole files, by version. Losing one costs only time: these need not be durable at
    // once.
    virtual result<> remember_sha256(const digest_key& of, byte_view sha256) = 0;

    /// Only of exactly this version; a newer version of the same file replaces the older.
    virtual result<std::optional<byte_buffer>> find_sha256(const digest_key& of) = 0;
};

/// Opens the store in a folder, making it if missing; a lock keeps a second program out. After an
/// unclean stop the database is checked first. Errors: target_busy (another program has it),
/// not_writable, no_space, unsupported_version, io_failed (damaged: the detail says what to do).
result<std::unique_ptr<store>> open_store(const std::string& folder);

/// The tokens. Apart from the store, because `sluice-server token` changes them while a server
/// runs (docs/adr/0006-state-store.md). Blocks; safe from any thread.
class token_book {
public:
    virtual ~token_book() = default;

    /// Takes the place of a revoked token of the same name. Errors: target_exists (the name or the
    /// id is taken).
    virtual result<> add(const token_record& made) = 0;

    /// The token stays in the book, so that the book is never empty by mistake. False: no such
    /// name.
    virtual result<bool> revoke(const std::string& name) = 0;

    /// Oldest first, the revoked and expired ones too.
    virtual result<std::vector<token_record>> all() = 0;

    /// Changes whenever the tokens may have changed, by any program.
    virtual result<std::uint64_t> generation() = 0;
};

/// Errors: not_writable, io_failed.
result<std::unique_ptr<token_book>> open_token_book(const std::string& folder);

} // namespace sluice::state
