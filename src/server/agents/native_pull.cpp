#include "server/agents/native_pull.hpp"

#include "async/on_pool.hpp"
#include "base/exit_code.hpp"
#include "storage/chunking.hpp"
#include "storage/hash_file.hpp"
#include "transfer/put/put_report.hpp"

#include <fcntl.h>

#include <algorithm>

namespace sluice::server {
namespace {

constexpr unsigned most_connections = 15; // and one for listing: four pulls fit into an agent's 64

/// How long an agent may take to dial, each time.
constexpr std::chrono::milliseconds attach_limit{10'000};

transfer::download_options options_from(const pull_order& order,
                                        std::chrono::milliseconds stall_limit)
{
    transfer::download_options made;
    made.workers = std::clamp<unsigned>(order.connections, 1, most_connections);
    made.policy = storage::on_exists::skip;
    made.durability = storage::durability::file;
    made.stall_limit = stall_limit;
    made.rate = order.rate;
    return made;
}

/// The root digest of a file that is complete; empty if it cannot be read.
std::string root_digest_of(storage::target_folder& in, const std::string& name)
{
    const auto folder = in.folder(storage::safe_path());
    if (!folder) return {};
    const unique_fd file(
        ::openat((*folder)->get(), name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    const auto stamp = storage::stamp_of_open(file.get());
    if (!stamp) return {};
    const auto size = stamp->size;
    const auto kind = storage::digest_kind::xxh3;
    const storage::hashed_file whole{file.get(), size, storage::chunk_size_for(size), kind};
    storage::root_hasher root(kind, size, whole.chunk_size);
    for (std::uint64_t at = 0; at < storage::chunk_count(size, whole.chunk_size); ++at) {
        const auto chunk = storage::hash_chunk(whole, at);
        if (!chunk) return {};
        root.add(chunk->bytes());
    }
    return root.finish().hex();
}

} // namespace

native_pull::native_pull(host& shared, std::shared_ptr<agent_session> link, pull_order order)
    : shared_(shared),
      link_(std::move(link)),
      order_(std::move(order))
{
}

native_pull::~native_pull()
{
    if (entry_) shared_.tickets.leave(entry_);
}

void native_pull::interrupt(error why)
{
    if (!stopped_) stopped_ = std::move(why);
    if (entry_) entry_->streams->close();
    if (download_ && !fetched_) download_->interrupt();
}

task<result<>> native_pull::open_target()
{
    auto work = [this]() -> result<std::unique_ptr<storage::target_folder>> {
        auto all =
            storage::target_folder::open(storage::system_file_calls(), shared_.downloads.string());
        if (!all) return all.error();
        return (*all)->below(order_.from.is_file ? target_path_.folder() : target_path_);
    };
    auto target = co_await on_pool(shared_.pool, std::move(work));
    if (!target) co_return target.error();
    target_ = std::move(*target);
    co_return ok;
}

task<result<>> native_pull::begin()
{
    auto path = storage::check_path(order_.target);
    if (!path) co_return path.error();
    if (path->is_root()) co_return fail(errc::bad_name, "pull", "no target");
    target_path_ = std::move(*path);
    const auto opened = co_await open_target();
    if (!opened) co_return opened.error();
    if (stopped_) co_return *stopped_;
    entry_ = std::make_shared<ticket_entry>();
    entry_->loop = link_->loop();
    const std::chrono::milliseconds stall(shared_.stall_limit_ms.load());
    entry_->streams =
        std::make_shared<transfer::attached_streams>(link_->loop(), std::min(attach_limit, stall));
    shared_.tickets.enter(entry_);
    const auto options = options_from(order_, stall);
    const auto begun = link_->begin_pull(*this, entry_->ticket, options.workers + 1);
    if (!begun) co_return begun.error();
    id_ = *begun;
    const transfer::download_environment environment{*entry_->streams, shared_.pool,
                                                     storage::system_file_calls(), *target_, *this};
    download_ = std::make_unique<transfer::download>(link_->loop(), environment, options);
    co_return ok;
}

task<pull_outcome> native_pull::run()
{
    // Broken off in the middle it would leave coroutines behind that use it.
    co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
    const auto begun = co_await begin();
    pull_outcome outcome;
    if (begun) {
        transfer::download_target wanted;
        wanted.name = order_.from.path;
        wanted.only_file = order_.from.is_file;
        // A folder's place has its name already.
        wanted.as = wanted.only_file ? std::string(target_path_.name()) : ".";
        std::vector<transfer::download_target> targets;
        targets.push_back(std::move(wanted));
        const auto summary = co_await download_->run(std::move(targets));
        fetched_ = true;
        outcome = outcome_of(summary);
        const bool was_there = summary.files_skipped == 1 && order_.from.is_file;
        if (was_there) digest_ = co_await digest_of_target();
    } else {
        outcome.failed = begun.error();
    }
    outcome.reached = progress();
    reached_ = outcome.reached;
    release();
    if (order_.from.is_file && !outcome.failed) outcome.digest = digest_;
    co_await asio::this_coro::reset_cancellation_state();
    co_return outcome;
}

/// Whoever keeps a pull that is over keeps no connections with it.
void native_pull::release()
{
    if (entry_) shared_.tickets.leave(entry_);
    if (id_ > 0) link_->end_pull(id_, entry_->ticket);
    entry_.reset();
    download_.reset();
    target_.reset();
}

task<std::string> native_pull::digest_of_target()
{
    auto work = [this] { return root_digest_of(*target_, std::string(target_path_.name())); };
    auto digest = co_await on_pool(shared_.pool, std::move(work));
    co_return digest;
}

pull_outcome native_pull::outcome_of(const transfer::download_summary& summary) const
{
    const auto& reached = download_->progress();
    pull_outcome made;
    made.resumed_bytes = reached.bytes_resumed + reached.bytes_skipped;
    made.retries = summary.retries;
    if (stopped_)
        made.failed = stopped_;
    else if (summary.stopped)
        made.failed = summary.stopped;
    else
        made.failed = summary.first_failure;
    return made;
}

pull_progress native_pull::progress() const
{
    if (!download_) return reached_;
    pull_progress made;
    const auto& now = download_->progress();
    made.bytes_known = now.bytes_known;
    made.bytes_received = now.bytes_received + now.bytes_resumed + now.bytes_skipped;
    made.bytes_verified = now.bytes_done;
    made.bytes_durable = bytes_published_ + now.bytes_skipped;
    made.files_known = now.files_known;
    made.files_done = now.files_done;
    made.current = now.current;
    return made;
}

void native_pull::file_done(const transfer::file_report& report)
{
    if (!report.failed && !report.skipped) {
        bytes_published_ += report.bytes;
        digest_ = report.digest;
    }
    if (shared_.state && !report.skipped) shared_.ledger.add(ledger_of(report));
    if (order_.file_done) order_.file_done(report);
}

void native_pull::retrying(const error& why, std::chrono::milliseconds)
{
    if (!shared_.log.shows(log_level::info)) return;
    log_event what;
    what.level = log_level::info;
    what.event = "pull retry";
    const auto code = code_name(why.code());
    what.code = code;
    what.detail = link_->facts().id + " job=" + order_.job + " " + why.raw_text();
    shared_.log.write(what);
}

state::ledger_record native_pull::ledger_of(const transfer::file_report& report) const
{
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    const std::chrono::duration<double> took(report.seconds);
    const auto folder = order_.from.is_file ? target_path_.folder() : target_path_;
    state::ledger_record made;
    made.who = link_->facts().id;
    made.peer = link_->facts().peer;
    const auto above = folder.is_root() ? std::string() : folder.text() + "/";
    made.what = report.local.empty() ? report.remote : above + report.local;
    made.direction = "pull";
    made.door = "native";
    made.digest_kind = "xxh3";
    made.root_digest = transfer::to_message(report, {}).root;
    made.bytes = report.bytes;
    made.ended_ns = std::chrono::duration_cast<std::chrono::nanoseconds>(now).count();
    made.started_ns =
        made.ended_ns - std::chrono::duration_cast<std::chrono::nanoseconds>(took).count();
    made.result = report.failed ? code_name(report.failed->code()) : "ok";
    return made;
}

} // namespace sluice::server
