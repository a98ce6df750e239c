#include "state/write_queue.hpp"

#include <algorithm>

namespace sluice::state {
namespace {

// Bounds the time that one group holds the others up.
constexpr std::size_t most_in_group = 256;

} // namespace

write_queue::write_queue(std::unique_ptr<connection> writing)
    : writing_(std::move(writing)),
      thread_([this] { serve(); })
{
}

write_queue::~write_queue()
{
    {
        const std::lock_guard hold(guard_);
        closing_ = true;
    }
    wanted_.notify_all();
    thread_.join();
}

result<> write_queue::run(const work& what)
{
    job mine{what, {}};
    std::unique_lock hold(guard_);
    waiting_.push_back(&mine);
    wanted_.notify_one();
    ended_.wait(hold, [&] { return mine.ended; });
    return mine.outcome;
}

std::vector<write_queue::job*> write_queue::next_group()
{
    std::unique_lock hold(guard_);
    wanted_.wait(hold, [&] { return closing_ || !waiting_.empty(); });
    const auto count = static_cast<std::ptrdiff_t>(std::min(waiting_.size(), most_in_group));
    std::vector<job*> group(waiting_.begin(), waiting_.begin() + count);
    waiting_.erase(waiting_.begin(), waiting_.begin() + count);
    return group;
}

void write_queue::serve()
{
    for (auto group = next_group(); !group.empty(); group = next_group()) {
        run_group(group);
        {
            const std::lock_guard hold(guard_);
            for (auto* one : group)
                one->ended = true;
        }
        ended_.notify_all();
    }
}

void write_queue::run_group(const std::vector<job*>& group)
{
    if (group.size() > 1 && run_together(group)) return;
    for (auto* one : group)
        one->outcome = run_alone(*one);
}

result<> write_queue::run_in_savepoint(job& one)
{
    const auto begun = writing_->run("SAVEPOINT job");
    if (!begun) return begun;
    one.outcome = writing_->attempt(one.what);
    // A full disk may have made SQLite give up all that came before too.
    if (!writing_->is_in_transaction()) return fail(errc::io_failed, "state", "given up");
    return writing_->run(one.outcome ? "RELEASE job" : "ROLLBACK TO job; RELEASE job");
}

bool write_queue::run_together(const std::vector<job*>& group)
{
    auto through = writing_->run("BEGIN IMMEDIATE");
    for (auto* one : group)
        if (through) through = run_in_savepoint(*one);
    if (through) through = writing_->run("COMMIT");
    leave_transaction();
    return static_cast<bool>(through);
}

result<> write_queue::run_alone(const job& one)
{
    const auto begun = writing_->run("BEGIN IMMEDIATE");
    if (!begun) return begun;
    auto outcome = writing_->attempt(one.what);
    if (outcome) outcome = writing_->run("COMMIT");
    leave_transaction();
    return outcome;
}

void write_queue::leave_transaction()
{
    if (writing_->is_in_transaction()) static_cast<void>(writing_->run("ROLLBACK"));
}

} // namespace sluice::state
