#include "async/on_pool.hpp"
#include "server/jobs/job_attempt.hpp"
#include "server/jobs/job_targets.hpp"

#include <sys/stat.h>

namespace sluice::server {
namespace {

constexpr auto resolve_limit = std::chrono::seconds(30);
constexpr unsigned most_candidates = 100'000;

} // namespace

/// On the pool: the first candidate that nobody has, neither in the store nor on the disk.
result<> job_attempt::claim_now(const resolved_path& from)
{
    auto candidates = target_candidates::of(job_.agent, from);
    if (!candidates) return candidates.error();
    for (unsigned tried = 0; tried < most_candidates; ++tried) {
        state::job_place place;
        place.resolved = from.path;
        place.is_file = from.is_file;
        place.target = candidates->current();
        struct ::stat found{};
        const auto path = with_.downloads + "/" + place.target;
        if (::lstat(path.c_str(), &found) == 0) {
            candidates->avoid(place.target);
            continue;
        }
        const auto older = with_.store.claim_target(job_.id, job_.epoch, place);
        store_failed_ = !older;
        if (!older) return older.error();
        if (older->empty()) {
            job_.resolved = place.resolved;
            job_.is_file = place.is_file;
            job_.target = place.target;
            return ok;
        }
        candidates->avoid(*older);
    }
    return fail(errc::target_exists, "job", candidates->current());
}

task<result<>> job_attempt::claim(resolved_path from)
{
    auto work = [this, &from] { return claim_now(from); };
    auto claimed = co_await on_pool(with_.pool, std::move(work));
    co_return claimed;
}

/// Once in the life of a job: later attempts go on where the first one began.
task<result<>> job_attempt::place()
{
    if (!job_.target.empty() || stopped_ != job_stop::none) co_return ok;
    auto asked = job_.path;
    auto found = co_await link_->resolve(std::move(asked), deadline::after(resolve_limit));
    if (!found) co_return found.error();
    auto claimed = co_await claim(std::move(*found));
    co_return claimed;
}

} // namespace sluice::server
