#include "server/agents/json_agent.hpp"

#include "async/on_pool.hpp"
#include "server/agents/json_arrival.hpp"
#include "server/agents/json_pull.hpp"

#include <fmt/format.h>
#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <stdexcept>

namespace sluice::server {
namespace {

/// As often as the predecessor did it, unless the settings say otherwise: half as often as agents
/// that speak our own protocol, which answer while they send.
constexpr int times_slower = 2;
constexpr auto closing_limit = std::chrono::seconds(2);
constexpr std::size_t most_past = 64;
constexpr std::size_t longest_name = 4096;

/// An RFC 9562 UUID of version 4.
std::string make_uuid()
{
    std::array<unsigned char, 16> bytes{};
    if (::RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1)
        throw std::runtime_error("no random numbers");
    bytes[6] = static_cast<unsigned char>((bytes[6] & 0x0fU) | 0x40U);
    bytes[8] = static_cast<unsigned char>((bytes[8] & 0x3fU) | 0x80U);
    std::string text;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        if (i == 4 || i == 6 || i == 8 || i == 10) text += '-';
        text += fmt::format("{:02x}", bytes[i]);
    }
    return text;
}

std::chrono::milliseconds span_of(const std::atomic<std::int64_t>& limit)
{
    return std::chrono::milliseconds(limit.load()) * times_slower;
}

} // namespace

/// In the book for as long as it is served; the end of it ends every pull.
class json_agent::presence {
public:
    explicit presence(json_agent& of) : of_(of) { of.shared_.agents.enter(of.shared_from_this()); }
    presence(const presence&) = delete;
    presence& operator=(const presence&) = delete;
    ~presence()
    {
        of_.shared_.agents.leave(of_);
        of_.end(fail(errc::peer_closed, "agent", "the agent is gone"));
    }

private:
    json_agent& of_;
};

json_agent::json_agent(host& shared, std::unique_ptr<http::websocket> on, agent_facts facts,
                       asio::any_io_executor loop)
    : shared_(shared),
      on_(std::move(on)),
      facts_(std::move(facts)),
      loop_(loop),
      listening_since_(std::chrono::steady_clock::now()),
      last_chunk_(listening_since_),
      bell_(loop)
{
}

json_agent::~json_agent() = default;

void json_agent::end(error why)
{
    if (ended_) return;
    for (const auto& [id, arrival] : arrivals_)
        arrival->fail_with(fail(errc::peer_closed, "agent", "the agent is gone"));
    ended_ = std::move(why);
    bell_.notify_all();
}

void json_agent::close(error why)
{
    asio::post(loop_, [self = shared_from_this(), why = std::move(why)] {
        self->leaving_ = self->leaving_ || why == errc::going_away;
        if (self->leaving_ && !self->arrivals_.empty() && why == errc::going_away) return;
        self->end(why);
        self->on_->interrupt();
    });
}

task<result<>> json_agent::say(std::string text)
{
    const auto limit = deadline::after(std::chrono::milliseconds(shared_.stall_limit_ms.load()));
    auto sent = co_await on_->send(http::websocket_kind::text, as_bytes(text), limit);
    co_return sent;
}

task<result<>> json_agent::run()
{
    const auto self = shared_from_this();
    const auto told = co_await say(registered_text(facts_.id));
    if (!told) co_return told.error();
    const presence here(*this);
    auto served = co_await serve();
    const auto why = ended_ ? *ended_ : served.error();
    const bool left = why == errc::peer_closed;
    if (!left && why == errc::malformed_message) {
        const auto ignored = co_await say(json_error_text(why));
        static_cast<void>(ignored);
    }
    end(why);
    on_->refuse(close_code_for(why), why);
    const auto limit = deadline::after(closing_limit);
    const auto closed = co_await on_->close(close_code_for(why), why.detail(), limit);
    static_cast<void>(closed);
    if (left) co_return ok;
    co_return why;
}

