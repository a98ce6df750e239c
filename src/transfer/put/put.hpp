#pragma once

#include "transfer/download/download.hpp"
#include "transfer/download/settled_files.hpp"
#include "transfer/give/offering.hpp"
#include "transfer/give/shown_roots.hpp"

#include <random>

namespace sluice::transfer {

/// How to put; the defaults are those of the client's settings.
struct put_options {
    unsigned workers = 2; // connections on which the server fetches; one more is for listing
    unsigned retries = 3; // of the whole without progress, and of a connection that gives
    std::string into;     // folder below the server's root
    proto::name_taken on_exists = proto::name_taken::rename;
    proto::durable_when durability = proto::durable_when::published;
    storage::digest_kind kind = storage::digest_kind::xxh3;
    std::chrono::milliseconds stall_limit{30'000};
    std::chrono::milliseconds first_backoff{500};
};

/// Everything that a put uses and does not own.
struct put_environment {
    connector& peer;
    asio::thread_pool& pool;
    const shown_roots& files;
    download_observer& observer;
};

/// The client's side of a put: asks the server to fetch what is shown, gives it over connections
/// that this side dials, and hears what became of it (docs/protocol.md, "Putting"). What arrived
/// was verified and made durable by the server. When the server is lost, or stops, the put begins
/// again with what has not arrived. One run each; on one loop.
class put {
public:
    put(asio::any_io_executor executor, put_environment environment, put_options options);

    /// Must be awaited to its end; interrupt() makes that soon. `stopped` of the summary says why
    /// not everything was tried: peer_closed or timed_out when the server was lost, otherwise what
    /// the server said; unsupported when it takes no puts.
    task<download_summary> run();

    /// Ends run() early; what arrived stays there for the next put. On the loop.
    void interrupt();

    /// As the server said last.
    const download_progress& progress() const { return progress_; }

private:
    task<result<>> try_once();
    task<bool> wait_to_retry(const error& why, unsigned failures);
    void count(const file_report& done);
    void add_earlier_attempts();
    task<result<proto::ticket_bytes>> ask();
    task<result<>> follow();
    task<result<bool>> take_one(deadline limit);
    proto::put_request request() const;
    deadline next_word() const;

    asio::any_io_executor executor_;
    put_environment environment_;
    put_options options_;
    std::atomic<std::int64_t> stall_limit_ms_;
    storage::digest_cache digests_{16U << 20U};
    token_bucket rate_{0};
    settled_files shown_;
    giver_shared giving_;
    std::unique_ptr<net::frame_stream> control_;
    bool interrupted_ = false;
    notifier woken_;
    std::mt19937_64 random_{std::random_device{}()};
    std::uint64_t given_ = 0; // bytes, of all attempts
    download_progress progress_;
    download_summary summary_;  // of the attempt that goes on
    download_summary reported_; // what it said of its files
    download_summary earlier_;  // of the attempts before
};

/// Tells one source from another: of the machine, the names and where they go.
std::array<std::byte, 16> source_id(const std::vector<std::string>& sources,
                                    const std::string& into);

} // namespace sluice::transfer
