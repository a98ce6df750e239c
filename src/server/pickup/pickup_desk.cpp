#include "server/pickup/pickup_desk.hpp"

#include "base/hex.hpp"
#include "base/rfc3339.hpp"
#include "server/host.hpp"
#include "server/pickup/pickup_archive.hpp"

#include <algorithm>
#include <random>
#include <set>

namespace sluice::server {
namespace {

constexpr std::int64_t hour_ns = 3'600'000'000'000;
constexpr std::int64_t kept_ns = 7 * 24 * hour_ns;

std::string new_id()
{
    static thread_local std::random_device random;
    byte_buffer made;
    for (int i = 0; i < 4; ++i)
        append_be(made, static_cast<std::uint32_t>(random()));
    return to_hex(made);
}

state::digest_key key_of(const storage::file_stamp& s)
{
    return {s.device, s.inode, s.size, s.modified_ns, s.changed_ns};
}

error nothing_fresh(const pickup_wish& wish)
{
    return fail(errc::not_found, "pick-up", "No ." + wish.extension + " files available");
}

} // namespace

result<std::unique_ptr<pickup_desk>> pickup_desk::open(needs with, const std::string& datadir)
{
    auto files = storage::root::open(datadir);
    if (!files) return files.error();
    std::unique_ptr<pickup_desk> made(new pickup_desk(with, std::move(*files)));
    const auto recovered = made->recover();
    if (!recovered) return recovered.error();
    return made;
}

void pickup_desk::apply(const pickup_settings& settings)
{
    settle_ms_ = settings.settle.count();
    lease_ms_ = settings.lease.count();
    proof_ms_ = settings.proof.count();
}

void pickup_desk::note(const state::pickup_offer& offer, const error& why) const
{
    with_.log.write({.level = log_level::warning,
                     .event = "pickup",
                     .code = code_name(why.code()),
                     .detail = offer.id + " of " + offer.project + ": " + why.raw_text()});
}

result<> pickup_desk::recover()
{
    if (!with_.state) return ok;
    const auto unfinished = with_.state->unfinished_pickups();
    if (!unfinished) return unfinished.error();
    for (const auto& offer : *unfinished) {
        if (offer.phase == state::pickup_phase::sending) {
            const auto freed = give_back(offer.id, "the server ended");
            if (!freed) return freed.error();
        }
        if (offer.phase != state::pickup_phase::confirmed) continue;
        // A folder that cannot be written now is no reason not to serve.
        const auto ignored = put_away_one(offer);
        static_cast<void>(ignored);
    }
    return ok;
}

result<> pickup_desk::put_away_one(const state::pickup_offer& offer)
{
    const std::scoped_lock lock(putting_away_);
    const auto placed = put_away(with_.calls, files_, offer);
    result<> done = placed ? ok : result<>(placed.error());
    if (placed) done = with_.state->finish_pickup(*placed, real_time_ns());
    // Another call has done the same in the meantime.
    if (!done && done.error() == errc::fenced) return ok;
    if (!done) {
        stuck_ = true;
        note(offer, done.error());
    }
    return done;
}

void pickup_desk::put_away_stuck()
{
    if (!stuck_.exchange(false)) return;
    const auto unfinished = with_.state->unfinished_pickups();
    if (!unfinished) {
        stuck_ = true;
        return;
    }
    for (const auto& offer : *unfinished) {
        if (offer.phase != state::pickup_phase::confirmed) continue;
        const auto ignored = put_away_one(offer);
        static_cast<void>(ignored);
    }
}

void pickup_desk::drop(std::string id)
{
    const std::scoped_lock lock(dropped_guard_);
    dropped_.push_back(std::move(id));
}

void pickup_desk::give_back_dropped()
{
    std::vector<std::string> ids;
    {
        const std::scoped_lock lock(dropped_guard_);
        ids.swap(dropped_);
    }
    for (auto& id : ids) {
        const auto freed = give_back(id, "broken off");
        if (!freed && freed.error() != errc::fenced) drop(std::move(id));
    }
}

void pickup_desk::forget_old(std::int64_t now_ns)
{
    if (now_ns - forgotten_ns_.load() < hour_ns) return;
    forgotten_ns_ = now_ns;
    const auto ignored = with_.state->forget_pickups(now_ns - kept_ns);
    static_cast<void>(ignored);
}

result<> pickup_desk::make_plan(pickup& of, const std::vector<fresh_file>& fresh) const
{
    std::vector<zip_source> sources;
    auto next = fresh.begin();
    for (const auto& file : of.offer.files) {
        next = std::find_if(next, fresh.end(),
                            [&](const fresh_file& one) { return one.name == file.name; });
        zip_source made;
        made.as = {next->name, next->stamp.size, next->stamp.modified_ns};
        made.path = next->path;
        made.version = storage::version_of(next->stamp);
        sources.push_back(std::move(made));
    }
    auto plan = zip_plan::make(files_, std::move(sources));
    if (!plan) return plan.error();
    of.plan = std::move(*plan);
    return ok;
}

result<std::vector<fresh_file>> pickup_desk::list(const pickup_wish& wish,
                                                  std::int64_t now_ns) const
{
    if (!with_.state) return fail(errc::unsupported, "pick-up", "this server keeps no state");
    const std::chrono::milliseconds settle(settle_ms_.load());
    auto fresh = fresh_files(files_, {wish.project, wish.extension, settle, now_ns, most_files});
    if (fresh && fresh->empty()) return nothing_fresh(wish);
    return fresh;
}

pickup pickup_desk::describe(const pickup_wish& wish, const std::vector<fresh_file>& fresh,
                             std::int64_t now_ns)
{
    pickup made;
    made.offer.id = new_id();
    made.offer.project = wish.project;
    made.offer.extension = wish.extension;
    made.offer.owner = wish.owner;
    made.offer.stamp = stamps_.next(now_ns);
    made.offer.made_ns = now_ns;
    for (const auto& file : fresh)
        made.offer.files.push_back({file.name, key_of(file.stamp), 0, {}});
    return made;
}

result<pickup> pickup_desk::look(const pickup_wish& wish)
{
    const auto now = real_time_ns();
    const auto fresh = list(wish, now);
    if (!fresh) return fresh.error();
    const auto unfinished = with_.state->unfinished_pickups();
    if (!unfinished) return unfinished.error();
    std::set<std::string> held;
    for (const auto& offer : *unfinished)
        for (const auto& file : offer.files)
            if (offer.project == wish.project) held.insert(file.name);
    auto made = describe(wish, *fresh, now);
    std::erase_if(made.offer.files,
                  [&](const state::pickup_file& file) { return held.contains(file.name); });
    if (made.offer.files.empty()) return nothing_fresh(wish);
    const auto planned = make_plan(made, *fresh);
    if (!planned) return planned.error();
    return made;
}

result<pickup> pickup_desk::take_once(const pickup_wish& wish, const broken_pickup* again)
{
    const auto now = real_time_ns();
    auto fresh = list(wish, now);
    if (!fresh) return fresh.error();
    if (again) keep_only(*fresh, again->names);
    auto made = describe(wish, *fresh, now);
    auto leased = with_.state->lease_pickup(made.offer, now);
    if (!leased) return leased.error();
    made.offer.files = std::move(*leased);
    if (made.offer.files.empty()) return nothing_fresh(wish);
    auto planned = make_plan(made, *fresh);
    if (planned) planned = judge(*made.plan);
    if (planned && again && made.plan->etag() != again->etag)
        planned = fail(errc::source_changed, "pick-up", "other files than in the archive before");
    if (planned) return made;
    const auto ignored = give_back(made.offer.id, "not as it was listed");
    static_cast<void>(ignored);
    return planned.error();
}

/// Between listing and leasing, another client's files may have been put away.
result<> pickup_desk::judge(const zip_plan& plan) const
{
    for (std::size_t i = 0; i < plan.layout().members().size(); ++i) {
        const auto now = files_.stat(plan.path(i));
        const bool same = now && storage::version_of(storage::stamp_of(*now)) == plan.version(i);
        if (!same) return fail(errc::source_changed, "pick-up", plan.path(i).text());
    }
    return ok;
}

result<pickup> pickup_desk::take(const pickup_wish& wish)
{
    if (with_.state) {
        give_back_dropped();
        put_away_stuck();
        forget_old(real_time_ns());
    }
    auto made = take_once(wish);
    for (int again = 0; again < 3 && !made && made.error() == errc::source_changed; ++again)
        made = take_once(wish);
    return made;
}

result<pickup> pickup_desk::take_again(const going_on& rest)
{
    auto made = take_once(rest.with.wish, &rest.with);
    if (made) made->from = rest.from;
    return made;
}

result<> pickup_desk::await_confirmation(const std::string& id)
{
    constexpr std::int64_t per_ms = 1'000'000;
    return with_.state->await_pickup(id, real_time_ns() + lease_ms_.load() * per_ms);
}

result<> pickup_desk::confirm(const state::pickup_offer& proved)
{
    const auto confirmed = with_.state->confirm_pickup(proved, real_time_ns());
    if (!confirmed) return confirmed;
    const auto now = with_.state->find_pickup(proved.id);
    if (!now) return now.error();
    if (!*now || (*now)->phase != state::pickup_phase::confirmed) return ok;
    // The proof holds whatever happens now.
    const auto ignored = put_away_one(**now);
    static_cast<void>(ignored);
    return ok;
}

result<> pickup_desk::give_back(const std::string& id, const std::string& why)
{
    return with_.state->release_pickup(id, why, real_time_ns());
}

result<std::optional<state::pickup_offer>> pickup_desk::find(const std::string& id)
{
    if (!with_.state) return std::optional<state::pickup_offer>();
    return with_.state->find_pickup(id);
}

result<> open_pickups(host& shared, const server_settings& settings)
{
    const auto& wanted = settings.pickup;
    const auto folder = wanted.datadir.empty() ? settings.directory.string() : wanted.datadir;
    auto opened =
        pickup_desk::open({storage::system_file_calls(), shared.state, shared.log}, folder);
    if (!opened) return opened.error();
    shared.pickups = std::move(*opened);
    shared.pickups->apply(wanted);
    return ok;
}

} // namespace sluice::server
