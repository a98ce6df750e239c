#pragma once

#include "async/task.hpp"
#include "state/store.hpp"

#include <chrono>
#include <memory>

namespace sluice::server {

/// Finished transfers on their way into the ledger: they collect for a moment and are appended
/// together by a job of the pool, one at a time. What a client fetches of one file over one
/// connection within that moment becomes one record: its bytes are added up. Never blocks the
/// caller. Thread-safe. Its end writes what is left and blocks for it.
class ledger_queue {
public:
    /// `into` may be filled later and may stay null: then nothing is kept. All must outlive it.
    ledger_queue(asio::thread_pool& pool, const std::unique_ptr<state::store>& into,
                 std::chrono::milliseconds moment = std::chrono::milliseconds(500));
    ledger_queue(const ledger_queue&) = delete;
    ledger_queue& operator=(const ledger_queue&) = delete;
    ~ledger_queue();

    void add(state::ledger_record ended);

    /// Writes what has come until now. Blocks. To be called before the pool is joined, which would
    /// wait for the moment to pass.
    void flush();

    /// Records that the store would not take, and those beyond `most_waiting`.
    std::uint64_t lost() const;

    /// More are not held back for a store that is slower than the transfers.
    static constexpr std::size_t most_waiting = 100'000;

private:
    struct waiting_records;

    const std::unique_ptr<state::store>& into_;
    std::chrono::milliseconds moment_;
    std::shared_ptr<waiting_records> waiting_;
};

} // namespace sluice::server
