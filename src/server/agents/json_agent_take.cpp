#include "async/sleep.hpp"
#include "server/agents/json_agent.hpp"
#include "server/agents/json_arrival.hpp"

namespace sluice::server {
namespace {

error unknown(const std::string& download_id)
{
    return fail(errc::malformed_message, "json", "unknown download_id " + download_id);
}

} // namespace

task<result<>> json_agent::take(json_message came)
{
    if (auto* chunk = std::get_if<json_chunk>(&came)) {
        auto taken = co_await take_chunk(std::move(*chunk));
        co_return taken;
    }
    if (auto* complete = std::get_if<json_complete>(&came)) {
        auto taken = co_await take_complete(std::move(*complete));
        co_return taken;
    }
    if (auto* said = std::get_if<json_failure>(&came)) co_return take_failure(std::move(*said));
    if (std::holds_alternative<json_ping>(came)) {
        auto answered = co_await say(pong_text());
        co_return answered;
    }
    if (std::holds_alternative<json_register>(came))
        co_return fail(errc::malformed_message, "json", "registered already");
    co_return ok;
}

task<result<>> json_agent::take_chunk(json_chunk came)
{
    last_chunk_ = std::chrono::steady_clock::now();
    const auto arrival = find(came.download_id);
    // An agent cannot be told to stop: what it goes on sending is dropped.
    if (!arrival && past_.contains(came.download_id)) co_return ok;
    if (!arrival) co_return unknown(came.download_id);
    const auto size = came.bytes.size();
    co_await arrival->take(std::move(came));
    if (arrival->over()) bell_.notify_all();
    const auto until = deadline::after(arrival->pause_after(size));
    co_await pause(*arrival, until);
    co_return ok;
}

/// Does not read until then, so that the agent cannot send faster; looks now and then whether
/// somebody gave up.
task<void> json_agent::pause(const json_arrival& arrival, deadline until)
{
    while (!until.expired() && !is_over() && !arrival.over()) {
        const auto next = until.or_sooner(deadline::after(std::chrono::milliseconds(500)));
        co_await sleep_until(next);
        last_chunk_ = std::chrono::steady_clock::now();
    }
}

task<result<>> json_agent::take_complete(json_complete came)
{
    const auto arrival = find(came.download_id);
    if (!arrival && past_.contains(came.download_id)) co_return ok;
    if (!arrival) co_return unknown(came.download_id);
    co_await arrival->end(std::move(came));
    bell_.notify_all();
    co_return ok;
}

result<> json_agent::take_failure(json_failure said)
{
    const auto arrival = find(said.download_id);
    const bool known = arrival || said.download_id.empty() || past_.contains(said.download_id);
    if (!known) return unknown(said.download_id);
    if (!arrival) return ok;
    arrival->fail_with(meaning_of_failure(said));
    bell_.notify_all();
    return ok;
}

} // namespace sluice::server
