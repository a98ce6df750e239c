#include "transfer/put/put.hpp"

#include "base/backoff.hpp"
#include "base/exit_code.hpp"
#include "proto/status.hpp"
#include "transfer/put/put_report.hpp"

#include <unistd.h>

#include <fstream>

namespace sluice::transfer {
namespace {

constexpr std::uint32_t put_id = 1;

/// Longer than a put waits for the end of the one that it takes the place of.
constexpr auto acceptance_limit = std::chrono::seconds(40);
constexpr auto farewell_limit = std::chrono::seconds(5);
constexpr auto longest_backoff = std::chrono::seconds(15);

/// Both attempts in one; why the later one ended.
download_summary joined(const download_summary& earlier, download_summary later)
{
    later.files_done += earlier.files_done;
    later.files_skipped += earlier.files_skipped;
    later.bytes += earlier.bytes;
    later.resumed_bytes += earlier.resumed_bytes;
    later.retries += earlier.retries;
    return later;
}

/// machine-id(5); the host name where there is none.
std::string machine_name()
{
    std::ifstream file("/etc/machine-id");
    std::string name;
    if (std::getline(file, name) && !name.empty()) return name;
    std::array<char, 256> host{};
    const int failed = ::gethostname(host.data(), host.size() - 1);
    return failed == 0 ? host.data() : "";
}

} // namespace

std::array<std::byte, 16> source_id(const std::vector<std::string>& sources,
                                    const std::string& into)
{
    storage::hasher over(storage::digest_kind::xxh3);
    const auto add = [&over](std::string text) {
        text.push_back('\0');
        over.update(as_bytes(text));
    };
    add(machine_name());
    add(into);
    for (const auto& one : sources)
        add(one);
    const auto made = over.finish();
    std::array<std::byte, 16> id{};
    std::copy(made.bytes().begin(), made.bytes().end(), id.begin());
    return id;
}

put::put(asio::any_io_executor executor, put_environment environment, put_options options)
    : executor_(executor),
      environment_(environment),
      options_(std::move(options)),
      stall_limit_ms_(options_.stall_limit.count()),
      shown_(environment_.files),
      giving_{shown_, digests_, environment_.pool, rate_, stall_limit_ms_},
      woken_(executor)
{
}

proto::put_request put::request() const
{
    proto::put_request made;
    made.into = options_.into;
    made.on_exists = options_.on_exists;
    made.durability = options_.durability;
    made.kind = options_.kind;
    made.connections = static_cast<std::uint16_t>(options_.workers);
    made.source_id = source_id(environment_.files.sources(), options_.into);
    return made;
}

void put::interrupt()
{
    interrupted_ = true;
    woken_.notify_all();
    if (control_) control_->stream().interrupt();
}

deadline put::next_word() const
{
    return deadline::after(options_.stall_limit);
}

task<result<proto::ticket_bytes>> put::ask()
{
    auto made = co_await environment_.peer.connect();
    if (!made) co_return made.error();
    control_ = std::move(*made);
    if ((control_->features() & proto::feature_put) == 0)
        co_return fail(errc::unsupported, "put", "the server takes no files");
    const proto::message wanted = request();
    control_->queue(wanted, put_id);
    const auto sent = co_await control_->flush(next_word());
    if (!sent) co_return sent.error();
    const auto answer = co_await control_->receive(deadline::after(acceptance_limit));
    if (!answer) co_return answer.error();
    if (const auto* refused = std::get_if<proto::error_reply>(&answer->message))
        co_return proto::error_of(*refused);
    const auto* accepted = std::get_if<proto::put_accepted>(&answer->message);
    if (!accepted) co_return fail(errc::malformed_message, "put", "no answer to the request");
    co_return accepted->ticket;
}

/// False: that was the end.
task<result<bool>> put::take_one(deadline limit)
{
    const auto next = co_await control_->receive(limit);
    if (!next) co_return next.error();
    if (const auto* done = std::get_if<proto::put_file>(&next->message)) {
        const auto report = report_of(*done);
        environment_.observer.file_done(report);
        count(report);
    } else if (const auto* now = std::get_if<proto::put_progress>(&next->message)) {
        progress_ = progress_of(*now);
        add_earlier_attempts();
    } else if (const auto* end = std::get_if<proto::put_end>(&next->message)) {
        auto whole = summary_of(*end);
        whole.first_failure = std::move(reported_.first_failure);
        reported_ = std::move(whole);
        co_return false;
    } else if (const auto* refused = std::get_if<proto::error_reply>(&next->message)) {
        co_return proto::error_of(*refused);
    } else if (!std::holds_alternative<proto::going_away>(next->message)) {
        co_return fail(errc::malformed_message, "put", "not about this put");
    }
    co_return true;
}

task<result<>> put::follow()
{
    bool told = false;
    auto limit = next_word();
    while (true) {
        if (interrupted_ && !told) {
            told = true;
            limit = deadline::after(farewell_limit);
            const proto::cancel stop;
            control_->queue(stop, put_id);
            const auto sent = co_await control_->flush(limit);
            if (!sent) co_return sent.error();
        }
        const auto more = co_await take_one(limit);
        const bool woken = !more && more.error() == errc::cancelled && interrupted_ && !told;
        if (woken) continue;
        if (!more) co_return more.error();
        if (!*more) co_return ok;
        if (!told) limit = next_word();
    }
}

void put::count(const file_report& done)
{
    reported_.retries += done.retries;
    if (done.failed) {
        ++reported_.files_failed;
        if (!reported_.first_failure) reported_.first_failure = done.failed;
        return;
    }
    ++(done.skipped ? reported_.files_skipped : reported_.files_done);
    reported_.bytes += done.bytes;
    reported_.resumed_bytes += done.resumed_bytes;
    shown_.settle(done.remote);
}

/// The server of this attempt was not shown the files that had arrived before.
void put::add_earlier_attempts()
{
    const auto files = earlier_.files_done + earlier_.files_skipped;
    progress_.files_known += files;
    progress_.files_done += files;
    progress_.bytes_known += earlier_.bytes;
    progress_.bytes_done += earlier_.bytes;
    progress_.bytes_received += given_;
}

/// One control connection: from the request to the end of the put. The error is why not everything
/// was tried.
task<result<>> put::try_once()
{
    const auto ticket = co_await ask();
    if (!ticket) co_return ticket.error();
    offering_options offered;
    offered.connections = options_.workers + 1;
    offered.retries = options_.retries;
    offered.stall_limit = options_.stall_limit;
    offered.ticket = *ticket;
    offering giving(executor_, environment_.peer, giving_, offered);
    giving.start();
    const auto followed = co_await follow();
    co_await giving.stop();
    given_ += giving.counters().bytes.load();
    if (!followed) co_return followed.error();
    if (reported_.stopped) co_return *reported_.stopped;
    co_return ok;
}

/// False: interrupted.
task<bool> put::wait_to_retry(const error& why, unsigned failures)
{
    const auto wait = backoff(failures, random_(), options_.first_backoff, longest_backoff);
    environment_.observer.retrying(why, wait);
    const auto until = deadline::after(wait);
    while (!interrupted_ && !until.expired())
        co_await woken_.wait(until);
    co_return !interrupted_;
}

task<download_summary> put::run()
{
    const auto started = std::chrono::steady_clock::now();
    unsigned failures = 0;
    while (true) {
        const auto given = given_;
        const auto settled = shown_.settled();
        const auto ended = co_await try_once();
        control_.reset();
        summary_ = joined(earlier_, reported_);
        if (ended) break;
        summary_.stopped = ended.error();
        if (given_ > given || shown_.settled() > settled) failures = 0;
        const bool again = is_retryable(ended.error().code()) && failures < options_.retries;
        if (interrupted_ || !again) break;
        const bool waited = co_await wait_to_retry(ended.error(), failures++);
        if (!waited) break;
        // What failed is tried again, so only what arrived counts.
        reported_.files_failed = 0;
        earlier_ = joined(earlier_, std::exchange(reported_, {}));
        earlier_.first_failure.reset();
        ++earlier_.retries;
    }
    // The server may have been lost before it said how far it was.
    progress_.bytes_received = std::max(progress_.bytes_received, given_);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - started;
    summary_.seconds = took.count();
    co_return summary_;
}

} // namespace sluice::transfer
