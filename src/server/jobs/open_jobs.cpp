#include "server/jobs/open_jobs.hpp"

#include "server/host.hpp"

#include <algorithm>
#include <filesystem>

namespace sluice::server {
namespace {

namespace fs = std::filesystem;

/// True for the folder itself and what lies below it.
bool lies_in(const fs::path& inner, const fs::path& outer)
{
    std::error_code ignored;
    const auto in = fs::weakly_canonical(inner, ignored);
    const auto out = fs::weakly_canonical(outer, ignored);
    const auto differ = std::mismatch(out.begin(), out.end(), in.begin(), in.end());
    return differ.first == out.end();
}

} // namespace

std::unique_ptr<job_desk> open_jobs(host& shared, const server_settings& settings,
                                    asio::any_io_executor loop)
{
    std::error_code ignored;
    const auto folder = fs::absolute(shared.downloads, ignored).lexically_normal();
    if (!ignored) shared.downloads = folder;
    if (!shared.state) return nullptr;
    if (lies_in(shared.downloads, settings.directory))
        shared.log.write({.level = log_level::warning,
                          .event = "downloads",
                          .code = "offered",
                          .detail = shared.downloads.string() +
                                    " is in the served folder: whoever may read "
                                    "sees what is fetched from agents"});
    const attempt_needs with{
        *shared.state, shared.pool, shared.events, shared.log, shared.downloads.string(),
        job_pace()};
    auto made = std::make_unique<job_desk>(with, shared.agents, std::move(loop));
    shared.jobs = made.get();
    return made;
}

} // namespace sluice::server
