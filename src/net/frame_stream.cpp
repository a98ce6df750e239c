#include "net/frame_stream.hpp"

#include <algorithm>

namespace sluice::net {
namespace {

constexpr std::size_t scratch_bytes = 64U << 10U;

/// What has come is parsed before anything else runs on this thread, so all streams share it.
std::span<std::byte> scratch()
{
    static thread_local std::vector<std::byte> buffer(scratch_bytes);
    return buffer;
}

} // namespace

frame_stream::frame_stream(std::unique_ptr<byte_stream> stream, proto::frame_limits limits)
    : stream_(std::move(stream)),
      parser_(limits)
{
}

result<void> frame_stream::parse(byte_view input)
{
    while (true) {
        const auto next = parser_.next(input);
        if (!next) return next.error();
        if (std::holds_alternative<proto::need_more>(*next)) return ok;
        const auto* frame = std::get_if<proto::control_frame>(&*next);
        if (!frame) return fail(errc::malformed_message, "frame", "data frame out of place");
        auto message = proto::decode(frame->header.type, frame->body);
        if (!message) return message.error();
        inbox_.push_back({frame->header.request_id, std::move(*message)});
    }
}

result<bool> frame_stream::poll()
{
    const auto into = scratch();
    const auto got = stream_->read_now(into);
    if (!got) return got.error();
    if (*got == 0) return false;
    const auto parsed = parse(byte_view(into).first(*got));
    if (!parsed) return parsed.error();
    return true;
}

std::optional<incoming> frame_stream::take()
{
    std::optional<incoming> first;
    if (!inbox_.empty()) {
        first.emplace(std::move(inbox_.front()));
        inbox_.pop_front();
    }
    return first;
}

bool frame_stream::take_cancel(std::uint32_t request_id)
{
    const auto same = [&](const incoming& i) {
        return i.request_id == request_id && std::holds_alternative<proto::cancel>(i.message);
    };
    const auto at = std::find_if(inbox_.begin(), inbox_.end(), same);
    if (at == inbox_.end()) return false;
    inbox_.erase(at);
    return true;
}

task<result<incoming>> frame_stream::receive(deadline limit)
{
    while (inbox_.empty()) {
        const auto got = poll();
        if (!got) co_return got.error();
        if (*got) continue;
        const auto ready = co_await stream_->wait_readable(limit);
        if (!ready) co_return ready.error();
    }
    co_return std::move(*take());
}

void frame_stream::queue(const proto::message& message, std::uint32_t request_id)
{
    proto::encode(message, request_id, outbox_);
}

void frame_stream::queue_data(byte_view bytes, std::uint32_t request_id)
{
    const auto length = static_cast<std::uint32_t>(bytes.size());
    append(outbox_, proto::encode_data_header(request_id, length));
    append(outbox_, bytes);
}

task<result<>> frame_stream::flush(deadline limit, follow_up next)
{
    const byte_buffer out = std::exchange(outbox_, {});
    auto written = co_await stream_->write(out, limit, next);
    co_return written;
}

task<result<std::uint64_t>> frame_stream::send_file(int file, std::uint64_t offset,
                                                    std::uint32_t length, std::uint32_t request_id,
                                                    std::chrono::milliseconds stall)
{
    // Each slice has the whole limit: who takes nothing is cut soon, who takes little is not.
    constexpr std::uint64_t slice = 128U << 10U;
    append(outbox_, proto::encode_data_header(request_id, length));
    const auto headed = co_await flush(deadline::after(stall), follow_up::more);
    if (!headed) co_return headed.error();
    std::uint64_t done = 0;
    while (done < length) {
        const auto count = std::min(slice, length - done);
        const auto sent =
            co_await stream_->send_file(file, offset + done, count, deadline::after(stall));
        if (!sent) co_return sent.error();
        done += *sent;
        if (*sent < count) break;
    }
    if (done < length) {
        const byte_buffer zeros(length - done);
        const auto filled =
            co_await stream_->write(zeros, deadline::after(stall), follow_up::nothing);
        if (!filled) co_return filled.error();
    }
    co_return done;
}

} // namespace sluice::net
