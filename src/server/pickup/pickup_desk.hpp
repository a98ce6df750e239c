#pragma once

#include "base/event_log.hpp"
#include "server/pickup/broken_pickups.hpp"
#include "server/pickup/fresh_files.hpp"
#include "server/pickup/pickup_names.hpp"
#include "server/pickup/pickup_settings.hpp"
#include "server/pickup/zip_plan.hpp"
#include "state/store.hpp"

#include <atomic>

namespace sluice::server {

/// Files that are given to one client, and the archive of them.
struct pickup {
    state::pickup_offer offer;
    std::shared_ptr<zip_plan> plan; // member i is file i of the offer
    std::uint64_t from = 0;         // the first byte of it that the client wants
};

/// Gives the fresh files of projects away, each to one client at a time, and puts them away once it
/// is proved that they arrived (docs/pickup.md). All but the getters and `drop` block: run them on
/// the pool. Thread-safe.
class pickup_desk {
public:
    /// Files that one archive holds at most; the others are for the next round.
    static constexpr std::size_t most_files = 10'000;

    struct needs {
        storage::file_calls& calls;
        const std::unique_ptr<state::store>& state; // may be null: then nothing is given away
        event_log& log;
    };

    /// Opens the folder of the projects. Gives back what was under way when the program ended, and
    /// finishes putting away what was confirmed. Errors: those of storage::root::open and of the
    /// store.
    static result<std::unique_ptr<pickup_desk>> open(needs with, const std::string& datadir);

    void apply(const pickup_settings& settings);
    const storage::root& files() const { return files_; }
    std::chrono::milliseconds proof_limit() const
    {
        return std::chrono::milliseconds(proof_ms_.load());
    }

    /// What could be given away now, without taking it. Errors: not_found (no such project, or
    /// nothing fresh), unsupported (no store).
    result<pickup> look(const pickup_wish& wish);

    /// Takes it. The caller ends the offer by one of the calls below. Errors as look.
    result<pickup> take(const pickup_wish& wish);

    /// Takes the same files again, for the rest of the same archive. Errors: source_changed (they
    /// are not all as they were and free), those of look.
    result<pickup> take_again(const going_on& rest);

    /// Archives that broke off.
    broken_pickups& broken() { return broken_; }

    /// Sent to its end; the client has until the end of the lease to confirm.
    result<> await_confirmation(const std::string& id);

    /// Proved, with the checksums of all files in it: puts the files away, later if that cannot be
    /// done now. Errors: fenced (given back before), not_found.
    result<> confirm(const state::pickup_offer& proved);

    /// Not proved: the files are offered again.
    result<> give_back(const std::string& id, const std::string& why);

    /// For an answer that is torn down where nothing can be waited for: given back with the next
    /// call of take.
    void drop(std::string id);

    result<std::optional<state::pickup_offer>> find(const std::string& id);

private:
    pickup_desk(needs with, storage::root files) : with_(with), files_(std::move(files)) {}

    result<> recover();
    result<> put_away_one(const state::pickup_offer& offer);
    void put_away_stuck();
    void give_back_dropped();
    void forget_old(std::int64_t now_ns);
    result<std::vector<fresh_file>> list(const pickup_wish& wish, std::int64_t now_ns) const;
    pickup describe(const pickup_wish& wish, const std::vector<fresh_file>& fresh,
                    std::int64_t now_ns);
    result<pickup> take_once(const pickup_wish& wish, const broken_pickup* again = nullptr);
    result<> make_plan(pickup& of, const std::vector<fresh_file>& fresh) const;
    result<> judge(const zip_plan& plan) const;
    void note(const state::pickup_offer& offer, const error& why) const;

    needs with_;
    storage::root files_;
    pickup_stamps stamps_;
    std::atomic<std::int64_t> settle_ms_ = 2000;
    std::atomic<std::int64_t> lease_ms_ = 600'000;
    std::atomic<std::int64_t> proof_ms_ = 5000;
    std::atomic<bool> stuck_ = false; // something confirmed could not be put away
    std::atomic<std::int64_t> forgotten_ns_ = 0;
    broken_pickups broken_;
    std::mutex putting_away_;
    std::mutex dropped_guard_;
    std::vector<std::string> dropped_;
};

/// Opens the desk of a host by its settings. Errors: as pickup_desk::open.
result<> open_pickups(host& shared, const server_settings& settings);

} // namespace sluice::server
