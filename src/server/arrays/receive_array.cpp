#include "server/arrays/receive_array.hpp"

#include "async/on_pool.hpp"
#include "async/pool_job.hpp"
#include "server/arrays/array_answer.hpp"
#include "server/uploads/upload_answer.hpp"

namespace sluice::server {
namespace {

constexpr std::size_t piece_bytes = std::size_t{1} << 20U;
static_assert(piece_bytes >= array::most_header);

/// One array on its way into a spool: while one piece is written, the next one fills.
class array_receiver {
public:
    array_receiver(route_call& call, asio::any_io_executor here)
        : call_(call),
          here_(std::move(here)),
          pieces_{std::make_shared<byte_buffer>(piece_bytes),
                  std::make_shared<byte_buffer>(piece_bytes)}
    {
    }

    task<result<std::shared_ptr<transfer::upload_spool>>> run()
    {
        const auto limit = upload_limit();
        auto open = [desk = call_.shared.uploads.get()] { return desk->open_spool(); };
        auto opened = co_await on_pool(call_.shared.pool, std::move(open));
        if (!opened) co_return opened.error();
        spool_ = std::move(*opened);
        for (bool more = true; more; std::swap(pieces_[0], pieces_[1])) {
            const auto filled = co_await fill(limit);
            if (!filled) co_return filled.error();
            more = *filled == piece_bytes;
            const auto judged = judge(byte_view(*pieces_[0]).first(*filled), more);
            if (!judged) co_return judged.error();
            const auto before = co_await written();
            if (!before) co_return before.error();
            begin_writing(*filled);
        }
        const auto last = co_await written();
        if (!last) co_return last.error();
        co_return spool_;
    }

private:
    /// Less than the whole piece only at the end of the body.
    task<result<std::size_t>> fill(deadline limit)
    {
        std::size_t filled = 0;
        while (filled < piece_bytes) {
            const auto room = std::span(*pieces_[0]).subspan(filled);
            const auto got = co_await call_.exchange.read_body(room, limit);
            if (!got) co_return got.error();
            if (*got == 0) break;
            filled += *got;
        }
        co_return filled;
    }

    /// The job owns what it uses: this may be gone before it.
    void begin_writing(std::size_t count)
    {
        size_ += count;
        writing_.emplace(call_.shared.pool, here_, [spool = spool_, piece = pieces_[0], count] {
            return spool->write(byte_view(*piece).first(count));
        });
        hashing_.emplace(call_.shared.pool, here_,
                         [spool = spool_, piece = pieces_[0], count]() -> result<> {
                             spool->hash(byte_view(*piece).first(count));
                             return ok;
                         });
    }

    task<result<>> written()
    {
        if (!writing_) co_return ok;
        const auto hashed = co_await hashing_->ended();
        const auto ended = co_await writing_->ended();
        writing_.reset();
        co_return hashed ? ended : hashed;
    }

    /// The first piece holds the header; a body that cannot be right is not read to its end.
    result<> judge(byte_view piece, bool more)
    {
        if (promised_ == 0) {
            const auto header = array::parse_npy_header(piece);
            if (!header) return header.error();
            promised_ = header->file_bytes();
            const auto announced = call_.exchange.request().content_length;
            if (announced && *announced != promised_) return wrong(*announced);
        }
        const auto size = size_ + piece.size();
        if (size > promised_ || (!more && size < promised_)) return wrong(size);
        if (size > call_.shared.max_upload) return fail(errc::too_large, "array");
        return ok;
    }

    error wrong(std::uint64_t size) const
    {
        return fail(errc::malformed_message, "npy",
                    "its header says " + std::to_string(promised_) + " bytes, it has " +
                        std::to_string(size) + " or more");
    }

    route_call& call_;
    asio::any_io_executor here_;
    std::array<std::shared_ptr<byte_buffer>, 2> pieces_; // the first one fills
    std::shared_ptr<transfer::upload_spool> spool_;
    std::optional<pool_job> writing_; // of the piece that does not fill
    std::optional<pool_job> hashing_;
    std::uint64_t size_ = 0;     // handed to the spool
    std::uint64_t promised_ = 0; // bytes of the file by its header
};

transfer::upload_order order_of(const route_call& call, const array_arrival& wanted)
{
    transfer::upload_order order;
    order.place = state::upload_place::array;
    order.target = wanted.name;
    order.policy = wanted.policy;
    order.metadata = tags_text(wanted.tags);
    order.door = "array";
    order.owner = call.who.name;
    return order;
}

/// Whether it may come at all, before its bytes do.
result<> judge_before(route_call& call, array_desk& desk, const transfer::upload_order& order)
{
    const auto announced = call.exchange.request().content_length.value_or(0);
    const auto admitted = desk.admit(order.target, announced);
    if (!admitted) return admitted;
    const auto room = call.shared.uploads->judge_room(announced);
    if (!room) return room;
    state::upload_record record;
    record.target = order.target;
    record.owner = order.owner;
    return desk.expect(record, order.policy);
}

} // namespace

task<result<transfer::published_upload>>
keep_array(route_call& call, std::shared_ptr<transfer::upload_spool> spool, array_arrival wanted)
{
    auto order = order_of(call, wanted);
    auto peer = call.exchange.peer();
    auto made =
        co_await call.shared.uploads->take_in(std::move(order), std::move(spool), std::move(peer));
    co_return made;
}

task<result<transfer::published_upload>> receive_array(route_call& call, array_arrival wanted)
{
    const auto desk = arrays_of(call);
    if (!desk) co_return desk.error();
    auto work = [&call, desk = *desk, order = order_of(call, wanted)] {
        return judge_before(call, *desk, order);
    };
    const auto judged = co_await on_pool(call.shared.pool, std::move(work));
    if (!judged) co_return judged.error();
    auto here = co_await asio::this_coro::executor;
    array_receiver receiver(call, here);
    auto spool = co_await receiver.run();
    if (!spool) co_return spool.error();
    auto made = co_await keep_array(call, std::move(*spool), std::move(wanted));
    co_return made;
}

} // namespace sluice::server
