#include "transfer/agent/agent.hpp"

#include "base/backoff.hpp"

#include <algorithm>

namespace sluice::transfer {

std::chrono::milliseconds pause_before_redial(const error& why, unsigned failures,
                                              std::uint64_t random, const agent_options& options)
{
    if (why == errc::fenced) {
        const auto half = options.fenced_pause / 2;
        return half + backoff(0, random, half, half);
    }
    return backoff(failures, random, options.first_backoff, options.longest_backoff);
}

bool ends_an_agent(const error& why)
{
    constexpr std::array final_codes{
        errc::unauthenticated, errc::permission_denied, errc::bad_name,  errc::bad_usage,
        errc::untrusted,       errc::unsupported,       errc::bad_magic, errc::unsupported_version};
    return std::any_of(final_codes.begin(), final_codes.end(),
                       [&why](errc code) { return why == code; });
}

agent::agent(asio::any_io_executor executor, agent_environment environment, agent_options options)
    : executor_(executor),
      environment_(environment),
      options_(std::move(options)),
      stall_limit_ms_(options_.stall_limit.count()),
      giving_{environment_.files, digests_, environment_.pool, rate_, stall_limit_ms_},
      woken_(executor)
{
    for (std::size_t at = 0; at < instance_.size(); at += 8)
        store_be(instance_.data() + at, static_cast<std::uint64_t>(random_()));
}

void agent::drain(deadline limit)
{
    stopping_ = true;
    woken_.notify_all();
    if (connection_) connection_->drain(limit);
}

void agent::interrupt()
{
    stopping_ = true;
    woken_.notify_all();
    if (connection_) connection_->end(fail(errc::cancelled, "agent"));
}

task<void> agent::wait_to_redial(const error& why)
{
    const auto wait = pause_before_redial(why, failures_, random_(), options_);
    ++failures_;
    environment_.observer.lost(why, wait);
    const auto until = deadline::after(wait);
    while (!stopping_ && !until.expired())
        co_await woken_.wait(until);
}

task<result<>> agent::run()
{
    bool accepted_once = false;
    while (!stopping_) {
        const auto began = deadline::clock::now();
        connection_ = std::make_unique<agent_connection>(executor_, environment_, options_, giving_,
                                                         instance_);
        const auto why = co_await connection_->run();
        accepted_once = accepted_once || connection_->accepted();
        connection_.reset();
        if (stopping_) break;
        if (!accepted_once && ends_an_agent(why)) co_return why;
        if (deadline::clock::now() - began >= options_.lasted) failures_ = 0;
        co_await wait_to_redial(why);
    }
    co_return ok;
}

} // namespace sluice::transfer
