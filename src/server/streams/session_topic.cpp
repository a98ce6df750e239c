#include "async/on_pool.hpp"
#include "proto/status.hpp"
#include "server/session.hpp"
#include "server/streams/topic_book.hpp"
#include "server/streams/topic_talk.hpp"

namespace sluice::server {
namespace {

/// The topic that is wanted. A publisher that names a layout makes it where there is none.
result<std::shared_ptr<topic>> find_or_make(topic_book& in, const proto::topic_open& wanted)
{
    auto found = in.find(wanted.topic);
    if (wanted.side == proto::topic_side::subscriber || wanted.dtype.empty()) {
        if (!found) return fail(errc::not_found, "topic", wanted.topic);
        return found;
    }
    const auto element = stream::parse_dtype(wanted.dtype);
    if (!element) return element.error();
    auto shape = stream::parse_shape(wanted.shape);
    if (!shape) return shape.error();
    stream::topic_facts facts;
    facts.layout = {*element, std::move(*shape), wanted.units};
    facts.keep = in.rules().keep;
    auto made = in.make(wanted.topic, std::move(facts));
    if (!made) return made.error();
    return std::move(made->of);
}

} // namespace

task<result<>> session::serve_topic(std::uint32_t id, proto::topic_open wanted)
{
    auto work = [this, &wanted]() -> result<std::shared_ptr<topic>> {
        const auto named = stream::check_topic_name(wanted.topic);
        if (!named) return named.error();
        if (!who_.covers(wanted.topic)) return fail(errc::permission_denied, "topic", wanted.topic);
        return find_or_make(*shared_.topics, wanted);
    };
    auto found = co_await on_pool(shared_.pool, std::move(work));
    if (!found || ending_ != ending::none) {
        const auto why =
            found ? fail(errc::going_away, "topic", "the server stops") : found.error();
        stream_.queue(proto::reply_of(why), id);
        co_return ok;
    }
    topic_talk talk(stream_, id, std::chrono::milliseconds(shared_.stall_limit_ms.load()));
    topic_ = &talk;
    auto served =
        co_await talk.run(std::move(*found), std::move(wanted), who_.may(state::right::write));
    topic_ = nullptr;
    co_return served;
}

/// On the loop.
void session::stop_topic()
{
    if (!topic_) return;
    const bool stop = ending_ == ending::stop;
    topic_->stop(stop ? fail(errc::cancelled, "topic", "ended by the operator")
                      : fail(errc::going_away, "topic", "the server stops"));
}

} // namespace sluice::server
