#include "async/sleep.hpp"
#include "async/task_group.hpp"
#include "base/exit_code.hpp"
#include "eval/run/client_run.hpp"
#include "transfer/download/download.hpp"

#include <sys/resource.h>

namespace sluice::eval {
namespace {

using steady = deadline::clock::time_point;

/// What clients of one process share.
struct shared_ground {
    const repeat_setup& setup;
    const run_folders& folders;
    starting_line& line;
    asio::thread_pool& pool;
};

/// Keeps the one report of a download.
class keeping_observer final : public transfer::download_observer {
public:
    void file_done(const transfer::file_report& report) override { kept = report; }
    void retrying(const error&, std::chrono::milliseconds) override { ++retries; }

    std::optional<transfer::file_report> kept;
    std::uint64_t retries = 0;
};

transfer::download_options options_of(const repeat_setup& setup)
{
    transfer::download_options made;
    made.workers = setup.what.workers;
    made.policy = storage::on_exists::overwrite;
    made.durability = setup.durable ? storage::durability::file : storage::durability::none;
    return made;
}

std::optional<double> point(const starting_line& line, const std::optional<steady>& when)
{
    return when ? std::optional<double>(line.seconds_at(*when)) : std::nullopt;
}

void take(const keeping_observer& from, const transfer::download_summary& summary,
          const starting_line& line, file_record& record)
{
    record.done = line.now();
    record.retries = from.retries;
    auto failed = summary.stopped ? summary.stopped : summary.first_failure;
    if (failed) record.error = failed->text();
    record.exit = failed ? static_cast<int>(exit_code_of(*failed)) : 0;
    if (!from.kept) return;
    record.bytes = from.kept->bytes;
    record.retries += from.kept->retries;
    const auto& times = from.kept->times;
    record.first_byte = point(line, times.first_byte);
    record.received = point(line, times.received);
    record.verified = point(line, times.verified);
    record.durable = point(line, times.durable);
}

task<file_record> fetch(const shared_ground& ground, transfer::connector& peer,
                        storage::target_folder& target, const errand& one, double last_end)
{
    auto here = co_await asio::this_coro::executor;
    file_record record;
    record.file = one.file.name;
    record.planned = one.planned.value_or(last_end);
    if (one.planned) {
        const std::chrono::duration<double> until(*one.planned);
        const auto span = std::chrono::duration_cast<deadline::clock::duration>(until);
        co_await sleep_until(deadline::at_point(ground.line.start() + span));
    }
    record.start = ground.line.now();
    keeping_observer observer;
    const transfer::download_environment around{peer, ground.pool, storage::system_file_calls(),
                                                target, observer};
    transfer::download engine(here, around, options_of(ground.setup));
    std::vector<transfer::download_target> wanted{{one.file.name, ""}};
    const auto summary = co_await engine.run(std::move(wanted));
    take(observer, summary, ground.line, record);
    co_return record;
}

task<void> run_client(const shared_ground& ground, unsigned number, std::vector<errand> errands,
                      client_outcome& outcome)
{
    const auto& setup = ground.setup;
    auto& client = outcome.client;
    client.what = setup.what;
    client.repeat = setup.repeat;
    client.client = number;
    net::endpoint_name where{setup.address, setup.port};
    transfer::tcp_connector peer(std::move(where), "eval" + std::to_string(number),
                                 std::chrono::seconds(30));
    auto target =
        storage::target_folder::open(storage::system_file_calls(), ground.folders.client(number));
    co_await ground.line.arrive(setup.limit);
    double last_end = 0;
    for (const auto& one : errands) {
        file_record record;
        if (target) {
            auto fetched = co_await fetch(ground, peer, **target, one, last_end);
            record = std::move(fetched);
        } else {
            record.file = one.file.name;
            record.exit = static_cast<int>(exit_code_of(target.error()));
            record.error = target.error().text();
        }
        record.what = setup.what;
        record.repeat = setup.repeat;
        record.client = number;
        last_end = record.done.value_or(last_end);
        if (record.exit == 0) client.bytes += record.bytes;
        if (record.exit != 0) client.exit = record.exit;
        if (record.exit != 0) client.error = record.error;
        outcome.files.push_back(std::move(record));
    }
    client.wall = last_end - (outcome.files.empty() ? 0 : outcome.files.front().planned);
}

double cpu_seconds_of_this_program()
{
    rusage used{};
    ::getrusage(RUSAGE_SELF, &used);
    const auto seconds = [](const timeval& t) {
        return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
    };
    return seconds(used.ru_utime) + seconds(used.ru_stime);
}

std::uint64_t peak_bytes_of_this_program()
{
    rusage used{};
    ::getrusage(RUSAGE_SELF, &used);
    return static_cast<std::uint64_t>(used.ru_maxrss) * 1024;
}

} // namespace

task<std::vector<client_outcome>> run_client_coroutines(const repeat_setup& setup,
                                                        const run_folders& folders,
                                                        std::vector<std::vector<errand>> errands,
                                                        starting_line& line)
{
    auto here = co_await asio::this_coro::executor;
    asio::thread_pool pool(4);
    const shared_ground ground{setup, folders, line, pool};
    std::vector<client_outcome> outcomes(errands.size());
    std::exception_ptr bug;
    task_group group(here, [&bug](std::exception_ptr thrown) { bug = thrown; });
    const auto before = cpu_seconds_of_this_program();
    for (std::size_t i = 0; i < errands.size(); ++i)
        group.spawn(
            run_client(ground, static_cast<unsigned>(i + 1), std::move(errands[i]), outcomes[i]));
    co_await group.join();
    if (bug) std::rethrow_exception(bug);
    if (!outcomes.empty()) {
        outcomes[0].client.cpu_seconds = cpu_seconds_of_this_program() - before;
        outcomes[0].client.peak_bytes = peak_bytes_of_this_program();
    }
    co_return outcomes;
}

} // namespace sluice::eval
