#pragma once

#include "state/store.hpp"
#include "support/memory_arrays.hpp"
#include "support/memory_jobs.hpp"

#include <map>
#include <mutex>
#include <tuple>

namespace sluice::test {

/// A store that forgets everything at its end: for tests of what stands above it, and to show that
/// the conformance suite asks for nothing that only SQLite has.
class memory_store : public memory_arrays<memory_jobs<state::store>> {
public:
    result<> add_upload(const state::upload_record& made) override;
    result<std::optional<state::upload_record>> find_upload(const std::string& id) override;
    result<std::optional<state::upload_record>> find_upload_by_key(const std::string& door,
                                                                   const std::string& owner,
                                                                   const std::string& key) override;
    result<std::vector<state::durable_range>> ranges_of(const std::string& id) override;
    result<std::uint64_t> take_over(const std::string& id) override;
    result<> commit_ranges(const std::string& id, std::uint64_t epoch,
                           const std::vector<state::durable_range>& added,
                           std::int64_t expires_ns) override;
    result<> move_upload(const std::string& id, std::uint64_t epoch, state::upload_phase from,
                         state::upload_phase to, const std::string& outcome) override;
    result<> publish_upload(const std::string& id, std::uint64_t epoch, const std::string& outcome,
                            const state::ledger_record& entry) override;
    result<std::vector<state::upload_record>> unfinished_uploads() override;
    result<> forget_uploads(std::int64_t ended_before_ns) override;
    result<std::uint64_t> reserved_bytes(const std::optional<std::string>& owner) override;

    result<> add_library_file(const state::library_record& made) override;
    result<std::optional<state::library_record>> find_library_file(const std::string& id) override;
    result<std::vector<state::library_record>> library_files() override;
    result<bool> remove_library_file(const std::string& id) override;

    result<> append_ledger(const std::vector<state::ledger_record>& ended) override;
    result<std::vector<state::ledger_record>> ledger(std::uint64_t after,
                                                     std::size_t most) override;

    void write_receipts_by(std::shared_ptr<state::receipt_writer> author) override;
    result<std::vector<state::receipt_record>>
    receipts(const state::receipt_query& wanted) override;
    result<std::optional<state::receipt_record>> find_receipt(std::uint64_t number) override;
    result<std::vector<state::receipt_record>> unsigned_receipts(std::size_t most) override;
    result<> sign_receipts(const std::vector<state::receipt_record>& signed_now) override;

    result<> remember_sha256(const state::digest_key& of, byte_view sha256) override;
    result<std::optional<byte_buffer>> find_sha256(const state::digest_key& of) override;

    result<std::vector<state::pickup_file>> lease_pickup(const state::pickup_offer& wanted,
                                                         std::int64_t now_ns) override;
    result<std::optional<state::pickup_offer>> find_pickup(const std::string& id) override;
    result<> await_pickup(const std::string& id, std::int64_t expires_ns) override;
    result<> confirm_pickup(const state::pickup_offer& proved, std::int64_t now_ns) override;
    result<> finish_pickup(const state::pickup_offer& placed, std::int64_t now_ns) override;
    result<> release_pickup(const std::string& id, const std::string& why,
                            std::int64_t now_ns) override;
    result<std::vector<state::pickup_offer>> unfinished_pickups() override;
    result<> forget_pickups(std::int64_t ended_before_ns) override;

private:
    struct upload {
        state::upload_record record;
        std::vector<state::durable_range> ranges;
        std::int64_t ended_ns = 0;
    };

    upload* find(const std::string& id);
    state::pickup_offer* pickup(const std::string& id);
    bool is_held(const std::string& project, const std::string& name) const;
    bool is_held(const state::upload_record& made) const;

    std::mutex guard_;
    std::vector<upload> uploads_;              // oldest first
    std::vector<state::pickup_offer> pickups_; // oldest first
    std::vector<state::library_record> library_;
    std::vector<state::ledger_record> ledger_;
    std::vector<state::receipt_record> receipts_;
    std::shared_ptr<state::receipt_writer> author_;
    std::map<std::pair<std::uint64_t, std::uint64_t>, std::pair<state::digest_key, byte_buffer>>
        digests_;
};

} // namespace sluice::test
