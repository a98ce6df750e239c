#include "eval/peers/run_peers.hpp"

#include "eval/link/emulated_link.hpp"
#include "eval/peers/candidates.hpp"
#include "eval/peers/sluice_alone.hpp"
#include "eval/run/environment.hpp"
#include "eval/run/first_signal.hpp"
#include "eval/run/matrix.hpp"

#include <fmt/format.h>
#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <fstream>
#include <iostream>

namespace sluice::eval {
namespace {

namespace fs = std::filesystem;

/// A folder that goes with everything in it.
struct scratch_folder {
    scratch_folder() = default;
    scratch_folder(const scratch_folder&) = delete;
    scratch_folder& operator=(const scratch_folder&) = delete;
    ~scratch_folder()
    {
        std::error_code ignored;
        if (!path.empty()) fs::remove_all(path, ignored);
    }

    result<void> make(std::string pattern)
    {
        if (::mkdtemp(pattern.data()) == nullptr) return fail_errno("prepare", pattern);
        path = pattern;
        return ok;
    }

    fs::path path;
};

std::string joined(const std::vector<std::string>& words)
{
    std::string text;
    for (const auto& word : words)
        text += (text.empty() ? "" : " ") + (word.empty() ? "''" : word);
    return text;
}

/// One run of everything.
class peers_run {
public:
    explicit peers_run(const peer_options& options) : options_(options) {}

    result<void> prepare();
    task<void> run();
    result<void> write() const;
    const peers_outcome& outcome() const { return outcome_; }
    const std::optional<error>& failed() const { return failed_; }
    int signal() const { return signal_ ? signal_->number() : ended_by_; }

private:
    bool wants(std::string_view part) const;
    result<void> open_link();
    task<result<>> work(peer_servers& servers);
    task<result<>> add_entries(const turn_ground& ground);
    task<result<>> run_workload(const turn_ground& ground, const workload& what);
    task<result<>> run_alone(const turn_ground& ground);

