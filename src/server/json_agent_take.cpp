#include "async/sleep.hpp"
#include "server/json_agent.hpp"
#include "server/json_arrival.hpp"

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
    const auto pause = arrival->pause_after(size);
    if (pause.count() > 0) co_await sleep_for(pause);
    last_chunk_ = std::chrono::steady_clock::now();
    co_return ok;
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
