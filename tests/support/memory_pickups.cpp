#include "support/memory_store.hpp"

#include <algorithm>

namespace sluice::test {

using namespace state;

namespace {

bool is_unfinished(const pickup_offer& one)
{
    return one.phase != pickup_phase::archived && one.phase != pickup_phase::released;
}

} // namespace

pickup_offer* memory_store::pickup(const std::string& id)
{
    for (auto& one : pickups_)
        if (one.id == id) return &one;
    return nullptr;
}

bool memory_store::is_held(const std::string& project, const std::string& name) const
{
    return std::any_of(pickups_.begin(), pickups_.end(), [&](const pickup_offer& one) {
        return is_unfinished(one) && one.project == project &&
               std::any_of(one.files.begin(), one.files.end(),
                           [&](const pickup_file& file) { return file.name == name; });
    });
}

result<std::vector<pickup_file>> memory_store::lease_pickup(const pickup_offer& wanted,
                                                            std::int64_t now_ns)
{
    const std::lock_guard hold(guard_);
    for (auto& one : pickups_) {
        if (one.phase != pickup_phase::awaiting || one.expires_ns >= now_ns) continue;
        one.phase = pickup_phase::released;
        one.proof = "expired";
        one.ended_ns = now_ns;
    }
    if (pickup(wanted.id)) return fail(errc::target_exists, "state", wanted.id);
    auto made = wanted;
    made.files.clear();
    for (const auto& file : wanted.files)
        if (!is_held(wanted.project, file.name)) made.files.push_back(file);
    if (!made.files.empty()) pickups_.push_back(made);
    return made.files;
}

result<std::optional<pickup_offer>> memory_store::find_pickup(const std::string& id)
{
    const std::lock_guard hold(guard_);
    const auto* found = pickup(id);
    return found ? std::optional(*found) : std::nullopt;
}

result<> memory_store::await_pickup(const std::string& id, std::int64_t expires_ns)
{
    const std::lock_guard hold(guard_);
    auto* found = pickup(id);
    if (!found || found->phase != pickup_phase::sending) return fail(errc::fenced, "state");
    found->phase = pickup_phase::awaiting;
    found->expires_ns = expires_ns;
    return ok;
}

result<> memory_store::confirm_pickup(const pickup_offer& proved, std::int64_t now_ns)
{
    const std::lock_guard hold(guard_);
    auto* found = pickup(proved.id);
    if (!found) return fail(errc::not_found, "state");
    if (found->phase == pickup_phase::confirmed || found->phase == pickup_phase::archived)
        return ok;
    const bool in_time = found->phase == pickup_phase::sending ||
                         (found->phase == pickup_phase::awaiting && found->expires_ns >= now_ns);
    if (!in_time) return fail(errc::fenced, "state");
    found->phase = pickup_phase::confirmed;
    found->proof = proved.proof;
    found->files = proved.files;
    return ok;
}

result<> memory_store::finish_pickup(const pickup_offer& placed, std::int64_t now_ns)
{
    const std::lock_guard hold(guard_);
    auto* found = pickup(placed.id);
    if (!found || found->phase != pickup_phase::confirmed) return fail(errc::fenced, "state");
    found->phase = pickup_phase::archived;
    found->ended_ns = now_ns;
    found->files = placed.files;
    return ok;
}

result<> memory_store::release_pickup(const std::string& id, const std::string& why,
                                      std::int64_t now_ns)
{
    const std::lock_guard hold(guard_);
    auto* found = pickup(id);
    const bool open =
        found && (found->phase == pickup_phase::sending || found->phase == pickup_phase::awaiting);
    if (!open) return fail(errc::fenced, "state");
    found->phase = pickup_phase::released;
    found->proof = why;
    found->ended_ns = now_ns;
    return ok;
}

result<std::vector<pickup_offer>> memory_store::unfinished_pickups()
{
    const std::lock_guard hold(guard_);
    std::vector<pickup_offer> all;
    std::copy_if(pickups_.begin(), pickups_.end(), std::back_inserter(all), is_unfinished);
    return all;
}

result<> memory_store::forget_pickups(std::int64_t ended_before_ns)
{
    const std::lock_guard hold(guard_);
    std::erase_if(pickups_, [&](const pickup_offer& one) {
        return !is_unfinished(one) && one.ended_ns < ended_before_ns;
    });
    return ok;
}

} // namespace sluice::test