    const peer_options& options_;
    std::unique_ptr<emulated_link> link_;
    scratch_folder state_;
    scratch_folder targets_;
    peer_ground ground_;
    candidates candidates_;
    std::vector<workload> workloads_;
    peers_outcome outcome_;
    std::optional<error> failed_;
    const first_signal* signal_ = nullptr; // while it runs
    int ended_by_ = 0;                     // a signal
};

bool peers_run::wants(std::string_view part) const
{
    const auto& only = options_.only;
    return only.empty() || std::find(only.begin(), only.end(), part) != only.end();
}

/// This program moves to the servers' side, so that they need nothing; clients get a prefix.
result<void> peers_run::open_link()
{
    if (options_.link.empty()) return ok;
    const auto spec = parse_link_spec(options_.link);
    if (!spec) return spec.error();
    auto made = emulated_link::open(*spec);
    if (!made) return made.error();
    link_ = std::move(*made);
    ground_.address = link_->address(link_side::a);
    ground_.client_prefix = link_->command_prefix(link_side::b);
    outcome_.link = options_.link;
    return link_->enter(link_side::a);
}

result<void> peers_run::prepare()
{
    const auto linked = open_link();
    if (!linked) return linked;
    std::error_code ec;
    const auto out = fs::absolute(options_.out, ec);
    for (const auto* folder : {"servers/peers", "clients", "times"})
        fs::create_directories(out / folder, ec);
    if (ec) return fail_errno("prepare", out.string(), ec.value());
    auto made = state_.make((fs::temp_directory_path() / "sluice-peers-XXXXXX").string());
    if (made) made = targets_.make((out / "clients" / "peers-XXXXXX").string());
    if (!made) return made;
    const auto* user = ::getpwuid(::geteuid());
    ground_.user = user ? user->pw_name : "root";
    ground_.state = state_.path;
    ground_.served = out / "servers" / "peers";
    auto found = find_candidates(options_, ground_);
    if (!found) return found.error();
    candidates_ = std::move(*found);
    std::cerr << "making files\n";
    auto workloads = make_workloads(options_, ground_.served);
    if (!workloads) return workloads.error();
    workloads_ = std::move(*workloads);

    run_options around;
    around.out = out;
    around.programs = options_.programs;
    around.seed = options_.seed;
    const auto seen = look_around(around, "sluice-eval peers");
    outcome_.date = seen.date;
    outcome_.machine = seen.machine;
    outcome_.versions = candidates_.versions;
    outcome_.skipped = candidates_.skipped;
    outcome_.rounds = options_.rounds;
    outcome_.divisor = options_.divisor;
    for (const auto& one : workloads_)
        outcome_.workloads.emplace_back(one.name, one.title);
    return ok;
}

/// Commands, versions and how often each candidate flushes.
task<result<>> peers_run::add_entries(const turn_ground& ground)
{
    const auto probe = make_probe(ground_.served);
    if (!probe) co_return probe.error();
    for (const auto* who : candidates_.present) {
        const auto flushes = co_await count_flushes(ground, *who, *probe);
        for (const auto& what : workloads_) {
            const auto plan = who->plan(ground_, what);
            if (!plan) co_return plan.error();
            peer_entry made{what.name,
                            who->key,
                            who->name,
                            candidates_.version_of(who->program),
                            joined(plan->commands.front()),
                            plan->commands.size(),
                            plan->note,
                            who->verified,
                            who->flushed,
                            flushes};
            outcome_.entries.push_back(std::move(made));
        }
    }
    co_return ok;
}

task<result<>> peers_run::run_workload(const turn_ground& ground, const workload& what)
{
    const auto& present = candidates_.present;
    for (const auto& turn : interleave(present.size(), options_.rounds, options_.seed)) {
        if (signal() != 0) co_return ok;
        const auto& who = *present[turn.configuration];
        auto made = co_await run_turn(ground, who, what, turn.repeat);
        if (!made) co_return made.error();
        const auto sound = link_ ? link_->check() : result<void>(ok);
        if (!sound) co_return sound.error();
        std::cerr << fmt::format("{}  round {} of {}  {}  {:.3f} s{}{}\n", what.name, turn.repeat,
                                 options_.rounds, who.key, made->wall,
                                 made->error.empty() ? "" : "  FAILED: ", made->error);
        // What a signal did to it is not the candidate's fault.
        if (signal() == 0) outcome_.runs.push_back(std::move(*made));
    }
    co_return ok;
}

/// Memory and idle connections, which need files that may not be among the workloads.
task<result<>> peers_run::run_alone(const turn_ground& ground)
{
    auto options = options_;
    options.only = {"large", "many"};
    const bool memory = wants("memory") && signal() == 0;
    // They are about the server, whatever the link.
    if (link_ || (!memory && !wants("idle"))) co_return ok;
    auto made = make_workloads(options, ground_.served);
    if (!made) co_return made.error();
    const auto keep = [this](std::vector<peer_fact> facts) {
        std::move(facts.begin(), facts.end(), std::back_inserter(outcome_.facts));
    };
    if (memory) {
        auto facts = co_await measure_memory(ground, made->at(1), outcome_.runs);
        if (!facts) co_return facts.error();
        keep(std::move(*facts));
    }
    if (wants("idle") && signal() == 0) {
        auto facts = co_await measure_idle(ground, made->at(0), outcome_.runs);
        if (!facts) co_return facts.error();
        keep(std::move(*facts));
    }
    co_return ok;
}

task<result<>> peers_run::work(peer_servers& servers)
{
    auto started = co_await servers.start(peer_server::sluice, ground_, options_.programs.server);
    const fs::path theirs;
    for (const auto* who : candidates_.present)
        if (started) started = co_await servers.start(who->server, ground_, theirs);
    if (!started) co_return started.error();
    const turn_ground ground{options_, ground_, servers, targets_.path};
    if (!workloads_.empty()) started = co_await add_entries(ground);
    for (const auto& what : workloads_)
        if (started && signal() == 0) started = co_await run_workload(ground, what);
    if (!started) co_return started.error();
    auto alone = co_await run_alone(ground);
    co_return alone;
}

/// The first signal ends the run after the turn at hand.
task<void> peers_run::run()
{
    auto here = co_await asio::this_coro::executor;
    first_signal noticed(here);
    signal_ = &noticed;
    peer_servers servers(state_.path);
    const auto worked = co_await work(servers);
    co_await servers.stop();
    noticed.forget();
    ended_by_ = noticed.number();
    signal_ = nullptr;
    if (!worked) failed_ = worked.error();
}

result<void> peers_run::write() const
{
    const auto path = fs::absolute(options_.out) / "times" / "peers.json";
    std::ofstream out(path, std::ios::trunc);
    out << peers_json(outcome_) << std::flush;
    if (!out) return fail(errc::not_writable, "write times", path.string());
    return ok;
}

} // namespace

result<exit_code> run_peers(const peer_options& options, std::ostream& report)
{
    // Loopback is never reached through a proxy.
    for (const auto* name : {"http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY", "RSYNC_PROXY"})
        ::unsetenv(name);
    peers_run run(options);
    const auto prepared = run.prepare();
    if (!prepared) return prepared.error();

    asio::io_context io;
    std::exception_ptr bug;
    asio::co_spawn(io, run.run(), [&bug](std::exception_ptr thrown) { bug = thrown; });
    io.run();
    if (bug) std::rethrow_exception(bug);

    const auto written = run.write();
    if (!written) return written.error();
    if (run.failed()) return *run.failed();
    report << peers_report(run.outcome()) << std::flush;
    if (run.signal() == SIGINT) return exit_code::interrupted;
    if (run.signal() == SIGTERM) return exit_code::terminated;
    return run.outcome().any_failed() ? exit_code::partly_done : exit_code::done;
}

} // namespace sluice::eval
