#pragma once

#include "async/bounded_queue.hpp"
#include "base/token_bucket.hpp"
#include "net/frame_stream.hpp"
#include "transfer/download/range_sink.hpp"
#include "transfer/download/slab_pool.hpp"
#include "transfer/download/work_list.hpp"

#include <functional>

namespace sluice::transfer {

/// What one connection of a download needs; outlives it.
struct fetch_context {
    work_list& work;
    slab_pool& slabs;
    asio::thread_pool& pool;
    sink_rules rules;
    std::chrono::milliseconds stall_limit;

    /// Called on the loop with what became of a range, once for each that was taken.
    std::function<void(sink_outcome)> settle;

    /// Called on the loop with bytes that came in.
    std::function<void(std::uint64_t)> arrived;

    /// Of what is asked for, over all connections.
    token_bucket& rate;
};

/// One connection of a download: keeps requests outstanding, receives into slabs and hands them to
/// the pool, where they are written, hashed and compared while the next slab fills.
class range_fetcher {
public:
    range_fetcher(fetch_context& context, net::frame_stream& stream);

    /// Until the work is drained. After an error the connection is unusable; everything that it had
    /// taken and not finished was given back, with nothing of it being written any more.
    task<result<>> run();

    /// Ranges received whole.
    std::uint64_t finished() const { return finished_; }

private:
    struct batch {
        slab_pool::loan slab;
        std::vector<sink_step> steps;
    };

    struct outstanding {
        outstanding(work_item taken, std::uint32_t number) : item(std::move(taken)), id(number) {}

        work_item item;
        std::uint32_t id;
        std::uint64_t received = 0;
    };

    task<result<>> receive_all();
    task<result<>> settle_all();
    task<result<>> receive_replies();
    task<result<>> receive_batch(batch& into);
    task<result<std::size_t>> fill(std::span<std::byte> into, bool may_wait);
    task<result<>> wait_for_work();
    void ask_for_more();
    task<result<>> pass_on(batch& full);
    result<void> parse(byte_view input, batch& into);
    result<void> take_data(const proto::data_piece& piece, batch& into);
    result<void> take_control(const proto::control_frame& frame, batch& into);
    result<void> take_end(proto::range_end end, std::uint32_t id, batch& into);
    result<void> take_refusal(const proto::error_reply& reply, std::uint32_t id, batch& into);
    void lose_front(std::optional<error> why, batch& into);
    bool may_ask() const;
    deadline next_turn() const;

    fetch_context& context_;
    net::frame_stream& stream_;
    proto::frame_parser parser_{proto::reply_limits};
    std::deque<outstanding> outstanding_;
    std::uint64_t outstanding_bytes_ = 0;
    std::uint32_t last_id_ = 0;
    std::uint64_t finished_ = 0;
    bool going_away_ = false;
    deadline::clock::time_point may_ask_at_{}; // by the limit on the rate
    std::optional<bounded_queue<batch>> queue_;
};

} // namespace sluice::transfer
