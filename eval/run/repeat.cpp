#include "eval/run/repeat.hpp"

#include "async/task_group.hpp"
#include "base/exit_code.hpp"
#include "eval/run/server_child.hpp"

#include <algorithm>

namespace sluice::eval {
namespace {

constexpr auto start_limit = std::chrono::seconds(15);
constexpr auto stop_limit = std::chrono::seconds(40); // longer than the server's own drain

repeat_setup setup_of(const run_ground& ground, const configuration& what, unsigned repeat)
{
    repeat_setup made;
    made.what = what;
    made.repeat = repeat;
    made.repeats = ground.options.repeats;
    made.files = ground.files.at(what.file_size);
    made.address = ground.server_address;
    made.durable = ground.options.durable;
    made.verbosity = ground.options.verbosity;
    made.client_program = ground.options.programs.client;
    made.client_prefix = ground.client_prefix;
    return made;
}

result<void> prepare(const run_ground& ground, const configuration& what, unsigned repeat)
{
    auto made = ground.folders.make_clients(what.clients);
    if (!made) return made;
    const auto of = ground.options.repeats;
    auto marked = mark_repeat(ground.folders.server_log(what), repeat, of);
    const bool logging_clients = what.mode == client_mode::programs;
    for (unsigned number = 1; marked && logging_clients && number <= what.clients; ++number)
        marked = mark_repeat(ground.folders.client_log(what, number), repeat, of);
    return marked;
}

task<void> run_one(const repeat_setup& setup, const run_folders& folders, unsigned number,
                   std::vector<errand> errands, starting_line& line, client_outcome& into)
{
    auto outcome = co_await run_client_program(setup, folders, number, std::move(errands), line);
    into = std::move(outcome);
}

task<std::vector<client_outcome>> run_clients(const repeat_setup& setup, const run_folders& folders,
                                              std::vector<std::vector<errand>> errands)
{
    auto here = co_await asio::this_coro::executor;
    starting_line line(here, setup.what.clients);
    if (setup.what.mode == client_mode::coroutines) {
        auto all = co_await run_client_coroutines(setup, folders, std::move(errands), line);
        co_return all;
    }
    std::vector<client_outcome> outcomes(errands.size());
    std::exception_ptr bug;
    task_group group(here, [&bug](std::exception_ptr thrown) { bug = thrown; });
    for (std::size_t i = 0; i < errands.size(); ++i)
        group.spawn(run_one(setup, folders, static_cast<unsigned>(i + 1), std::move(errands[i]),
                            line, outcomes[i]));
    co_await group.join();
    if (bug) std::rethrow_exception(bug);
    co_return outcomes;
}

/// A copy that is not what its source is counts as a failed download, whatever the client said.
void check_copies(const run_folders& folders, const repeat_setup& setup, client_outcome& outcome)
{
    for (auto& file : outcome.files) {
        if (file.exit != 0) continue;
        const auto is_it = [&](const source_file& one) { return one.name == file.file; };
        const auto source = std::find_if(setup.files.begin(), setup.files.end(), is_it);
        const auto digest = root_digest_of(folders.client(outcome.client.client) / file.file);
        if (digest && *digest == source->digest) continue;
        file.exit = static_cast<int>(exit_code::integrity);
        file.error = digest ? "the copy differs from its source" : digest.error().text();
        outcome.client.exit = file.exit;
        outcome.client.error = file.error;
        outcome.client.bytes -= file.bytes;
    }
}

std::vector<record> records_of(std::vector<client_outcome> outcomes, repeat_record whole)
{
    std::vector<record> all;
    double last = 0; // seconds from the start, which is when the first is planned

    for (auto& outcome : outcomes) {
        for (auto& file : outcome.files) {
            last = std::max(last, file.done.value_or(0));
            all.emplace_back(std::move(file));
        }
        whole.bytes += outcome.client.bytes;
        if (outcome.client.exit != 0) ++whole.failed;
        all.emplace_back(std::move(outcome.client));
    }
    whole.wall = last;
    all.emplace_back(std::move(whole));
    return all;
}

} // namespace

std::vector<std::vector<errand>> errands_of(const configuration& what,
                                            const std::vector<source_file>& files,
                                            std::uint64_t seed, unsigned repeat)
{
    std::seed_seq mixed{static_cast<std::uint32_t>(seed),
                        static_cast<std::uint32_t>(seed >> 32U),
                        static_cast<std::uint32_t>(what.file_size),
                        what.clients,
                        what.workers,
                        repeat};
    std::mt19937_64 random(mixed);
    std::vector<std::vector<errand>> all(what.clients);
    const auto count = files.size() * what.clients;
    const auto points = what.rate > 0 ? arrivals(count, what.rate, random) : std::vector<double>{};
    for (std::size_t i = 0; i < count; ++i) {
        errand one{files[i / what.clients], std::nullopt};
        if (!points.empty()) one.planned = points[i];
        all[i % what.clients].push_back(std::move(one));
    }
    return all;
}

task<result<std::vector<record>>> run_repeat(const run_ground& ground, configuration what,
                                             unsigned repeat)
{
    const auto prepared = prepare(ground, what, repeat);
    if (!prepared) co_return prepared.error();
    server_start how;
    how.program = ground.options.programs.server;
    how.folder = ground.folders.served(what.file_size);
    how.log = ground.folders.server_log(what);
    how.complaints = ground.folders.complaints();
    how.address = ground.server_address;
    how.verbosity = ground.options.verbosity;
    how.prefix = ground.server_prefix;
    const auto soon = std::min<std::chrono::milliseconds>(start_limit, ground.options.limit);
    auto server = co_await start_server(std::move(how), deadline::after(soon));
    if (!server) co_return server.error();

    auto setup = setup_of(ground, what, repeat);
    setup.port = server->port;
    setup.limit = deadline::after(ground.options.limit);
    auto errands = errands_of(what, setup.files, ground.options.seed, repeat);
    auto outcomes = co_await run_clients(setup, ground.folders, std::move(errands));
    const auto end = co_await stop_server(*server, deadline::after(stop_limit));
    if (!end) co_return end.error();

    repeat_record whole;
    whole.what = what;
    whole.repeat = repeat;
    whole.server_cpu_seconds = end->cpu_seconds;
    whole.server_peak_bytes = end->peak_bytes;
    for (auto& outcome : outcomes)
        check_copies(ground.folders, setup, outcome);
    ground.folders.remove_clients();
    co_return records_of(std::move(outcomes), std::move(whole));
}

} // namespace sluice::eval
