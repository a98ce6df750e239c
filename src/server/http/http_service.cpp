#include "server/http/http_service.hpp"

namespace sluice::server {

/// In the list for as long as it is served.
class http_service::entry {
public:
    entry(http_service& of, place what) : of_(of), what_(std::move(what))
    {
        const std::scoped_lock lock(of_.mutex_);
        if (of_.draining_) what_.served->drain();
        of_.live_.insert(what_);
        ++of_.shared_.connections;
    }
    entry(const entry&) = delete;
    entry& operator=(const entry&) = delete;
    ~entry()
    {
        const std::scoped_lock lock(of_.mutex_);
        of_.live_.erase(what_);
        --of_.shared_.connections;
    }

private:
    http_service& of_;
    place what_;
};

result<> http_service::apply(const server_settings& settings)
{
    header_limit_ms_ = settings.header_limit.count();
    body_rate_ = settings.body_rate;
    return door_.apply(settings);
}

http::connection_limits http_service::limits() const
{
    http::connection_limits made;
    made.header = std::chrono::milliseconds(header_limit_ms_.load());
    made.idle = std::chrono::milliseconds(shared_.idle_limit_ms.load());
    made.stall = std::chrono::milliseconds(shared_.stall_limit_ms.load());
    made.body_rate = body_rate_;
    return made;
}

task<void> http_service::serve(std::unique_ptr<net::byte_stream> stream, caller from)
{
    auto here = co_await asio::this_coro::executor;
    http::handler answer = [this, from](http::exchange& one) { return door_.answer(one, from); };
    auto made =
        std::make_shared<http::connection>(here, std::move(stream), limits(), std::move(answer));
    const entry listed(*this, place{here, made});
    const auto outcome = co_await made->run();
    if (outcome || !shared_.log.shows(log_level::debug)) co_return;
    log_event what;
    what.level = log_level::debug;
    what.event = "http closed";
    const auto code = code_name(outcome.error().code());
    what.code = code;
    what.detail = made->peer() + " " + outcome.error().raw_text();
    shared_.log.write(what);
}

void http_service::drain()
{
    const std::scoped_lock lock(mutex_);
    draining_ = true;
    for (const auto& one : live_)
        asio::post(one.loop, [served = one.served] { served->drain(); });
}

} // namespace sluice::server
