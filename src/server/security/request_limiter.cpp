#include "server/security/request_limiter.hpp"

#include "base/parse.hpp"

#include <array>

namespace sluice::server {
namespace {

constexpr std::size_t most_clients = 65'536;

struct unit {
    std::string_view name;
    std::chrono::seconds length;
};

constexpr std::array<unit, 4> units{{{"second", std::chrono::seconds(1)},
                                     {"minute", std::chrono::minutes(1)},
                                     {"hour", std::chrono::hours(1)},
                                     {"day", std::chrono::hours(24)}}};

std::string_view next_word(std::string_view& text)
{
    while (text.starts_with(' '))
        text.remove_prefix(1);
    const auto end = std::min(text.find(' '), text.size());
    const auto word = text.substr(0, end);
    text.remove_prefix(end);
    return word;
}

const unit* find_unit(std::string_view name)
{
    for (const auto& u : units)
        if (name == u.name || (name.ends_with('s') && name.substr(0, name.size() - 1) == u.name))
            return &u;
    return nullptr;
}

error bad_rate(std::string_view text)
{
    return fail(errc::bad_configuration, "request-rate",
                "'" + std::string(text) + "' is not like '100 per minute' or 'none'");
}

std::chrono::seconds until(request_limiter::clock::time_point end,
                           request_limiter::clock::time_point now)
{
    return std::chrono::ceil<std::chrono::seconds>(end - now);
}

} // namespace

std::string request_rate::text() const
{
    const unit* largest = &units.front();
    for (const auto& u : units)
        if (window % u.length == std::chrono::seconds(0)) largest = &u;
    const auto number = window / largest->length;
    return std::to_string(count) + " per " + std::to_string(number) + " " +
           std::string(largest->name) + (number == 1 ? "" : "s");
}

result<request_rate> parse_request_rate(std::string_view text)
{
    constexpr std::int64_t most = 1'000'000'000;
    if (text == "none" || text.empty()) return request_rate{};
    std::string spaced(text);
    const auto slash = spaced.find('/');
    if (slash != spaced.npos) spaced.replace(slash, 1, " per ");
    std::string_view rest = spaced;
    const auto count = parse_integer(next_word(rest), 1, most);
    if (!count || next_word(rest) != "per") return bad_rate(text);
    auto word = next_word(rest);
    std::int64_t number = 1;
    if (const auto given = parse_integer(word, 1, 1000)) {
        number = *given;
        word = next_word(rest);
    }
    const auto* found = find_unit(word);
    if (!found || !next_word(rest).empty()) return bad_rate(text);
    return request_rate{static_cast<std::uint64_t>(*count), found->length * number};
}

void request_limiter::follow(request_rate rate)
{
    const std::scoped_lock lock(mutex_);
    if (rate == rate_) return;
    rate_ = rate;
    clients_.clear();
}

request_limiter::window* request_limiter::window_of(const std::string& client,
                                                    clock::time_point now)
{
    const auto known = clients_.find(client);
    if (known != clients_.end()) {
        if (known->second.began + rate_.window <= now) known->second = {now, 0};
        return &known->second;
    }
    if (clients_.size() >= most_clients) {
        std::erase_if(clients_, [this, now](const auto& one) {
            return one.second.began + rate_.window <= now;
        });
        if (clients_.size() >= most_clients) return nullptr;
    }
    return &clients_.try_emplace(client, window{now, 0}).first->second;
}

request_limiter::verdict request_limiter::take(const std::string& client, clock::time_point now)
{
    const std::scoped_lock lock(mutex_);
    verdict said;
    said.rate = rate_;
    if (!rate_.is_limited()) return said;
    auto* const counted = window_of(client, now);
    if (!counted) {
        said.allowed = false;
        said.reset = rate_.window;
        return said;
    }
    said.reset = until(counted->began + rate_.window, now);
    said.allowed = counted->used < rate_.count;
    if (said.allowed) ++counted->used;
    said.remaining = rate_.count - counted->used;
    return said;
}

} // namespace sluice::server
