#pragma once

#include "base/token_bucket.hpp"
#include "net/frame_stream.hpp"
#include "storage/catalog.hpp"
#include "storage/digest_cache.hpp"
#include "transfer/give/path_bound.hpp"

#include <atomic>

namespace sluice::transfer {

/// What all givers of a program share. Everything in it must outlive them; safe from any thread.
struct giver_shared {
    const storage::shown_files& files;
    storage::digest_cache& digests;
    asio::thread_pool& pool;
    token_bucket& host_rate;
    std::atomic<std::int64_t>& stall_limit_ms; // longest wait for a peer that takes nothing
};

/// What a giver has done, for the session list. Written on its loop, read from anywhere.
struct giver_counters {
    std::atomic<std::uint64_t> requests = 0;
    std::atomic<std::uint64_t> bytes = 0;
    std::atomic<std::uint64_t> errors = 0;
};

/// The giving side of a session: answers list, stat, manifest, read and ping, in order. Knows
/// nothing of who dialled. One per connection, used from its loop.
class giver {
public:
    giver(giver_shared& shared, net::frame_stream& stream, token_bucket& own_rate,
          giver_counters& counters);
    ~giver();

    /// Answers one request: into the stream's buffer when the reply is small, else sent. What the
    /// request did wrong becomes an error reply; the error returned here ends the session.
    task<result<>> answer(net::incoming request);

    /// What this peer may see; before that: everything. The rest is not_found.
    void bind(path_bound bound) { bound_ = std::move(bound); }

    /// Ends the request being answered after the frame at hand, with an error reply "cancelled".
    void stop() { stopped_ = true; }

private:
    struct shown_file; // an open file, its path and version

    task<result<>> list(std::uint32_t id, proto::list_request wanted);
    task<result<>> manifest(std::uint32_t id, proto::manifest_request wanted);
    task<result<>> read(std::uint32_t id, proto::read_request wanted);
    void stat(std::uint32_t id, const proto::stat_request& wanted);
    result<> within_bound(const proto::message& request) const;
    bool lists_the_way(const proto::message& request) const;
    void list_way(std::uint32_t id, const proto::list_request& wanted);
    void keep_within_bound(const storage::safe_path& listed, storage::catalog_page& page) const;
    void stat_as_listing(std::uint32_t id, const storage::safe_path& path);

    task<result<std::shared_ptr<shown_file>>> open(const std::string& path,
                                                   proto::version_token version);
    task<result<std::shared_ptr<shown_file>>> open_anew(const std::string& path);

    struct span_of_chunks;

    /// What came of a request while the stream is still good.
    struct verdict {
        verdict() = default;
        explicit verdict(error why) : refused(std::move(why)) {}

        std::optional<error> refused;
    };

    task<result<>> read_small(std::uint32_t id, std::shared_ptr<shown_file> file,
                              const proto::read_request& wanted);
    proto::range_end small_end(const shown_file& file, const proto::read_request& wanted,
                               byte_view bytes);
    task<result<>> read_large(std::uint32_t id, std::shared_ptr<shown_file> file,
                              const proto::read_request& wanted);
    task<result<verdict>> send_range(std::uint32_t id, std::shared_ptr<shown_file> file,
                                     const proto::read_request& wanted);
    task<result<byte_buffer>> digests_of(std::shared_ptr<shown_file> file, proto::digest_kind kind,
                                         span_of_chunks which);
    task<result<>> pace(std::uint64_t bytes);

    void refuse(std::uint32_t id, const error& why);
    std::chrono::milliseconds stall_limit() const;

    bool stopped_ = false;
    path_bound bound_;
    giver_shared& shared_;
    net::frame_stream& stream_;
    token_bucket& own_rate_;
    giver_counters& counters_;
    std::shared_ptr<shown_file> last_;
    std::unique_ptr<storage::listing_walk> walk_; // of the last listing, with its page behind it
    proto::list_request walked_;
};

} // namespace sluice::transfer
