#include "eval/peers/client_group.hpp"

#include "eval/peers/tree_figures.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>

namespace sluice::eval {
namespace {

namespace fs = std::filesystem;
constexpr auto look_every = std::chrono::milliseconds(20);

} // namespace

result<client_group> client_group::start(asio::any_io_executor executor, const command_plan& plan,
                                         const fs::path& folder, const fs::path& complaints,
                                         pid_t watched)
{
    client_group made;
    made.watched_ = watched;
    made.began_ = deadline::clock::now();
    for (const auto& command : plan.commands) {
        child_options how;
        how.command = command;
        how.folder = folder.string();
        how.errors = complaints.string();
        auto started = child::start(executor, std::move(how));
        if (!started) return started.error();
        made.all_.push_back(std::move(*started));
    }
    return made;
}

client_group::~client_group()
{
    if (over_) return; // their pids may be somebody else's by now
    for (const auto& one : all_)
        end_tree(one->pid());
}

/// The ru_maxrss of wait4(2) counts what the child was before exec too: the runner. So the kernel's
/// own mark is read while the programs live.
void client_group::look()
{
    std::uint64_t sum = 0;
    for (const auto& one : all_) {
        const auto peak = peak_bytes_of(tree_of(one->pid()));
        end_.largest = std::max(end_.largest, peak);
        sum += peak;
    }
    end_.peak = std::max(end_.peak, sum);
    if (watched_ > 0)
        end_.watched_peak = std::max(end_.watched_peak, peak_bytes_of(tree_of(watched_)));
}

task<group_end> client_group::finish(deadline limit)
{
    for (auto& one : all_) {
        auto ended = co_await one->wait(deadline::after(std::chrono::milliseconds(2)));
        while (!ended) {
            look();
            if (limit.expired()) {
                end_.error = "killed at the limit";
                end_tree(one->pid());
            }
            ended = co_await one->wait(deadline::after(look_every));
        }
        end_.cpu += ended->cpu_seconds;
        if (ended->status != 0 && end_.error.empty())
            end_.error = ended->status < 0 ? fmt::format("ended by signal {}", -ended->status)
                                           : fmt::format("ended with {}", ended->status);
    }
    end_.wall = std::chrono::duration<double>(deadline::clock::now() - began_).count();
    over_ = true;
    co_return end_;
}

task<bool> client_group::cut_at(std::uint64_t bytes, const fs::path& folder, deadline limit)
{
    auto& first = *all_.front();
    while (allocated_bytes(folder) < bytes && !limit.expired()) {
        const auto ended = co_await first.wait(deadline::after(std::chrono::milliseconds(1)));
        if (ended) {
            over_ = true;
            co_return false;
        }
    }
    end_tree(first.pid());
    const auto ended = co_await first.wait(deadline::never());
    over_ = true;
    co_return ended && ended->status < 0;
}

std::uint64_t allocated_bytes(const fs::path& folder)
{
    std::uint64_t sum = 0;
    std::error_code ec;
    for (fs::recursive_directory_iterator next(folder, ec), end; !ec && next != end;
         next.increment(ec)) {
        struct stat status{};
        if (::lstat(next->path().c_str(), &status) == 0 && S_ISREG(status.st_mode))
            sum += static_cast<std::uint64_t>(status.st_blocks) * 512;
    }
    return sum;
}

} // namespace sluice::eval
