#include "net/handshake.hpp"

#include "proto/status.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace sluice::net {
namespace {

/// Before the first whole frame, bytes that make no sense mean another protocol.
error as_greeting_error(const error& why)
{
    if (why == errc::frame_too_large || why == errc::malformed_message)
        return fail(errc::bad_magic, "greeting", why.detail());
    return why;
}

} // namespace

result<std::uint16_t> common_version(const proto::hello& theirs)
{
    const auto highest = std::min(theirs.max_version, proto::max_version);
    if (highest < theirs.min_version || highest < proto::min_version)
        return fail(errc::unsupported_version, "greeting",
                    fmt::format("peer speaks {} to {}, this program {} to {}", theirs.min_version,
                                theirs.max_version, proto::min_version, proto::max_version));
    return highest;
}

task<result<proto::welcome>> greet(frame_stream& with, proto::hello mine, deadline limit)
{
    const proto::message ask = std::move(mine);
    with.queue(ask, 0);
    const auto sent = co_await with.flush(limit);
    if (!sent) co_return sent.error();
    const auto answer = co_await with.receive(limit);
    if (!answer) co_return as_greeting_error(answer.error());
    if (const auto* refused = std::get_if<proto::error_reply>(&answer->message))
        co_return proto::error_of(*refused);
    const auto* welcome = std::get_if<proto::welcome>(&answer->message);
    if (!welcome) co_return fail(errc::bad_magic, "greeting", "no welcome");
    if (welcome->version < proto::min_version || welcome->version > proto::max_version)
        co_return fail(errc::unsupported_version, "greeting");
    with.set_limits(proto::reply_limits);
    with.set_features(welcome->features);
    with.set_max_outstanding(
        std::clamp<std::size_t>(welcome->max_outstanding, 1, proto::max_outstanding));
    co_return *welcome;
}

task<result<proto::hello>> await_hello(frame_stream& with, deadline limit)
{
    auto first = co_await with.receive(limit);
    if (!first) co_return as_greeting_error(first.error());
    const auto* hello = std::get_if<proto::hello>(&first->message);
    if (!hello || hello->magic != proto::magic)
        co_return fail(errc::bad_magic, "greeting", "no hello");
    const auto version = common_version(*hello);
    if (!version) co_return version.error();
    with.set_limits(proto::request_limits);
    co_return *hello;
}

} // namespace sluice::net
