#pragma once

#include "state/store.hpp"
#include "support/memory_arrays.hpp"
#include "support/memory_jobs.hpp"
#include "support/memory_store.hpp"

#include <functional>
#include <mutex>

namespace sluice::test {

/// A store that keeps the ledger, the digests, jobs and arrays in memory, and nothing else.
class noting_store final : public memory_arrays<memory_jobs<state::store>> {
public:
    template <class T>
    static result<T> none()
    {
        return fail(errc::unsupported);
    }

    result<> add_upload(const state::upload_record&) override { return none<void>(); }
    result<std::optional<state::upload_record>> find_upload(const std::string&) override
    {
        return none<std::optional<state::upload_record>>();
    }
    result<std::optional<state::upload_record>>
    find_upload_by_key(const std::string&, const std::string&, const std::string&) override
    {
        return none<std::optional<state::upload_record>>();
    }
    result<std::vector<state::durable_range>> ranges_of(const std::string&) override
    {
        return none<std::vector<state::durable_range>>();
    }
    result<std::uint64_t> take_over(const std::string&) override { return none<std::uint64_t>(); }
    result<> commit_ranges(const std::string&, std::uint64_t,
                           const std::vector<state::durable_range>&, std::int64_t) override
    {
        return none<void>();
    }
    result<> move_upload(const std::string&, std::uint64_t, state::upload_phase,
                         state::upload_phase, const std::string&) override
    {
        return none<void>();
    }
    result<> publish_upload(const std::string&, std::uint64_t, const std::string&,
                            const state::ledger_record&) override
    {
        return none<void>();
    }
    result<std::vector<state::upload_record>> unfinished_uploads() override
    {
        return none<std::vector<state::upload_record>>();
    }
    result<> forget_uploads(std::int64_t) override { return none<void>(); }
    result<std::uint64_t> reserved_bytes(const std::optional<std::string>&) override
    {
        return none<std::uint64_t>();
    }
    result<> add_library_file(const state::library_record&) override { return none<void>(); }
    result<std::optional<state::library_record>> find_library_file(const std::string&) override
    {
        return none<std::optional<state::library_record>>();
    }
    result<std::vector<state::library_record>> library_files() override
    {
        return none<std::vector<state::library_record>>();
    }
    result<bool> remove_library_file(const std::string&) override { return none<bool>(); }

    result<> append_ledger(const std::vector<state::ledger_record>& ended) override
    {
        if (before_append) before_append();
        const std::scoped_lock lock(mutex_);
        ++appends_;
        if (refuses) return fail(errc::no_space, "ledger");
        records_.insert(records_.end(), ended.begin(), ended.end());
        return ok;
    }
    result<std::vector<state::ledger_record>> ledger(std::uint64_t, std::size_t) override
    {
        const std::scoped_lock lock(mutex_);
        return records_;
    }

    void write_receipts_by(std::shared_ptr<state::receipt_writer>) override {}
    result<std::vector<state::receipt_record>> receipts(const state::receipt_query&) override
    {
        return none<std::vector<state::receipt_record>>();
    }
    result<std::optional<state::receipt_record>> find_receipt(std::uint64_t) override
    {
        return none<std::optional<state::receipt_record>>();
    }
    result<std::vector<state::receipt_record>> unsigned_receipts(std::size_t) override
    {
        return none<std::vector<state::receipt_record>>();
    }
    result<> sign_receipts(const std::vector<state::receipt_record>&) override
    {
        return none<void>();
    }

    result<> remember_sha256(const state::digest_key& of, byte_view sha256) override
    {
        const std::scoped_lock lock(mutex_);
        digests_.emplace_back(of, byte_buffer(sha256.begin(), sha256.end()));
        return ok;
    }
    result<std::optional<byte_buffer>> find_sha256(const state::digest_key& of) override
    {
        const std::scoped_lock lock(mutex_);
        for (const auto& [key, value] : digests_)
            if (key == of) return std::optional(value);
        return std::optional<byte_buffer>();
    }

    // Pick-ups are kept by a store of their own.
    result<std::vector<state::pickup_file>> lease_pickup(const state::pickup_offer& wanted,
                                                         std::int64_t now_ns) override
    {
        return pickups.lease_pickup(wanted, now_ns);
    }
    result<std::optional<state::pickup_offer>> find_pickup(const std::string& id) override
    {
        return pickups.find_pickup(id);
    }
    result<> await_pickup(const std::string& id, std::int64_t expires_ns) override
    {
        return pickups.await_pickup(id, expires_ns);
    }
    result<> confirm_pickup(const state::pickup_offer& proved, std::int64_t now_ns) override
    {
        return pickups.confirm_pickup(proved, now_ns);
    }
    result<> finish_pickup(const state::pickup_offer& placed, std::int64_t now_ns) override
    {
        return pickups.finish_pickup(placed, now_ns);
    }
    result<> release_pickup(const std::string& id, const std::string& why,
                            std::int64_t now_ns) override
    {
        return pickups.release_pickup(id, why, now_ns);
    }
    result<std::vector<state::pickup_offer>> unfinished_pickups() override
    {
        return pickups.unfinished_pickups();
    }
    result<> forget_pickups(std::int64_t ended_before_ns) override
    {
        return pickups.forget_pickups(ended_before_ns);
    }

    std::vector<state::ledger_record> records() const
    {
        const std::scoped_lock lock(mutex_);
        return records_;
    }
    std::size_t digests() const
    {
        const std::scoped_lock lock(mutex_);
        return digests_.size();
    }
    std::size_t appends() const
    {
        const std::scoped_lock lock(mutex_);
        return appends_;
    }

    memory_store pickups;
    std::function<void()> before_append; // set before use
    bool refuses = false;

private:
    mutable std::mutex mutex_;
    std::size_t appends_ = 0;
    std::vector<state::ledger_record> records_;
    std::vector<std::pair<state::digest_key, byte_buffer>> digests_;
};

} // namespace sluice::test
