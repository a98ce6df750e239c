#include "server/jobs/job_order.hpp"

#include "base/glob.hpp"
#include "base/parse.hpp"
#include "server/jobs/job_targets.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>

namespace sluice::server {
namespace {

using nlohmann::json;

constexpr std::size_t longest_path = 4096;
constexpr std::int64_t most_priority = 1'000'000;
constexpr double longest_wait = 366.0 * 86'400; // seconds

error wrong(std::string what)
{
    return fail(errc::bad_usage, "job", std::move(what));
}

result<std::string> text_in(const json& body, const char* key)
{
    if (!body.contains(key) || !body[key].is_string() || body[key].get<std::string>().empty())
        return wrong(std::string(key) + " is missing");
    auto text = body[key].get<std::string>();
    const bool plain = std::none_of(text.begin(), text.end(), [](char c) {
        return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
    });
    if (text.size() > longest_path || !plain)
        return wrong(std::string(key) + " is too long or has control characters");
    return text;
}

result<std::int64_t> priority_in(const json& body)
{
    if (!body.contains("priority")) return std::int64_t{0};
    const auto& value = body["priority"];
    if (!value.is_number_integer() || value < -most_priority || value > most_priority)
        return wrong("priority is a whole number from -1000000 to 1000000");
    return value.get<std::int64_t>();
}

result<std::uint64_t> rate_in(const json& body)
{
    if (!body.contains("bandwidth") || body["bandwidth"].is_null()) return std::uint64_t{0};
    const auto& value = body["bandwidth"];
    const auto most = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    if (value.is_number_unsigned() && value.get<std::uint64_t>() <= most)
        return value.get<std::uint64_t>();
    const auto read =
        value.is_string() ? parse_size(value.get<std::string>()) : result<std::uint64_t>(wrong(""));
    if (!read || *read > most)
        return wrong("bandwidth is bytes per second, such as 1048576 or \"1M\"");
    return *read;
}

/// "2026-11-21T12:30:00Z" in ns since 1970; nothing if it is none.
std::optional<std::int64_t> utc_time(const std::string& text)
{
    if (text.size() != 20 || text[4] != '-' || text[7] != '-' || text[10] != 'T' ||
        text[13] != ':' || text[16] != ':' || text[19] != 'Z')
        return std::nullopt;
    const auto part = [&](std::size_t at, std::size_t length, std::int64_t most) {
        const auto digits = text.substr(at, length);
        const bool only = digits.find_first_not_of("0123456789") == digits.npos;
        const auto read = parse_integer(digits, 0, most);
        return only && read ? *read : std::int64_t{-1};
    };
    const auto year = part(0, 4, 2200);
    const auto month = part(5, 2, 12);
    const auto day = part(8, 2, 31);
    const auto hour = part(11, 2, 23);
    const auto minute = part(14, 2, 59);
    const auto second = part(17, 2, 60);
    if (std::min({year, month, day, hour, minute, second}) < 0) return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year(static_cast<int>(year)),
                                           std::chrono::month(static_cast<unsigned>(month)),
                                           std::chrono::day(static_cast<unsigned>(day))};
    if (!date.ok()) return std::nullopt;
    const auto days = std::chrono::sys_days(date).time_since_epoch().count();
    return ((days * 24 + hour) * 3600 + minute * 60 + second) * 1'000'000'000;
}

result<std::int64_t> deadline_in(const json& body, std::int64_t now_ns)
{
    if (!body.contains("deadline") || body["deadline"].is_null()) return std::int64_t{0};
    const auto& value = body["deadline"];
    double seconds = -1;
    if (value.is_number()) seconds = value.get<double>();
    if (value.is_string()) {
        const auto text = value.get<std::string>();
        if (const auto until = utc_time(text)) {
            if (*until <= now_ns) return wrong("the deadline has passed");
            return *until;
        }
        const auto span = parse_duration(text);
        if (span) seconds = std::chrono::duration<double>(*span).count();
    }
    if (!(seconds > 0) || seconds > longest_wait)
        return wrong("deadline is seconds or a span such as \"2h\" from now on, at most a year, or "
                     "a time such as 2026-11-21T12:30:00Z");
    return now_ns + static_cast<std::int64_t>(std::ceil(seconds * 1e9));
}

} // namespace

result<job_order> job_order_of(const json& body, std::int64_t now_ns)
{
    if (!body.is_object()) return wrong("a JSON object is wanted");
    job_order order;
    const auto agents = text_in(body, "agent");
    if (!agents) return agents.error();
    const auto path = text_in(body, "path");
    if (!path) return path.error();
    const auto priority = priority_in(body);
    if (!priority) return priority.error();
    const auto rate = rate_in(body);
    if (!rate) return rate.error();
    const auto deadline = deadline_in(body, now_ns);
    if (!deadline) return deadline.error();
    order.agents = *agents;
    order.path = *path;
    order.here_only = body.value("connected_only", json(false)) == json(true);
    order.priority = *priority;
    order.rate = *rate;
    order.deadline_ns = *deadline;
    order.request = body.dump(-1, ' ', true, json::error_handler_t::replace);
    return order;
}

bool names_many(const std::string& agents)
{
    return agents == "all" || is_glob(agents);
}

result<std::set<std::string>> agents_meant(const std::string& agents,
                                           const std::set<std::string>& known)
{
    if (!names_many(agents)) {
        if (!is_agent_id(agents)) return wrong("agent is an id, a pattern of ids, or \"all\"");
        return std::set<std::string>{agents};
    }
    std::set<std::string> meant;
    for (const auto& id : known)
        if (agents == "all" || glob_match(agents, id)) meant.insert(id);
    if (meant.empty()) return fail(errc::not_found, "job", "no agent matches " + agents);
    return meant;
}

} // namespace sluice::server
