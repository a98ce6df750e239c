#include "support/memory_store.hpp"

#include "state/ranges.hpp"

#include <algorithm>
#include <chrono>
#include <limits>

namespace sluice::test {

using namespace state;

namespace {

bool is_unfinished(const upload_record& one)
{
    return one.phase == upload_phase::open || one.phase == upload_phase::completing;
}

std::int64_t now_ns()
{
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::nanoseconds>(now).count();
}

} // namespace

memory_store::upload* memory_store::find(const std::string& id)
{
    for (auto& one : uploads_)
        if (one.record.id == id) return &one;
    return nullptr;
}

bool memory_store::is_held(const upload_record& made) const
{
    return std::any_of(uploads_.begin(), uploads_.end(), [&](const upload& one) {
        const auto& other = one.record;
        if (!is_unfinished(other)) return false;
        if (made.place == upload_place::tree && other.place == made.place &&
            other.target == made.target)
            return true;
        return !made.key.empty() && other.key == made.key && other.door == made.door &&
               other.owner == made.owner;
    });
}

result<> memory_store::add_upload(const upload_record& made)
{
    if (made.size > std::numeric_limits<std::int64_t>::max()) return fail(errc::too_large, "state");
    const std::lock_guard hold(guard_);
    if (is_held(made)) return fail(errc::target_exists, "state", made.target);
    uploads_.push_back({made, {}});
    return ok;
}

result<std::optional<upload_record>> memory_store::find_upload(const std::string& id)
{
    const std::lock_guard hold(guard_);
    const auto* found = find(id);
    return found ? std::optional(found->record) : std::nullopt;
}

result<std::optional<upload_record>> memory_store::find_upload_by_key(const std::string& door,
                                                                      const std::string& owner,
                                                                      const std::string& key)
{
    const std::lock_guard hold(guard_);
    std::optional<upload_record> found;
    for (const auto& [one, ranges, ended] : uploads_) {
        if (key.empty() || one.key != key || one.door != door || one.owner != owner) continue;
        if (is_unfinished(one)) return std::optional(one);
        found = one;
    }
    return found;
}

result<std::vector<durable_range>> memory_store::ranges_of(const std::string& id)
{
    const std::lock_guard hold(guard_);
    const auto* found = find(id);
    return found ? found->ranges : std::vector<durable_range>();
}

result<std::uint64_t> memory_store::take_over(const std::string& id)
{
    const std::lock_guard hold(guard_);
    auto* found = find(id);
    if (!found || found->record.phase != upload_phase::open) return fail(errc::not_found, "state");
    return ++found->record.epoch;
}

result<> memory_store::commit_ranges(const std::string& id, std::uint64_t epoch,
                                     const std::vector<durable_range>& added,
                                     std::int64_t expires_ns)
{
    for (const auto& one : added) {
        const auto sound = check_range(one);
        if (!sound) return sound;
    }
    const std::lock_guard hold(guard_);
    auto* found = find(id);
    if (!found || found->record.epoch != epoch || found->record.phase != upload_phase::open)
        return fail(errc::fenced, "state");
    found->record.expires_ns = expires_ns;
    for (const auto& one : added)
        merge_range(found->ranges, one);
    return ok;
}

result<> memory_store::move_upload(const std::string& id, std::uint64_t epoch, upload_phase from,
                                   upload_phase to, const std::string& outcome)
{
    const std::lock_guard hold(guard_);
    auto* found = find(id);
    if (!found || found->record.epoch != epoch || found->record.phase != from)
        return fail(errc::fenced, "state");
    found->record.phase = to;
    found->record.outcome = outcome;
    if (!is_unfinished(found->record)) {
        found->ranges.clear();
        found->ended_ns = now_ns();
    }
    return ok;
}

result<> memory_store::publish_upload(const std::string& id, std::uint64_t epoch,
                                      const std::string& outcome, const ledger_record& entry)
{
    const auto moved =
        move_upload(id, epoch, upload_phase::completing, upload_phase::published, outcome);
    if (!moved) return moved;
    return append_ledger({entry});
}

result<std::vector<upload_record>> memory_store::unfinished_uploads()
{
    const std::lock_guard hold(guard_);
    std::vector<upload_record> all;
    for (const auto& one : uploads_)
        if (is_unfinished(one.record)) all.push_back(one.record);
    return all;
}

result<> memory_store::forget_uploads(std::int64_t ended_before_ns)
{
    const std::lock_guard hold(guard_);
    std::erase_if(uploads_, [&](const upload& one) {
        return !is_unfinished(one.record) && one.ended_ns < ended_before_ns;
    });
    return ok;
}

result<std::uint64_t> memory_store::reserved_bytes(const std::optional<std::string>& owner)
{
    const std::lock_guard hold(guard_);
    std::uint64_t sum = 0;
    for (const auto& one : uploads_)
        if (is_unfinished(one.record) && (!owner || one.record.owner == *owner))
            sum += one.record.size;
    return sum;
}

result<> memory_store::add_library_file(const library_record& made)
{
    const std::lock_guard hold(guard_);
    for (const auto& one : library_)
        if (one.id == made.id) return fail(errc::target_exists, "state", made.id);
    // Behind all that are not younger.
    const auto behind =
        std::upper_bound(library_.begin(), library_.end(), made, [](const auto& a, const auto& b) {
            return a.uploaded_ns < b.uploaded_ns;
        });
    library_.insert(behind, made);
    return ok;
}

result<std::optional<library_record>> memory_store::find_library_file(const std::string& id)
{
    const std::lock_guard hold(guard_);
    for (const auto& one : library_)
        if (one.id == id) return std::optional(one);
    return std::optional<library_record>();
}

result<std::vector<library_record>> memory_store::library_files()
{
    const std::lock_guard hold(guard_);
    return library_;
}

result<bool> memory_store::remove_library_file(const std::string& id)
{
    const std::lock_guard hold(guard_);
    return std::erase_if(library_, [&](const auto& one) { return one.id == id; }) > 0;
}

result<> memory_store::append_ledger(const std::vector<ledger_record>& ended)
{
    const std::lock_guard hold(guard_);
    for (auto one : ended) {
        one.number = ledger_.size() + 1;
        ledger_.push_back(one);
        if (!author_) continue;
        const auto number = receipts_.size() + 1;
        const auto previous = receipts_.empty() ? std::string() : receipts_.back().text;
        receipts_.push_back(
            {number, one.number, one.who, author_->write(one, number, previous), {}});
    }
    return ok;
}

result<std::vector<ledger_record>> memory_store::ledger(std::uint64_t after, std::size_t most)
{
    const std::lock_guard hold(guard_);
    std::vector<ledger_record> some;
    for (auto at = after; at < ledger_.size() && some.size() < most; ++at)
        some.push_back(ledger_[at]);
    return some;
}

void memory_store::write_receipts_by(std::shared_ptr<receipt_writer> author)
{
    author_ = std::move(author);
}

result<std::vector<receipt_record>> memory_store::receipts(const receipt_query& wanted)
{
    const std::lock_guard hold(guard_);
    std::vector<receipt_record> some;
    for (const auto& one : receipts_)
        if (one.number > wanted.after && some.size() < wanted.most &&
            (!wanted.who || *wanted.who == one.who))
            some.push_back(one);
    return some;
}

result<std::optional<receipt_record>> memory_store::find_receipt(std::uint64_t number)
{
    const std::lock_guard hold(guard_);
    if (number == 0 || number > receipts_.size()) return std::optional<receipt_record>();
    return std::optional(receipts_[number - 1]);
}

result<std::vector<receipt_record>> memory_store::unsigned_receipts(std::size_t most)
{
    const std::lock_guard hold(guard_);
    std::vector<receipt_record> some;
    for (const auto& one : receipts_)
        if (one.signature.empty() && some.size() < most) some.push_back(one);
    return some;
}

result<> memory_store::sign_receipts(const std::vector<receipt_record>& signed_now)
{
    const std::lock_guard hold(guard_);
    for (const auto& one : signed_now)
        for (auto& known : receipts_)
            if (known.number == one.number && known.text == one.text && known.signature.empty())
                known.signature = one.signature;
    return ok;
}

result<> memory_store::remember_sha256(const digest_key& of, byte_view sha256)
{
    const std::lock_guard hold(guard_);
    digests_[{of.device, of.inode}] = {of, byte_buffer(sha256.begin(), sha256.end())};
    return ok;
}

result<std::optional<byte_buffer>> memory_store::find_sha256(const digest_key& of)
{
    const std::lock_guard hold(guard_);
    const auto found = digests_.find({of.device, of.inode});
    if (found == digests_.end() || !(found->second.first == of))
        return std::optional<byte_buffer>();
    return std::optional(found->second.second);
}

} // namespace sluice::test
