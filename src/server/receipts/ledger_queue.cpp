#include "server/receipts/ledger_queue.hpp"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <unordered_map>
#include <vector>

namespace sluice::server {
namespace {

/// Records with the same key are one.
const std::string& key_of(const state::ledger_record& r)
{
    thread_local std::string key;
    key.clear();
    for (const auto* part : {&r.who, &r.peer, &r.what, &r.direction, &r.door, &r.result})
        key.append(*part).push_back('\0');
    key.append(as_text(r.root_digest));
    return key;
}

} // namespace

/// Shared with the jobs, which may start after the queue has gone and then find nothing.
struct ledger_queue::waiting_records : std::enable_shared_from_this<waiting_records> {
    explicit waiting_records(asio::thread_pool& pool) : timer(pool) {}

    void arm(state::store& into, std::chrono::milliseconds moment);

    void add(state::ledger_record ended)
    {
        const auto [at, fresh] = by_key.try_emplace(key_of(ended), records.size());
        if (fresh) {
            records.push_back(std::move(ended));
            return;
        }
        auto& known = records[at->second];
        known.bytes += ended.bytes;
        known.started_ns = std::min(known.started_ns, ended.started_ns);
        known.ended_ns = std::max(known.ended_ns, ended.ended_ns);
    }

    /// What is there by now; the lock is held again afterwards.
    void write(std::unique_lock<std::mutex>& lock, state::store& into)
    {
        const auto batch = std::exchange(records, {});
        by_key.clear();
        if (batch.empty()) return;
        writing = true;
        lock.unlock();
        const auto kept = into.append_ledger(batch);
        lock.lock();
        writing = false;
        if (!kept) lost += batch.size();
        idle.notify_all();
    }

    std::mutex mutex;
    std::condition_variable idle;
    asio::steady_timer timer;
    std::vector<state::ledger_record> records;
    std::unordered_map<std::string, std::size_t> by_key; // places in records
    bool asked = false;                                  // the timer runs
    bool writing = false;                                // somebody writes right now
    std::uint64_t lost = 0;
};

ledger_queue::ledger_queue(asio::thread_pool& pool, const std::unique_ptr<state::store>& into,
                           std::chrono::milliseconds moment)
    : into_(into),
      moment_(moment),
      waiting_(std::make_shared<waiting_records>(pool))
{
}

ledger_queue::~ledger_queue()
{
    flush();
}

/// Under the lock. The next moment begins when the last batch is written: a busy server appends
/// twice a second, however long the disk takes, and not as often as it can.
void ledger_queue::waiting_records::arm(state::store& into, std::chrono::milliseconds moment)
{
    if (asked || writing) return;
    asked = true;
    timer.expires_after(moment);
    auto write = [known = weak_from_this(), &into, moment](std::error_code) {
        const auto here = known.lock();
        if (!here) return;
        std::unique_lock lock(here->mutex);
        here->asked = false;
        // Who writes already arms the timer again.
        if (here->writing) return;
        here->write(lock, into);
        if (!here->records.empty()) here->arm(into, moment);
    };
    timer.async_wait(std::move(write));
}

void ledger_queue::add(state::ledger_record ended)
{
    if (!into_) return;
    const std::scoped_lock lock(waiting_->mutex);
    if (waiting_->records.size() >= most_waiting) {
        ++waiting_->lost;
        return;
    }
    waiting_->add(std::move(ended));
    waiting_->arm(*into_, moment_);
}

void ledger_queue::flush()
{
    if (!into_) return;
    std::unique_lock lock(waiting_->mutex);
    waiting_->timer.cancel();
    do {
        waiting_->idle.wait(lock, [this] { return !waiting_->writing; });
        waiting_->write(lock, *into_);
    } while (!waiting_->records.empty());
}

std::uint64_t ledger_queue::lost() const
{
    const std::scoped_lock lock(waiting_->mutex);
    return waiting_->lost;
}

} // namespace sluice::server