/// Until it ends; the error says why.
task<result<>> json_agent::serve()
{
    ping_at_ = deadline::after(span_of(shared_.agent_heartbeat_ms));
    while (true) {
        const auto whole = co_await read_message();
        if (ended_) co_return *ended_;
        if (!whole) co_return whole.error();
        if (!*whole) {
            const auto alive = co_await keep_alive();
            if (!alive) co_return alive.error();
            continue;
        }
        auto text = std::exchange(message_, {});
        auto work = [text = std::move(text)] { return read_json_message(text); };
        auto came = co_await on_pool(shared_.pool, std::move(work));
        if (!came) co_return came.error();
        const auto taken = co_await take(std::move(*came));
        if (!taken) co_return taken.error();
        if (leaving_ && arrivals_.empty()) co_return fail(errc::going_away, "agent");
        listening_since_ = std::chrono::steady_clock::now();
    }
}

/// True: message_ is whole. False: it is time to ping.
task<result<bool>> json_agent::read_message()
{
    while (true) {
        const auto piece = on_->read_now();
        if (!piece) co_return piece.error();
        if (*piece) {
            if ((*piece)->kind != http::websocket_kind::text)
                co_return fail(errc::unsupported, "json", "a binary message");
            message_ += as_text((*piece)->bytes);
            if ((*piece)->last) co_return true;
            continue;
        }
        if (ping_at_.expired()) co_return false;
        const auto ready = co_await on_->wait_readable(ping_at_);
        if (!ready && ready.error() == errc::timed_out) co_return false;
        if (!ready) co_return ready.error();
    }
}

/// What it is told while it was told nothing: are you there?
task<result<>> json_agent::keep_alive()
{
    const auto heard = std::max(on_->heard_at(), listening_since_);
    const auto quiet = std::chrono::steady_clock::now() - heard;
    if (quiet > span_of(shared_.agent_dead_ms))
        co_return fail(errc::timed_out, "agent", "it says nothing");
    ping_at_ = deadline::after(span_of(shared_.agent_heartbeat_ms));
    auto sent = co_await say(ping_text());
    co_return sent;
}

std::shared_ptr<json_arrival> json_agent::find(const std::string& download_id) const
{
    const auto at = arrivals_.find(download_id);
    return at == arrivals_.end() ? nullptr : at->second;
}

result<std::string> json_agent::enter(std::shared_ptr<json_arrival> arrival)
{
    if (is_over()) return fail(errc::peer_closed, "pull", "the agent is gone");
    if (leaving_) return fail(errc::going_away, "pull", "the server stops");
    if (arrivals_.size() >= most_pulls)
        return fail(errc::overloaded, "pull", "the agent sends enough files already");
    auto id = make_uuid();
    last_chunk_ = std::chrono::steady_clock::now();
    arrivals_.emplace(id, std::move(arrival));
    return id;
}

void json_agent::leave(const std::string& download_id)
{
    arrivals_.erase(download_id);
    past_.insert(download_id);
    past_order_.push_back(download_id);
    if (past_order_.size() > most_past) {
        past_.erase(past_order_.front());
        past_order_.pop_front();
    }
    // The reader looks whether it was the last that it stayed for.
    if (leaving_ && arrivals_.empty() && !ended_) {
        end(fail(errc::going_away, "agent"));
        on_->interrupt();
    }
}

std::unique_ptr<agent_pull> json_agent::pull(pull_order order)
{
    return std::make_unique<json_pull>(shared_, shared_from_this(), std::move(order));
}

task<result<resolved_path>> json_agent::resolve(std::string asked, deadline)
{
    const auto self = shared_from_this();
    if (is_over()) co_return fail(errc::peer_closed, "resolve", "the agent is gone");
    const bool plain =
        std::ranges::none_of(asked, [](unsigned char c) { return c < 0x20 || c == 0x7f; });
    if (asked.empty() || asked.size() > longest_name || !plain)
        co_return fail(errc::bad_name, "resolve", asked.substr(0, longest_name));
    co_return resolved_path{std::move(asked), true};
}

} // namespace sluice::server
