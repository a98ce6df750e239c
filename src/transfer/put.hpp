#pragma once

#include "transfer/download.hpp"
#include "transfer/offering.hpp"
#include "transfer/shown_roots.hpp"

namespace sluice::transfer {

/// How to put; the defaults are those of the client's settings.
struct put_options {
    unsigned workers = 2; // connections on which the server fetches; one more is for listing
    unsigned retries = 3;
    std::string into; // folder below the server's root
    proto::name_taken on_exists = proto::name_taken::rename;
    proto::durable_when durability = proto::durable_when::published;
    storage::digest_kind kind = storage::digest_kind::xxh3;
    std::chrono::milliseconds stall_limit{30'000};
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
/// was verified and made durable by the server. One run each; on one loop.
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
    giver_shared giving_;
    std::unique_ptr<net::frame_stream> control_;
    bool interrupted_ = false;
    download_progress progress_;
    download_summary summary_;
};

/// Tells one source from another: of the machine, the names and where they go.
std::array<std::byte, 16> source_id(const std::vector<std::string>& sources,
                                    const std::string& into);

} // namespace sluice::transfer
