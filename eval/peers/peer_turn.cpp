#include "eval/peers/peer_turn.hpp"

#include "eval/peers/tree_figures.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <fstream>

namespace sluice::eval {
namespace {

namespace fs = std::filesystem;

result<fs::path> new_target(const turn_ground& ground)
{
    auto name = (ground.targets / "run-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) return fail_errno("prepare run", name);
    return fs::path(name);
}

/// What is really started: on the clients' side of the link, if there is one.
result<command_plan> plan_of(const turn_ground& ground, const peer& who, const workload& what)
{
    auto made = who.plan(ground.ground, what);
    if (!made) return made;
    return made->behind(ground.ground.client_prefix);
}

/// Nobody shall wait for the disk because of what another wrote before.
result<void> write_back(const fs::path& target)
{
    const unique_fd folder(::open(target.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!folder || ::syncfs(folder.get()) != 0) return fail_errno("prepare run", target);
    return ok;
}

/// Until the server has reaped what it started for the last clients, or 2 s have gone: what it
/// still runs is not in its own count yet.
task<void> settle(pid_t server, std::size_t usual)
{
    auto here = co_await asio::this_coro::executor;
    const auto limit = deadline::after(std::chrono::seconds(2));
    while (tree_of(server).size() > usual && !limit.expired()) {
        asio::steady_timer pause(here, std::chrono::milliseconds(10));
        co_await pause.async_wait(asio::use_awaitable);
    }
}

/// One part of a turn: the programs from start to end, with both sides' figures.
task<void> run_part(const turn_ground& ground, pid_t server, const command_plan& plan,
                    const fs::path& target, peer_record& into)
{
    auto here = co_await asio::this_coro::executor;
    const auto before = tree_of(server);
    reset_peaks(before);
    const auto cpu_before = cpu_seconds_of(before);
    const auto moved_before = loopback_bytes();
    const auto complaints = ground.ground.state / "complaints.log";
    auto group = client_group::start(here, plan, target, complaints, server);
    if (!group) {
        into.error = group.error().text();
        co_return;
    }
    const auto end = co_await group->finish(deadline::after(ground.options.limit));
    const auto moved = loopback_bytes() - moved_before;
    co_await settle(server, before.size());
    into.wall = end.wall;
    into.client_cpu = end.cpu;
    into.client_peak = end.peak;
    into.server_peak = end.watched_peak;
    into.server_cpu = cpu_seconds_of(tree_of(server)) - cpu_before;
    into.error = end.error;
    if (into.had) into.moved = moved;
}

/// The first half of a resume. It says in the record when the client was too quick to be cut.
task<void> cut(const turn_ground& ground, pid_t server, const command_plan& plan,
               const fs::path& target, peer_record& into)
{
    auto here = co_await asio::this_coro::executor;
    const auto usual = tree_of(server).size();
    const auto complaints = ground.ground.state / "complaints.log";
    auto group = client_group::start(here, plan, target, complaints, -1);
    if (!group) {
        into.error = group.error().text();
        co_return;
    }
    const auto limit = deadline::after(ground.options.limit);
    const bool was_cut = co_await group->cut_at(into.bytes / 2, target, limit);
    if (!was_cut) into.error = "it ended before it could be cut";
    into.had = allocated_bytes(target);
    co_await settle(server, usual);
}

/// A program flushes its standard streams too; only what lies in the folder counts.
unsigned calls_in(const fs::path& trace, const fs::path& folder)
{
    unsigned count = 0;
    std::ifstream in(trace);
    for (std::string line; std::getline(in, line);) {
        const bool all = line.find(" sync(") != std::string::npos;
        const bool one = line.find("sync") != std::string::npos &&
                         line.find('<' + folder.string()) != std::string::npos;
        if (all || one) ++count;
    }
    return count;
}

} // namespace

result<void> prime_memory(unsigned mib)
{
    if (mib == 0) return ok;
    const auto path = fmt::format("/dev/shm/sluice-peers-{}", ::getpid());
    const unique_fd file(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
    if (!file) return fail_errno("prime memory", path);
    ::unlink(path.c_str());
    const std::vector<char> zeros(std::size_t{1} << 20U);
    for (unsigned i = 0; i < mib; ++i)
        if (::write(file.get(), zeros.data(), zeros.size()) != ssize_t{1} << 20U)
            return fail_errno("prime memory", path);
    return ok;
}

task<result<peer_record>> run_turn(const turn_ground& ground, const peer& who, const workload& what,
                                   unsigned round)
{
    peer_record made;
    made.workload = what.name;
    made.peer = who.key;
    made.round = round;
    made.bytes = what.bytes();
    const auto target = new_target(ground);
    if (!target) co_return target.error();
    const auto plan = plan_of(ground, who, what);
    if (!plan) co_return plan.error();
    const auto server = ground.servers.pid_of(who.server);
    const auto clean = write_back(*target);
    if (!clean) co_return clean.error();
    const auto primed = prime_memory(ground.options.prime_mib);
    if (!primed) co_return primed.error();
    if (what.kind == workload_kind::resume) co_await cut(ground, server, *plan, *target, made);
    if (made.error.empty()) co_await run_part(ground, server, *plan, *target, made);
    if (made.error.empty()) made.error = wrong_with(*target, what);
    std::error_code ignored;
    if (what.kind != workload_kind::small) fs::remove_all(*target, ignored);
    co_return made;
}

task<std::optional<unsigned>> count_flushes(const turn_ground& ground, const peer& who,
                                            const workload& probe)
{
    auto here = co_await asio::this_coro::executor;
    const auto strace = find_in_path("strace");
    const auto target = new_target(ground);
    auto plan = plan_of(ground, who, probe);
    if (!strace || !target || !plan) co_return std::nullopt;
    const auto trace = ground.ground.state / ("trace-" + who.key);
    auto& command = plan->commands.front();
    const std::vector<std::string> under{
        *strace, "-f",          "-qq", "-y", "-e", "trace=fsync,fdatasync,syncfs,sync",
        "-o",    trace.string()};
    command.insert(command.begin(), under.begin(), under.end());
    auto group =
        client_group::start(here, *plan, *target, ground.ground.state / "complaints.log", -1);
    if (!group) co_return std::nullopt;
    const auto end = co_await group->finish(deadline::after(std::chrono::seconds(60)));
    if (!end.error.empty() || !wrong_with(*target, probe).empty()) co_return std::nullopt;
    co_return calls_in(trace, *target);
}

} // namespace sluice::eval
