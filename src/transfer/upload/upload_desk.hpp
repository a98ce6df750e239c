#pragma once

#include "base/rfc3339.hpp"
#include "transfer/upload/array_shelf.hpp"
#include "transfer/upload/upload_publish.hpp"
#include "transfer/upload/upload_spool.hpp"
#include "transfer/upload/upload_writer.hpp"

namespace sluice::transfer {

/// Takes files in, whichever the door: one upload is created, written by one connection or many,
/// and completed, and survives a kill at any point. Safe from any loop; must outlive all calls.
/// What blocks runs on the pool.
class upload_desk {
public:
    struct needs {
        storage::file_calls& calls;
        state::store& store;
        target_claims& claims;
        asio::thread_pool& pool;
        arrival_rules& tree_rules;
        arrival_rules& library_rules;
        std::function<std::int64_t()> now_ns = real_time_ns;
        array_shelf* arrays = nullptr; // null: no uploads become arrays
    };
    /// Folders; made if missing.
    struct places {
        std::string served;
        std::string incoming; // for bytes that are coming; best on the file system of served
        std::string library;
    };

    /// Takes up what a former run left: open uploads can go on, completing ones are completed,
    /// bytes without an upload are removed. Blocks. Errors: not_writable, no_space, io_failed.
    static result<std::unique_ptr<upload_desk>> open(needs with, const places& where);

    /// Bytes that unfinished uploads may reserve, 0 is what the disk has; how long one is kept
    /// after its last byte.
    void apply(std::uint64_t quota, std::chrono::milliseconds expiry);

    /// A new upload with its space reserved; or the one there is with this door, owner and key.
    /// Errors: too_large, type_refused, bad_name, outside_root, target_busy (somebody writes
    /// there), target_exists (with policy fail; or the key was used for something else),
    /// over_quota, no_space, overloaded (too many open).
    task<result<upload_view>> create(upload_order order);

    /// Errors: not_found.
    task<result<upload_view>> status(std::string id);

    /// Errors: not_found.
    task<result<upload_view>> find_by_key(std::string door, std::string owner, std::string key);

    /// A place to write; whoever wrote the same is fenced and waited for. `interrupt` runs on this
    /// loop when it is the caller's turn to be fenced. A writer from front to back (order.alone)
    /// begins where the durable bytes end. Errors: not_found, fenced, timed_out, too_large (beyond
    /// the end), target_busy (being completed), or how the upload ended.
    task<result<std::unique_ptr<upload_writer>>>
    write(write_order order, std::function<void()> interrupt, deadline limit);

    /// Interrupts who writes from front to back, and waits until all it wrote is durable.
    task<result<upload_view>> settle(std::string id, deadline limit);

    /// Publishes; done once, it answers the same again. peer: ADDRESS:PORT, for the ledger; sha256:
    /// of the whole file, where it was promised only now, else empty. Errors: as publish_upload.
    task<result<published_upload>> complete(std::string id, std::string peer,
                                            byte_buffer sha256 = {});

    /// Ends an open upload. Errors: not_found; target_busy (being completed).
    task<result<>> cancel(std::string id);

    /// A new upload made of complete ones, in this order; they stay. Not published yet. Errors: as
    /// create, not_found, unfinished (one of the parts).
    task<result<upload_view>> join(upload_order order, std::vector<std::string> parts);

    /// A file for bytes whose number is not known yet. Blocks. Errors: no_space, not_writable.
    result<std::unique_ptr<upload_spool>> open_spool();

    /// Whether a file of this size may be taken in now; reserves nothing. Blocks. Errors:
    /// over_quota, no_space.
    result<> judge_room(std::uint64_t size);

    /// Makes an upload of a spool's bytes and publishes it; order.size is not looked at. Errors: as
    /// create and complete.
    task<result<published_upload>> take_in(upload_order order, std::shared_ptr<upload_spool> spool,
                                           std::string peer);

    /// Ends uploads whose time is over, and forgets those that ended long ago.
    task<result<>> sweep();

    upload_shared& shared() { return shared_; }

private:
    upload_desk(needs with, std::unique_ptr<storage::target_folder> served);

    using session_ptr = std::shared_ptr<upload_session>;

    session_ptr find(const std::string& id) const;
    void keep(const session_ptr& made);
    void drop_ended(const session_ptr& session);

    result<upload_view> create_now(const upload_order& order);
    result<std::optional<upload_view>> find_same(const upload_order& order);
    result<state::upload_record> record_of_spool(const upload_order& order, upload_spool& spool);
    result<published_upload> finish_taken_in(upload_session& session, upload_spool& spool,
                                             const std::string& peer);
    result<published_upload> take_in_now(const upload_order& order, upload_spool& spool,
                                         const std::string& peer);
    result<upload_view> add_now(const upload_order& order, target_claims::claim claim);
    result<> check_quota(std::uint64_t size);
    result<> reserve(const std::string& id, std::uint64_t size);
    result<upload_view> status_now(const std::string& id);
    /// A place at a gate that others find as long as it is held.
    struct entry {
        std::shared_ptr<turnstile> gate;
        turnstile::pass pass;
    };
    task<result<entry>> enter(session_ptr session, std::optional<std::uint64_t> range,
                              std::function<void()> interrupt, deadline limit);
    result<published_upload> complete_now(const std::string& id, const std::string& peer,
                                          const byte_buffer& sha256);
    result<upload_view> join_now(const upload_order& order, const std::vector<std::string>& parts);
    result<> sweep_now();
    result<> recover();
    result<> recover_one(const state::upload_record& record);
    void remove_orphans();

    std::unique_ptr<storage::target_folder> served_;
    upload_shared shared_;
    std::mutex creating_; // on the pool only
    mutable std::mutex mutex_;
    std::map<std::string, session_ptr> sessions_;
};

} // namespace sluice::transfer
