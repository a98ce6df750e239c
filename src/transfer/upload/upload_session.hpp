#pragma once

#include "async/turnstile.hpp"
#include "transfer/upload/upload_order.hpp"
#include "transfer/upload/upload_shared.hpp"

namespace sluice::transfer {

/// The answer to one wish for durable bytes, given by the pool to a coroutine.
struct sync_answer {
    explicit sync_answer(asio::any_io_executor on) : bell(std::make_shared<wake_up>(on)), home(on)
    {
    }

    std::shared_ptr<wake_up> bell;
    asio::executor_work_guard<asio::any_io_executor> home; // the loop waits for the pool
    result<> outcome;                                      // valid once the bell has rung
};
using sync_ticket = std::shared_ptr<sync_answer>;

/// One upload that has not ended, in memory: who writes, what is durable. Thread-safe.
class upload_session : public std::enable_shared_from_this<upload_session> {
public:
    /// record as in the store; durable: its ranges there.
    upload_session(upload_shared& with, state::upload_record record, range_set durable,
                   target_claims::claim claim);

    const std::string& id() const { return id_; }
    std::uint64_t size() const { return size_; }

    upload_view view() const;

    /// The SHA-256 that the whole file shall have, told only at its end; one that was told before
    /// stays.
    void promise(const byte_buffer& sha256);
    std::uint64_t epoch() const;
    bool covers(state::durable_range range) const;
    std::uint64_t prefix() const;

    /// The bytes' file, opened once for all who use it at a time. Blocks. Errors: as opening.
    result<std::shared_ptr<unique_fd>> file();

    /// Where writers meet: one place for the whole upload, or one for each range.
    std::shared_ptr<turnstile> gate(std::optional<std::uint64_t> range);

    /// Bytes that were written, to be made durable and noted in the store. One fdatasync serves
    /// all that were told of before it began. Without ranges: an answer once all before is durable.
    sync_ticket make_durable(asio::any_io_executor on, std::vector<state::durable_range> written);

    /// The same at once, on this thread. Blocks.
    result<> note_now(const std::vector<state::durable_range>& written);

    /// Raises the epoch in the store, unless this program holds it already and nobody was fenced.
    /// Blocks.
    result<> hold(bool anew);

    /// Fails once the upload has ended or is being completed; says why.
    result<> writable() const;

    /// Only one at a time may complete. Errors: target_busy, or how it ended.
    result<> begin_completing();
    void completing_failed();

    /// In the store and here. Blocks.
    result<> move(state::upload_phase to, const std::string& outcome);

    /// From completing to published, with its entry in the ledger. Blocks.
    result<> publish(const std::string& outcome, const state::ledger_record& entry);

    /// Ends the upload for good: writers are fenced, the staging file goes, the claim is given
    /// back. The store first, so that a kill leaves no upload without bytes; on a full disk the
    /// bytes first, which makes room for the store. Blocks.
    result<> end(state::upload_phase to, const error& why);

    /// After publishing: gives the claim back.
    void release();

private:
    struct wish {
        std::vector<state::durable_range> ranges;
        sync_ticket answer;
    };

    void sync_round();
    result<> sync_file();
    result<> commit(const std::vector<state::durable_range>& ranges);
    void post_round();
    void fence_all();

    upload_shared& shared_;
    const std::string id_;
    const std::uint64_t size_;

    std::mutex taking_over_; // taken before mutex_
    mutable std::mutex mutex_;
    state::upload_record record_;
    range_set durable_;
    target_claims::claim claim_;
    std::optional<error> ended_;
    bool completing_ = false;
    bool held_ = false;
    bool syncing_ = false;
    std::vector<wish> wishes_;
    std::weak_ptr<unique_fd> file_;
    std::map<std::optional<std::uint64_t>, std::weak_ptr<turnstile>> gates_;
};

/// Waits for the answer. Errors: timed_out, fenced, no_space, io_failed.
task<result<>> answered(sync_ticket ticket, deadline limit);

} // namespace sluice::transfer
