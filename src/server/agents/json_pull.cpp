#include "server/agents/json_pull.hpp"

#include "server/agents/json_arrival.hpp"
#include "storage/checksum.hpp"

namespace sluice::server {

json_pull::json_pull(host& shared, std::shared_ptr<json_agent> link, pull_order order)
    : shared_(shared),
      link_(std::move(link)),
      order_(std::move(order)),
      arrival_(std::make_shared<json_arrival>(shared, order_))
{
}

json_pull::~json_pull()
{
    if (!download_id_.empty()) link_->leave(download_id_);
}

void json_pull::interrupt(error why)
{
    arrival_->fail_with(std::move(why));
    link_->bell_.notify_all();
}

pull_progress json_pull::progress() const
{
    return arrival_->progress();
}

task<result<>> json_pull::begin()
{
    if (arrival_->failed()) co_return *arrival_->failed();
    const auto opened = co_await arrival_->open();
    if (!opened) co_return opened.error();
    auto entered = link_->enter(arrival_);
    if (!entered) co_return entered.error();
    download_id_ = std::move(*entered);
    auto asked = co_await link_->say(download_request_text(download_id_, order_.from.path));
    co_return asked;
}

/// An agent may send other files first: only silence about all of them is too long.
task<void> json_pull::wait_for_end()
{
    while (!arrival_->over()) {
        const std::chrono::milliseconds stall(shared_.stall_limit_ms.load());
        const auto limit = deadline::at_point(link_->last_chunk_ + stall);
        if (limit.expired()) {
            arrival_->fail_with(fail(errc::timed_out, "pull", "nothing comes from the agent"));
            co_return;
        }
        co_await link_->bell_.wait(limit);
    }
}

task<pull_outcome> json_pull::run()
{
    const auto begun_at = std::chrono::steady_clock::now();
    const auto begun = co_await begin();
    if (!begun) arrival_->fail_with(begun.error());
    co_await wait_for_end();
    if (!download_id_.empty()) link_->leave(std::exchange(download_id_, {}));
    pull_outcome outcome;
    outcome.reached = progress();
    outcome.failed = arrival_->failed();
    outcome.digest = arrival_->digest();
    report(outcome, std::chrono::steady_clock::now() - begun_at);
    co_return outcome;
}

void json_pull::report(const pull_outcome& outcome, std::chrono::steady_clock::duration took)
{
    transfer::file_report made;
    made.remote = order_.from.path;
    made.bytes = outcome.reached.bytes_received;
    made.seconds = std::chrono::duration<double>(took).count();
    made.failed = outcome.failed;
    if (!outcome.failed) {
        made.local = order_.target;
        made.digest = outcome.digest;
    }
    if (shared_.state) shared_.ledger.add(ledger_of(made));
    if (order_.file_done) order_.file_done(made);
}

state::ledger_record json_pull::ledger_of(const transfer::file_report& report) const
{
    using std::chrono::nanoseconds;
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    const std::chrono::duration<double> took(report.seconds);
    state::ledger_record made;
    made.who = link_->facts().id;
    made.peer = link_->facts().peer;
    made.what = report.failed ? report.remote : report.local;
    made.direction = "pull";
    made.door = "json";
    made.digest_kind = "xxh3";
    made.root_digest = storage::bytes_of_hex(report.digest).value_or(byte_buffer());
    made.bytes = report.bytes;
    made.ended_ns = std::chrono::duration_cast<nanoseconds>(now).count();
    made.started_ns = made.ended_ns - std::chrono::duration_cast<nanoseconds>(took).count();
    made.result = report.failed ? code_name(report.failed->code()) : "ok";
    return made;
}

} // namespace sluice::server
