#pragma once

#include "state/digest_shelf.hpp"
#include "state/folder_lock.hpp"
#include "state/store.hpp"
#include "state/write_queue.hpp"

namespace sluice::state {

/// The store on one machine: FOLDER/state.db (docs/adr/0006-state-store.md). Writes go through one
/// connection on its own thread, reads through a second one.
class sqlite_store final : public store {
public:
    /// Both connections are of one database in its newest form.
    sqlite_store(folder_lock lock, std::unique_ptr<connection> writing,
                 std::unique_ptr<connection> reading);
    ~sqlite_store() override;

    result<> add_upload(const upload_record& made) override;
    result<std::optional<upload_record>> find_upload(const std::string& id) override;
    result<std::optional<upload_record>> find_upload_by_key(const std::string& door,
                                                            const std::string& owner,
                                                            const std::string& key) override;
    result<std::vector<durable_range>> ranges_of(const std::string& id) override;
    result<std::uint64_t> take_over(const std::string& id) override;
    result<> commit_ranges(const std::string& id, std::uint64_t epoch,
                           const std::vector<durable_range>& added,
                           std::int64_t expires_ns) override;
    result<> move_upload(const std::string& id, std::uint64_t epoch, upload_phase from,
                         upload_phase to, const std::string& outcome) override;
    result<> publish_upload(const std::string& id, std::uint64_t epoch, const std::string& outcome,
                            const ledger_record& entry) override;
    result<std::vector<upload_record>> unfinished_uploads() override;
    result<> forget_uploads(std::int64_t ended_before_ns) override;
    result<std::uint64_t> reserved_bytes(const std::optional<std::string>& owner) override;

    result<> add_library_file(const library_record& made) override;
    result<std::optional<library_record>> find_library_file(const std::string& id) override;
    result<std::vector<library_record>> library_files() override;
    result<bool> remove_library_file(const std::string& id) override;

    result<> append_ledger(const std::vector<ledger_record>& ended) override;
    result<std::vector<ledger_record>> ledger(std::uint64_t after, std::size_t most) override;

    void write_receipts_by(std::shared_ptr<receipt_writer> author) override;
    result<std::vector<receipt_record>> receipts(const receipt_query& wanted) override;
    result<std::optional<receipt_record>> find_receipt(std::uint64_t number) override;
    result<std::vector<receipt_record>> unsigned_receipts(std::size_t most) override;
    result<> sign_receipts(const std::vector<receipt_record>& signed_now) override;

    result<> remember_sha256(const digest_key& of, byte_view sha256) override;
    result<std::optional<byte_buffer>> find_sha256(const digest_key& of) override;

    // Jobs.
    result<> add_jobs(const batch_record& batch, const std::vector<job_record>& made) override;
    result<std::optional<batch_record>> find_batch(const std::string& id) override;
    result<std::optional<batch_record>> find_batch_by_key(const std::string& owner,
                                                          const std::string& key) override;
    result<std::optional<job_record>> find_job(const std::string& id) override;
    result<std::vector<job_record>> jobs(const job_filter& which, std::uint64_t before,
                                         std::size_t most) override;
    result<std::vector<job_record>> unfinished_jobs() override;
    result<job_sums> sum_jobs(const job_filter& which) override;
    result<> move_job(const job_record& to, job_phase from, const std::string& kind,
                      std::int64_t at_ns) override;
    result<std::uint64_t> requeue_running_jobs(std::int64_t at_ns) override;
    result<std::string> claim_target(const std::string& id, std::uint64_t epoch,
                                     const job_place& place) override;
    result<> note_job_progress(const std::string& id, std::uint64_t epoch,
                               const job_figures& reached, std::int64_t at_ns) override;
    result<bool> remove_job(const std::string& id, std::int64_t at_ns) override;
    result<> note_agent(const agent_record& seen, const std::string& kind) override;
    result<std::vector<agent_record>> known_agents() override;
    result<std::vector<event_record>> events(std::uint64_t after, std::size_t most) override;
    result<std::uint64_t> newest_event() override;
    result<std::vector<pickup_file>> lease_pickup(const pickup_offer& wanted,
                                                  std::int64_t now_ns) override;
    result<std::optional<pickup_offer>> find_pickup(const std::string& id) override;
    result<> await_pickup(const std::string& id, std::int64_t expires_ns) override;
    result<> confirm_pickup(const pickup_offer& proved, std::int64_t now_ns) override;
    result<> finish_pickup(const pickup_offer& placed, std::int64_t now_ns) override;
    result<> release_pickup(const std::string& id, const std::string& why,
                            std::int64_t now_ns) override;
    result<std::vector<pickup_offer>> unfinished_pickups() override;
    result<> forget_pickups(std::int64_t ended_before_ns) override;

    result<array_entered> enter_array(const array_entry& entry) override;
    result<std::optional<array_record>> find_array(const std::string& name) override;
    result<std::optional<array_record>> find_array(std::uint64_t number) override;
    result<std::optional<array_record>> find_array_file(const std::string& file) override;
    result<std::vector<array_record>> arrays(const array_query& wanted) override;
    result<array_record> change_array(const std::string& name, const array_change& how) override;
    result<> end_array(const array_record& ended) override;
    result<std::optional<array_record>> remove_array(const std::string& name) override;
    result<std::vector<array_record>> growing_arrays() override;
    result<std::uint64_t> count_arrays() override;
    result<std::uint64_t> array_bytes() override;

private:
    /// In the transaction of who calls; with receipts where they are written.
    void add_to_ledger(SQLite::Database& database, const std::vector<ledger_record>& ended) const;

    template <class Work>
    auto read(Work work) -> decltype(work(std::declval<SQLite::Database&>()))
    {
        const std::lock_guard hold(reading_guard_);
        return reading_->attempt(std::move(work));
    }

    result<> write_digests();

    folder_lock lock_;
    std::unique_ptr<write_queue> writing_;
    std::mutex reading_guard_;
    std::unique_ptr<connection> reading_;
    digest_shelf digests_;
    std::shared_ptr<receipt_writer> author_; // null: no receipts are written
};

} // namespace sluice::state
