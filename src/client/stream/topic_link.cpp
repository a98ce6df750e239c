#include "client/stream/topic_link.hpp"

#include "proto/status.hpp"

namespace sluice::client {
namespace {

constexpr std::uint32_t request = 1;

error out_of_place()
{
    return fail(errc::malformed_message, "topic", "an answer out of place");
}

} // namespace

/// The layout is the server's word: it is judged before memory is taken for it.
result<> topic_link::read_schema(proto::topic_schema said)
{
    const auto element = stream::parse_dtype(said.dtype);
    auto shape = stream::parse_shape(said.shape);
    if (!element || !shape) return out_of_place();
    layout_ = {*element, std::move(*shape), said.units};
    const auto size = stream::message_size(layout_);
    if (!size || *size != said.message_bytes) return out_of_place();
    message_bytes_ = *size;
    opened_ = std::move(said);
    return ok;
}

task<result<>> topic_link::open(proto::topic_open wanted)
{
    if ((on_->features() & proto::feature_topic) == 0)
        co_return fail(errc::unsupported, "topic", "the server knows no topics");
    on_->queue(wanted, request);
    const auto limit = deadline::after(stall_);
    const auto sent = co_await on_->flush(limit);
    if (!sent) co_return sent.error();
    auto said = co_await on_->receive(limit);
    if (!said) co_return said.error();
    if (const auto* no = std::get_if<proto::error_reply>(&said->message))
        co_return proto::error_of(*no);
    auto* schema = std::get_if<proto::topic_schema>(&said->message);
    if (!schema) co_return out_of_place();
    co_return read_schema(std::move(*schema));
}

result<std::optional<topic_link::heard>> topic_link::take(proto::message said)
{
    if (const auto* no = std::get_if<proto::error_reply>(&said)) return proto::error_of(*no);
    if (const auto* away = std::get_if<proto::going_away>(&said))
        return fail(errc::going_away, "topic", away->reason);
    heard made;
    if (auto* gap = std::get_if<proto::topic_gap>(&said)) {
        made.missing = std::move(*gap);
        return std::optional(std::move(made));
    }
    auto* data = std::get_if<proto::topic_data>(&said);
    if (!data || begun_.size() + data->payload.size() > message_bytes_) return out_of_place();
    append(begun_, data->payload);
    if (data->more != 0) return std::optional<heard>();
    if (begun_.size() != message_bytes_) return out_of_place();
    made.message = std::make_shared<stream::message>(data->sequence, data->time_ns, begun_);
    begun_.clear();
    return std::optional(std::move(made));
}

task<result<topic_link::heard>> topic_link::next(deadline limit)
{
    while (true) {
        auto said = co_await on_->receive(limit);
        if (!said) co_return said.error();
        auto taken = take(std::move(said->message));
        if (!taken) co_return taken.error();
        if (*taken) co_return std::move(**taken);
    }
}

/// What came for a publisher, without waiting.
result<> topic_link::hear_publisher()
{
    const auto polled = on_->poll();
    if (!polled) return polled.error();
    while (auto said = on_->take()) {
        if (const auto* no = std::get_if<proto::error_reply>(&said->message))
            return proto::error_of(*no);
        if (const auto* taken = std::get_if<proto::topic_accepted>(&said->message))
            accepted_ = taken->messages;
    }
    return ok;
}

task<result<>> topic_link::publish(byte_view messages)
{
    const auto heard = hear_publisher();
    if (!heard) co_return heard.error();
    while (!messages.empty()) {
        auto rest = messages.first(message_bytes_);
        messages = messages.subspan(message_bytes_);
        while (!rest.empty()) {
            const auto part = rest.first(std::min(rest.size(), proto::max_topic_piece));
            rest = rest.subspan(part.size());
            proto::topic_data piece;
            piece.more = rest.empty() ? 0 : 1;
            piece.payload.assign(part.begin(), part.end());
            on_->queue(piece, request);
        }
    }
    auto sent = co_await on_->flush(deadline::after(stall_));
    if (sent) co_return ok;
    // Why it was cut may have come before the cut.
    const auto why = hear_publisher();
    const bool known = !why && why.error() != errc::peer_closed;
    if (known) co_return why.error();
    co_return sent;
}

task<result<std::uint64_t>> topic_link::finish()
{
    const proto::cancel over;
    on_->queue(over, request);
    const auto limit = deadline::after(stall_);
    const auto sent = co_await on_->flush(limit);
    if (!sent) co_return sent.error();
    while (true) {
        const auto said = co_await on_->receive(limit);
        if (!said) co_return said.error();
        if (const auto* taken = std::get_if<proto::topic_accepted>(&said->message))
            accepted_ = taken->messages;
        const auto* end = std::get_if<proto::error_reply>(&said->message);
        if (!end) continue;
        auto why = proto::error_of(*end);
        if (why == errc::cancelled) co_return accepted_;
        co_return why;
    }
}

} // namespace sluice::client
