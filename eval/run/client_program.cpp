#include "async/sleep.hpp"
#include "base/exit_code.hpp"
#include "eval/child/child.hpp"
#include "eval/run/client_run.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <csignal>

namespace sluice::eval {
namespace {

using json = nlohmann::json;

/// One client program that runs.
class program_session {
public:
    program_session(const repeat_setup& setup, unsigned number, starting_line& line)
        : setup_(setup),
          line_(line),
          number_(number)
    {
    }

    task<client_outcome> run(const run_folders& folders, std::vector<errand> errands);

private:
    child_options options(const run_folders& folders) const;
    task<result<>> get_ready(const run_folders& folders);
    task<void> fetch(const errand& one);
    task<result<>> ask(file_record& record);
    void take(const json& event, file_record& record) const;
    task<void> finish();
    std::optional<double> point(const json& times, const char* name) const;

    const repeat_setup& setup_;
    starting_line& line_;
    unsigned number_;
    std::unique_ptr<child> program_;
    std::optional<error> broken_; // the program cannot be used any more
    double last_end_ = 0;
    client_outcome outcome_;
};

child_options program_session::options(const run_folders& folders) const
{
    child_options made;
    made.command = setup_.client_prefix;
    for (const auto& word : {setup_.client_program.string(),
                             std::string("-a"),
                             setup_.address,
                             std::string("-p"),
                             std::to_string(setup_.port),
                             std::string("-d"),
                             folders.client(number_).string(),
                             std::string("-l"),
                             folders.client_log(setup_.what, number_).string(),
                             std::string("-v"),
                             std::to_string(setup_.verbosity),
                             std::string("-w"),
                             std::to_string(setup_.what.workers),
                             std::string("-t"),
                             std::string("24h"),
                             std::string("--durability"),
                             std::string(setup_.durable ? "file" : "none"),
                             std::string("--digest"),
                             std::string("xxh3"),
                             std::string("--on-exists"),
                             std::string("overwrite"),
                             std::string("--progress"),
                             std::string("none"),
                             std::string("--json-stream")})
        made.command.push_back(word);
    made.feed = true;
    made.listen = true;
    made.errors = folders.complaints();
    return made;
}

/// A ping that was answered: the program is up and the server reachable, both before time counts.
task<result<>> program_session::get_ready(const run_folders& folders)
{
    auto here = co_await asio::this_coro::executor;
    auto started = child::start(here, options(folders));
    if (!started) co_return started.error();
    program_ = std::move(*started);
    const auto asked = co_await program_->write("ping\n", setup_.limit);
    if (!asked) co_return asked.error();
    const auto answer = co_await program_->read_line(setup_.limit);
    if (!answer) co_return answer.error();
    const auto said = json::parse(*answer, nullptr, false);
    if (!said.is_object() || !said.contains("seconds"))
        co_return fail(errc::unreachable, "start client", "it said '" + *answer + "'");
    co_return ok;
}

std::optional<double> program_session::point(const json& times, const char* name) const
{
    const auto found = times.find(name);
    if (found == times.end() || !found->is_number()) return std::nullopt;
    const std::chrono::duration<double> since_boot(found->get<double>());
    const auto span = std::chrono::duration_cast<deadline::clock::duration>(since_boot);
    return line_.seconds_at(deadline::clock::time_point(span));
}

void program_session::take(const json& event, file_record& record) const
{
    const auto kind = event.value("event", "");
    if (kind == "retry") ++record.retries;
    if (kind == "summary") {
        record.done = line_.now();
        record.exit = event.value("exit_code", 1);
        if (event.contains("error") && event["error"].is_object() && record.error.empty())
            record.error = event["error"].value("text", "");
    }
    if (kind != "file") return;
    record.bytes = event.value("bytes", std::uint64_t{0});
    record.retries += event.value("retries", std::uint64_t{0});
    if (event.contains("error") && event["error"].is_object())
        record.error = event["error"].value("text", "");
    const auto& times = event.at("times");
    record.first_byte = point(times, "first_byte");
    record.received = point(times, "received");
    record.verified = point(times, "verified");
    record.durable = point(times, "durable");
}

task<result<>> program_session::ask(file_record& record)
{
    const auto asked = co_await program_->write("get " + record.file + "\n", setup_.limit);
    if (!asked) co_return asked.error();
    while (!record.done) {
        const auto line = co_await program_->read_line(setup_.limit);
        if (!line) co_return line.error();
        const auto event = json::parse(*line, nullptr, false);
        if (!event.is_object())
            co_return fail(errc::malformed_message, "read client", "it said '" + *line + "'");
        take(event, record);
    }
    co_return ok;
}

task<void> program_session::fetch(const errand& one)
{
    file_record record;
    record.what = setup_.what;
    record.repeat = setup_.repeat;
    record.client = number_;
    record.file = one.file.name;
    record.planned = one.planned.value_or(last_end_);
    if (!broken_) {
        if (one.planned) {
            const std::chrono::duration<double> until(*one.planned);
            const auto span = std::chrono::duration_cast<deadline::clock::duration>(until);
            co_await sleep_until(deadline::at_point(line_.start() + span));
        }
        record.start = line_.now();
        const auto asked = co_await ask(record);
        if (!asked) broken_ = asked.error();
    }
    if (broken_) {
        record.exit = static_cast<int>(exit_code_of(*broken_));
        record.error = broken_->text();
        record.done.reset();
    }
    last_end_ = record.done.value_or(last_end_);
    outcome_.client.bytes += record.exit == 0 ? record.bytes : 0;
    outcome_.files.push_back(std::move(record));
}

/// Lets it end, or makes it.
task<void> program_session::finish()
{
    auto& client = outcome_.client;
    if (broken_) client.error = broken_->text();
    if (!program_) {
        client.exit = broken_ ? static_cast<int>(exit_code_of(*broken_)) : 1;
        co_return;
    }
    program_->close_input();
    auto end = co_await program_->wait(deadline::after(std::chrono::seconds(broken_ ? 1 : 10)));
    if (!end) {
        if (!broken_) client.error = "it did not end by itself; killed";
        program_->signal(SIGKILL);
        end = co_await program_->wait(deadline::never());
    }
    client.exit = end->status;
    client.cpu_seconds = end->cpu_seconds;
    client.peak_bytes = end->peak_bytes;
    // How it ended says more than that its output did.
    for (auto& file : outcome_.files)
        if (broken_ && !file.done && end->status != 0) file.exit = end->status;
}

task<client_outcome> program_session::run(const run_folders& folders, std::vector<errand> errands)
{
    auto& client = outcome_.client;
    client.what = setup_.what;
    client.repeat = setup_.repeat;
    client.client = number_;
    const auto ready = co_await get_ready(folders);
    if (!ready) broken_ = ready.error();
    co_await line_.arrive(setup_.limit);
    for (const auto& one : errands)
        co_await fetch(one);
    client.wall = last_end_ - (outcome_.files.empty() ? 0 : outcome_.files.front().planned);
    co_await finish();
    co_return std::move(outcome_);
}

} // namespace

task<void> starting_line::arrive(deadline limit)
{
    leave();
    while (missing_ > 0) {
        const bool called = co_await changed_.wait(limit);
        if (!called) co_return;
    }
}

void starting_line::leave()
{
    if (missing_ > 0 && --missing_ == 0) start_ = deadline::clock::now();
    changed_.notify_all();
}

task<client_outcome> run_client_program(const repeat_setup& setup, const run_folders& folders,
                                        unsigned number, std::vector<errand> errands,
                                        starting_line& line)
{
    program_session session(setup, number, line);
    auto outcome = co_await session.run(folders, std::move(errands));
    co_return outcome;
}

} // namespace sluice::eval
