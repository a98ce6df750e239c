#include "server/uploads/put_job.hpp"

#include "async/on_pool.hpp"
#include "proto/status.hpp"
#include "transfer/put/put_report.hpp"

namespace sluice::server {
namespace {

constexpr auto fence_limit = std::chrono::seconds(30);
constexpr auto told_every = std::chrono::milliseconds(250);
constexpr std::size_t told_above = 64U << 10U;  // bytes of messages
constexpr std::size_t most_untold = 16U << 20U; // bytes that a peer may leave unread
constexpr unsigned most_connections = 64;

transfer::download_options options_from(const proto::put_request& wanted,
                                        std::chrono::milliseconds stall_limit)
{
    transfer::download_options made;
    made.workers = std::clamp<unsigned>(wanted.connections, 1, most_connections);
    switch (wanted.on_exists) {
    case proto::name_taken::rename: made.policy = storage::on_exists::rename; break;
    case proto::name_taken::overwrite: made.policy = storage::on_exists::overwrite; break;
    case proto::name_taken::skip: made.policy = storage::on_exists::skip; break;
    case proto::name_taken::fail: made.policy = storage::on_exists::fail; break;
    }
    const bool durable = wanted.durability == proto::durable_when::published;
    made.durability = durable ? storage::durability::file : storage::durability::none;
    made.kind = wanted.kind;
    made.stall_limit = stall_limit;
    return made;
}

void rethrow(std::exception_ptr bug)
{
    std::rethrow_exception(bug);
}

} // namespace

put_job::put_job(host& shared, net::frame_stream& control, put_owner owner,
                 asio::any_io_executor loop)
    : shared_(shared),
      control_(control),
      owner_(std::move(owner)),
      loop_(loop),
      bell_(loop)
{
}

put_job::~put_job()
{
    if (entry_) shared_.tickets.leave(entry_);
}

void put_job::stop(error why)
{
    if (!stopped_) stopped_ = std::move(why);
    if (entry_) entry_->streams->close();
    if (download_ && !fetched_) download_->interrupt();
}

task<result<>> put_job::open_target(storage::safe_path into)
{
    auto work = [this, &into]() -> result<std::unique_ptr<storage::target_folder>> {
        auto opened = shared_.files.open_folder(storage::safe_path());
        if (!opened) return opened.error();
        auto whole = storage::target_folder::adopt(storage::system_file_calls(), std::move(*opened),
                                                   std::string());
        return whole->below(into);
    };
    auto target = co_await on_pool(shared_.pool, std::move(work));
    if (!target) co_return target.error();
    target_ = std::move(*target);
    co_return ok;
}

/// Everything before the first byte: rights, the place of an older put, the folder.
task<result<>> put_job::begin(const proto::put_request& wanted)
{
    const auto into = storage::check_path(wanted.into);
    if (!into) co_return into.error();
    into_ = into->text();
    if (!owner_.who.may(state::right::write) || !owner_.who.covers(into_))
        co_return fail(errc::permission_denied, "put", into_);
    const std::chrono::milliseconds stall(shared_.stall_limit_ms.load());
    entry_ = std::make_shared<ticket_entry>();
    entry_->loop = loop_;
    entry_->source = owner_.who.name + "/" + std::string(as_text(wanted.source_id));
    entry_->streams = std::make_shared<transfer::attached_streams>(loop_, stall);
    entry_->stop = [this](error why) { stop(std::move(why)); };
    const auto older = shared_.tickets.enter(entry_);
    if (older) {
        const auto limit = deadline::after(fence_limit);
        const auto over = co_await shared_.tickets.wait_for_end(older, limit);
        if (!over) co_return over.error();
    }
    if (stopped_) co_return *stopped_;
    const auto opened = co_await open_target(*into);
    if (!opened) co_return opened.error();
    gate_ = std::make_unique<put_gate>(shared_.claims, shared_.arrivals.get(), into_);
    const transfer::download_environment environment{
        *entry_->streams, shared_.pool, storage::system_file_calls(), *target_, *this, gate_.get()};
    download_ =
        std::make_unique<transfer::download>(loop_, environment, options_from(wanted, stall));
    digest_kind_ = storage::name_of(wanted.kind);
    co_return ok;
}

task<result<>> put_job::run(std::uint32_t id, proto::put_request wanted)
{
    // Broken off in the middle it would leave coroutines behind that use it.
    co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
    id_ = id;
    const auto limit = std::chrono::milliseconds(shared_.stall_limit_ms.load());
    const auto begun = co_await begin(wanted);
    result<> told = ok;
    if (begun) {
        const proto::put_accepted accepted{entry_->ticket};
        control_.queue(accepted, id);
        told = co_await control_.flush(deadline::after(limit));
        if (told) {
            auto summary = co_await fetch();
            told = co_await tell_end(id, std::move(summary));
        }
    } else {
        control_.queue(proto::reply_of(begun.error()), id);
        told = co_await control_.flush(deadline::after(limit));
    }
    co_await asio::this_coro::reset_cancellation_state();
    co_return told;
}

task<transfer::download_summary> put_job::fetch()
{
    task_group listening(loop_, rethrow);
    task_group telling(loop_, rethrow);
    listening.spawn(listen());
    telling.spawn(tell());
    std::vector<transfer::download_target> everything(1);
    auto summary = co_await download_->run(std::move(everything));
    fetched_ = true;
    bell_.notify_all();
    co_await telling.join();
    listening.cancel();
    co_await listening.join();
    if (stopped_) summary.stopped = stopped_;
    co_return summary;
}

/// Hears of the end of the control connection, or of the wish to stop; without a limit, because the
/// peer has nothing to say as long as all goes well.
task<void> put_job::listen()
{
    while (!stopped_) {
        const auto said = co_await control_.receive(deadline::never());
        if (fetched_) co_return;
        if (!said) {
            // The session was interrupted; it says itself why.
            if (said.error() == errc::cancelled) continue;
            lost_ = true;
            stop(said.error());
        } else if (std::holds_alternative<proto::cancel>(said->message)) {
            stop(fail(errc::cancelled, "put"));
        } else {
            stop(fail(errc::malformed_message, "put"));
        }
    }
}

task<void> put_job::tell()
{
    while (!lost_) {
        const bool more = control_.queued_bytes() > told_above;
        if (!fetched_ && !more) co_await bell_.wait(deadline::after(told_every));
        if (leave_at_.expired() && !stopped_)
            stop(fail(errc::going_away, "put", "the server stops"));
        control_.queue(transfer::to_message(download_->progress()), id_);
        if (!ended_.empty()) co_await write_ledger();
        const auto limit = std::chrono::milliseconds(shared_.stall_limit_ms.load());
        const auto flushed = co_await control_.flush(deadline::after(limit));
        if (!flushed) {
            lost_ = true;
            stop(flushed.error());
        }
        if (fetched_) break;
    }
    if (!ended_.empty()) co_await write_ledger();
}

task<result<>> put_job::tell_end(std::uint32_t id, transfer::download_summary summary)
{
    shared_.tickets.leave(entry_);
    if (lost_) co_return *stopped_;
    const auto limit = std::chrono::milliseconds(shared_.stall_limit_ms.load());
    control_.queue(transfer::to_message(summary), id);
    auto told = co_await control_.flush(deadline::after(limit));
    co_return told;
}

void put_job::file_done(const transfer::file_report& report)
{
    control_.queue(transfer::to_message(report, into_), id_);
    const auto untold = control_.queued_bytes();
    if (untold > told_above) bell_.notify_all();
    if (untold > most_untold) stop(fail(errc::overloaded, "put", "reports are not read"));
    if (shared_.state) ended_.push_back(ledger_of(report));
}

void put_job::retrying(const error& why, std::chrono::milliseconds)
{
    if (!shared_.log.shows(log_level::info)) return;
    log_event what;
    what.level = log_level::info;
    what.event = "put retry";
    const auto code = code_name(why.code());
    what.code = code;
    what.detail = owner_.peer + " " + why.raw_text();
    shared_.log.write(what);
}

state::ledger_record put_job::ledger_of(const transfer::file_report& report) const
{
    auto message = transfer::to_message(report, into_);
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    const std::chrono::duration<double> took(report.seconds);
    state::ledger_record made;
    made.who = owner_.who.name.empty() ? owner_.name : owner_.who.name;
    made.peer = owner_.peer;
    made.what = message.path.empty() ? message.source : message.path;
    made.direction = "up";
    made.door = "native";
    made.digest_kind = digest_kind_;
    made.root_digest = std::move(message.root);
    made.bytes = report.bytes;
    made.ended_ns = std::chrono::duration_cast<std::chrono::nanoseconds>(now).count();
    made.started_ns =
        made.ended_ns - std::chrono::duration_cast<std::chrono::nanoseconds>(took).count();
    made.result = report.failed ? code_name(report.failed->code()) : "ok";
    return made;
}

task<void> put_job::write_ledger()
{
    const auto batch = std::exchange(ended_, {});
    auto work = [this, &batch] { return shared_.state->append_ledger(batch); };
    const auto written = co_await on_pool(shared_.pool, std::move(work));
    if (!written) retrying(written.error(), {});
}

} // namespace sluice::server
