#include "eval/peers/sluice_alone.hpp"

#include "eval/peers/tree_figures.hpp"
#include "eval/stats/summary.hpp"
#include "net/dial.hpp"
#include "net/handshake.hpp"

#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>

namespace sluice::eval {
namespace {

constexpr std::uint64_t downloads = 64;
constexpr std::uint64_t idle_wanted = 10'000;
constexpr std::uint64_t spare_descriptors = 200;

using connections = std::vector<std::unique_ptr<net::frame_stream>>;

std::string mib_text(std::uint64_t bytes)
{
    return fmt::format("{:.1f} MiB", static_cast<double>(bytes) / 1048576);
}

/// The same file may be wanted by several: each saves it under a number.
command_plan many_downloads(const turn_ground& ground, const workload& many)
{
    command_plan made;
    for (std::uint64_t i = 0; i < downloads; ++i) {
        const auto& file = many.files[i % many.files.size()];
        workload one = many;
        one.files = {file};
        auto plan = sluice_plan(ground.ground, one, 1, false);
        auto& command = plan->commands.front();
        const std::vector<std::string> name{"-o", fmt::format("{:02}-{}", i, file.name)};
        command.insert(command.end() - 2, name.begin(), name.end());
        made.commands.push_back(std::move(command));
    }
    return made;
}

std::string wrong_copy(const std::filesystem::path& folder, const workload& many)
{
    for (std::uint64_t i = 0; i < downloads; ++i) {
        const auto& file = many.files[i % many.files.size()];
        const auto name = fmt::format("{:02}-{}", i, file.name);
        const auto digest = root_digest_of(folder / name);
        if (!digest) return digest.error().text();
        if (*digest != file.digest) return name + " differs from its source";
    }
    return {};
}

/// Opens sessions that ask for nothing.
task<result<connections>> open_idle(std::uint16_t port, std::uint64_t count)
{
    connections all;
    for (std::uint64_t i = 0; i < count; ++i) {
        const net::endpoint_name where{"127.0.0.1", port};
        const auto limit = deadline::after(std::chrono::seconds(10));
        auto stream = co_await net::dial(where, limit);
        if (!stream) co_return stream.error();
        auto framed = std::make_unique<net::frame_stream>(std::move(*stream), proto::login_limits);
        proto::hello mine;
        const auto welcomed = co_await net::greet(*framed, std::move(mine), limit);
        if (!welcomed) co_return welcomed.error();
        all.push_back(std::move(framed));
    }
    co_return all;
}

std::uint64_t idle_count(const peer_options& options)
{
    rlimit open_files{};
    ::getrlimit(RLIMIT_NOFILE, &open_files);
    const std::uint64_t can = open_files.rlim_cur;
    const auto wanted = std::max<std::uint64_t>(idle_wanted / options.divisor, 10);
    return can <= spare_descriptors ? 0 : std::min(wanted, can - spare_descriptors);
}

/// The median wall clock of some downloads.
task<result<double>> time_downloads(const turn_ground& ground, workload what,
                                    std::vector<peer_record>& runs)
{
    std::vector<double> walls;
    for (unsigned round = 1; round <= ground.options.rounds; ++round) {
        auto made = co_await run_turn(ground, all_peers().front(), what, round);
        if (!made) co_return made.error();
        walls.push_back(made->wall);
        runs.push_back(std::move(*made));
    }
    co_return median(walls);
}

} // namespace

task<result<std::vector<peer_fact>>> measure_memory(const turn_ground& ground, const workload& many,
                                                    std::vector<peer_record>& runs)
{
    auto here = co_await asio::this_coro::executor;
    const auto target = ground.targets / "memory";
    std::error_code ec;
    std::filesystem::create_directories(target, ec);
    const auto server = ground.servers.pid_of(peer_server::sluice);
    reset_peaks({server});
    const auto plan = many_downloads(ground, many);
    auto group =
        client_group::start(here, plan, target, ground.ground.state / "complaints.log", server);
    if (!group) co_return group.error();
    const auto end = co_await group->finish(deadline::after(ground.options.limit));
    peer_record made;
    made.workload = "memory";
    made.peer = "sluice-w1";
    made.round = 1;
    made.wall = end.wall;
    made.client_cpu = end.cpu;
    made.client_peak = end.peak;
    made.server_peak = end.watched_peak;
    made.bytes = downloads * many.files.front().size;
    made.error = end.error.empty() ? wrong_copy(target, many) : end.error;
    std::filesystem::remove_all(target, ec);
    runs.push_back(std::move(made));
    const auto work = fmt::format("{} downloads at once", downloads);
    co_return std::vector<peer_fact>{
        {work, "server, peak resident", mib_text(end.watched_peak), "at most 48 MiB"},
        {work, "largest client, peak resident", mib_text(end.largest), "at most 48 MiB"}};
}

task<result<std::vector<peer_fact>>> measure_idle(const turn_ground& ground, const workload& large,
                                                  std::vector<peer_record>& runs)
{
    auto alone_work = large;
    alone_work.name = "idle, alone";
    const auto alone = co_await time_downloads(ground, std::move(alone_work), runs);
    if (!alone) co_return alone.error();
    const auto server = ground.servers.pid_of(peer_server::sluice);
    const auto before = resident_bytes_of(server);
    const auto count = idle_count(ground.options);
    const auto idle = co_await open_idle(ground.ground.ports.at(peer_server::sluice), count);
    if (!idle) co_return idle.error();
    const auto after = resident_bytes_of(server);
    auto beside_work = large;
    beside_work.name = "idle, beside";
    const auto beside = co_await time_downloads(ground, std::move(beside_work), runs);
    if (!beside) co_return beside.error();
    const auto each = (static_cast<double>(after) - static_cast<double>(before)) / 1024 /
                      static_cast<double>(std::max<std::uint64_t>(count, 1));
    const auto work = fmt::format("{} idle connections", count);
    co_return std::vector<peer_fact>{
        {work, "server, resident for each", fmt::format("{:.1f} KiB", each), "at most 32 KiB"},
        {work, "1 large file beside them against alone",
         fmt::format("{:.3f} s against {:.3f} s: {:.2f}", *beside, *alone, *beside / *alone),
         "the same time"}};
}

} // namespace sluice::eval
