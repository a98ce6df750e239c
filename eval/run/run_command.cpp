#include "eval/run/run_command.hpp"

#include "base/escape.hpp"
#include "eval/link/emulated_link.hpp"
#include "eval/run/environment.hpp"
#include "eval/run/first_signal.hpp"
#include "eval/run/repeat.hpp"
#include "eval/summary/report.hpp"
#include "eval/summary/summary_files.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <iostream>

namespace sluice::eval {
namespace {

/// One run of the matrix.
class matrix_run {
public:
    matrix_run(const run_options& options, run_folders folders)
        : options_(options),
          folders_(std::move(folders)),
          ground_{options_, folders_, {}, {}, {}},
          all_(configurations_of(options)),
          plan_(interleave(all_.size(), options.repeats, options.seed))
    {
    }

    result<void> prepare();
    task<void> run();
    result<void> write(const run_environment& around) const;

    const std::vector<record>& records() const { return records_; }
    const std::optional<error>& failed() const { return failed_; }
    int signal() const { return signal_ ? signal_->number() : ended_by_; }

private:
    result<void> open_link();
    std::string plan_json() const;
    task<void> work();
    void tell(std::size_t number) const;

    const run_options& options_;
    run_folders folders_;
    run_ground ground_;
    std::unique_ptr<emulated_link> link_;
    std::vector<configuration> all_;
    std::vector<turn> plan_;
    std::vector<record> records_;
    std::optional<error> failed_;
    const first_signal* signal_ = nullptr; // while it runs
    int ended_by_ = 0;                     // a signal
};

result<void> matrix_run::open_link()
{
    if (options_.link.empty()) return ok;
    const auto spec = parse_link_spec(options_.link);
    if (!spec) return spec.error();
    auto made = emulated_link::open(*spec);
    if (!made) return made.error();
    link_ = std::move(*made);
    ground_.server_prefix = link_->command_prefix(link_side::a);
    ground_.client_prefix = link_->command_prefix(link_side::b);
    ground_.server_address = link_->address(link_side::a);
    return ok;
}

result<void> matrix_run::prepare()
{
    const auto linked = open_link();
    if (!linked) return linked;
    for (const auto size : options_.sizes) {
        auto made = make_source_files(folders_.served(size), size, options_.files, options_.seed);
        if (!made) return made.error();
        ground_.files[size] = std::move(*made);
    }
    return ok;
}

void matrix_run::tell(std::size_t number) const
{
    const auto& one = plan_[number];
    const auto what = one.repeat == 0
                          ? std::string("warm-up")
                          : fmt::format("repeat {} of {}", one.repeat, options_.repeats);
    const auto line = fmt::format("{}/{}  {}  {}", number + 1, plan_.size(),
                                  label_of(all_[one.configuration]), what);
    const bool terminal = ::isatty(STDERR_FILENO) == 1;
    std::cerr << (terminal ? "\r\033[K" : "") << line << (terminal ? "" : "\n") << std::flush;
}

task<void> matrix_run::work()
{
    for (std::size_t i = 0; i < plan_.size() && signal() == 0; ++i) {
        tell(i);
        auto made = co_await run_repeat(ground_, all_[plan_[i].configuration], plan_[i].repeat);
        if (signal() != 0) co_return; // what was interrupted counts for nothing
        if (!made) {
            failed_ = made.error();
            co_return;
        }
        std::move(made->begin(), made->end(), std::back_inserter(records_));
        const auto sound = link_ ? link_->check() : result<void>(ok);
        if (!sound) {
            failed_ = sound.error();
            co_return;
        }
    }
}

/// The first signal ends the run after the repeat at hand, the second one at once: the children die
/// with this program.
task<void> matrix_run::run()
{
    auto here = co_await asio::this_coro::executor;
    first_signal noticed(here);
    signal_ = &noticed;
    co_await work();
    noticed.forget();
    ended_by_ = noticed.number();
    signal_ = nullptr;
    if (::isatty(STDERR_FILENO) == 1) std::cerr << "\r\033[K" << std::flush;
    folders_.remove_clients();
}

std::string matrix_run::plan_json() const
{
    nlohmann::ordered_json made;
    made["schema"] = 1;
    made["seed"] = options_.seed;
    for (const auto& one : plan_)
        made["turns"].push_back(
            {{"configuration", label_of(all_[one.configuration])}, {"repeat", one.repeat}});
    return made.dump(2) + "\n";
}

result<void> matrix_run::write(const run_environment& around) const
{
    const auto rows = summarize_records(records_);
    std::string lines;
    for (const auto& one : records_)
        lines += line_of(one) + "\n";
    const std::vector<std::pair<std::string, std::string>> files{
        {"raw.ndjson", lines},
        {"raw.json", raw_times_json(rows)},
        {"averages.json", averages_json(rows)},
        {"summary.json", summary_json(rows)},
        {"summary.csv", summary_csv(rows)},
        {"plan.json", plan_json()},
        {"environment.json", around.json}};
    for (const auto& [name, text] : files) {
        std::ofstream out(folders_.times() / name, std::ios::binary);
        out << text << std::flush;
        if (!out) return fail(errc::not_writable, "write times", folders_.times() / name);
    }
    return ok;
}

exit_code code_of(const matrix_run& run)
{
    if (run.signal() == SIGINT) return exit_code::interrupted;
    if (run.signal() == SIGTERM) return exit_code::terminated;
    for (const auto& one : run.records())
        if (const auto* whole = std::get_if<repeat_record>(&one); whole && whole->failed > 0)
            return exit_code::partly_done;
    return exit_code::done;
}

} // namespace

result<exit_code> run_matrix(const run_options& options, const std::string& command,
                             std::ostream& report)
{
    auto folders = run_folders::prepare(options.out);
    if (!folders) return folders.error();
    const auto times = folders->times().string();
    const auto around = look_around(options, command);
    matrix_run run(options, std::move(*folders));
    const auto prepared = run.prepare();
    if (!prepared) return prepared.error();

    asio::io_context io;
    std::exception_ptr bug;
    asio::co_spawn(io, run.run(), [&bug](std::exception_ptr thrown) { bug = thrown; });
    io.run();
    if (bug) std::rethrow_exception(bug);

    const auto written = run.write(around);
    if (!written) return written.error();
    if (run.failed()) return *run.failed();
    const report_frame frame{command,         around.date,  around.machine,
                             options.durable, options.seed, times};
    report << report_of(summarize_records(run.records()), run.records(), frame) << std::flush;
    return code_of(run);
}

} // namespace sluice::eval
