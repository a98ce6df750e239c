#include "client/settings/order_values.hpp"
#include "fetch/url.hpp"
#include "http/percent.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace sluice::client {
namespace {

using std::chrono::milliseconds;

result<void> read_interval(const order_values& from, schedule::rules& into)
{
    const bool takes_outer = from.is_default();
    milliseconds every{0};
    if (from.has_own("interval") || takes_outer) every = from.get<milliseconds>("interval");
    if (every == milliseconds(0)) return ok;
    if (every < std::chrono::seconds(1)) return from.wrong("interval", "at least 1s is wanted");
    into.when.every = every;
    return ok;
}

result<void> read_line(const order_values& from, schedule::rules& into)
{
    const auto text = from.own_text("cron");
    if (text.empty()) return ok;
    auto line = schedule::cron_line::parse(text);
    if (!line) return from.wrong("cron", line.error().detail());
    into.when.line = *line;
    auto zone = schedule::time_zone::named(from.get<std::string>("zone"));
    if (!zone) return from.wrong("zone", zone.error().detail());
    into.when.zone = std::move(*zone);
    const auto now = std::chrono::floor<milliseconds>(std::chrono::system_clock::now());
    if (!into.when.next_after(now, now)) return from.wrong("cron", "such a day never comes");
    return ok;
}

result<void> read_rules(const order_values& from, schedule::rules& into)
{
    for (const auto& read : {read_interval, read_line}) {
        const auto done = read(from, into);
        if (!done) return done;
    }
    // As the predecessor's client.
    if (into.when.every == milliseconds(0) && !into.when.line && from.is_default())
        into.when.every = std::chrono::seconds(2);
    if ((into.when.every > milliseconds(0)) == into.when.line.has_value())
        return from.wrong("interval", "either interval or cron is wanted");
    into.jitter = from.get<milliseconds>("jitter");
    if (into.when.every > milliseconds(0) && into.jitter >= into.when.every)
        return from.wrong("jitter", "it must be shorter than the interval");
    const auto misfire = from.get<std::string>("misfire");
    into.misfire = misfire == "skip"  ? schedule::misfire_rule::skip
                   : misfire == "all" ? schedule::misfire_rule::all
                                      : schedule::misfire_rule::once;
    into.overlap = from.get<std::string>("overlap") == "queue" ? schedule::overlap_rule::queue
                                                               : schedule::overlap_rule::skip;
    into.backoff = from.get<milliseconds>("backoff");
    into.retries = static_cast<unsigned>(from.get<std::int64_t>("retries"));
    return ok;
}

result<void> read_api(const order_values& from, const client_settings& wanted, pull_order& into)
{
    auto text = from.get<std::string>("api");
    if (text.empty()) {
        const bool v6 = wanted.address.find(':') != std::string::npos;
        text = fmt::format("{}://{}{}{}:{}", wanted.tls ? "https" : "http", v6 ? "[" : "",
                           wanted.address, v6 ? "]" : "", wanted.port);
    }
    while (text.ends_with('/'))
        text.pop_back();
    const auto read = fetch::parse_url(text);
    if (!read) return from.wrong("api", read.error().detail());
    into.api = text;
    return ok;
}

/// "/stream/PROJECT/EXT" for a project and a kind of files.
result<void> read_project(const order_values& from, pull_order& into)
{
    auto project = from.own_text("project");
    auto ext = from.own_text("ext");
    const bool bare = project.empty() && ext.empty();
    if (bare && !from.is_default()) return from.wrong("source", "it says nothing to fetch");
    if (project.empty()) project = "foo";
    if (ext.empty()) ext = "drc";
    if (project.find('/') != project.npos || ext.find('/') != ext.npos)
        return from.wrong("project", "a name without '/' is wanted");
    into.kind = pull_kind::pickup;
    into.path = "/stream/" + http::percent_encoded(project) + "/" + http::percent_encoded(ext);
    return ok;
}

result<void> read_agent(const order_values& from, std::string_view text, pull_order& into)
{
    const auto slash = text.find('/');
    if (slash == text.npos || slash + 1 == text.size())
        return from.wrong("source", "agent:ID/PATH is wanted");
    into.kind = pull_kind::job;
    into.path = text.substr(slash + 1);
    into.agent = text.substr(0, slash);
    const auto ids = "," + into.agent + ",";
    if (ids.find(",,") != ids.npos) return from.wrong("source", "an agent's id is missing");
    return ok;
}

result<void> read_source(const order_values& from, pull_order& into)
{
    constexpr std::string_view agent = "agent:";
    const auto text = from.own_text("source");
    if (text.empty()) return read_project(from, into);
    into.path = text;
    if (text.starts_with(agent)) return read_agent(from, text.substr(agent.size()), into);
    if (text.find("://") != text.npos) {
        const auto read = fetch::parse_url(text);
        if (!read) return from.wrong("source", read.error().detail());
        into.kind = pull_kind::url;
        into.target = read->text;
        return ok;
    }
    if (text.starts_with("/stream/") || text.starts_with("/fetch/"))
        into.kind = pull_kind::pickup;
    else if (text.starts_with("/files/"))
        into.kind = pull_kind::files;
    else if (text.starts_with('/'))
        return from.wrong("source", "a name on the server has no '/' in front");
    return ok;
}

result<void> read_allowed(const order_values& from, pull_order& into)
{
    const auto list = from.get<std::string>("allow");
    std::string_view rest = list;
    while (!rest.empty()) {
        const auto end = rest.find_first_of(", ");
        const auto word = rest.substr(0, end);
        rest.remove_prefix(end == rest.npos ? rest.size() : end + 1);
        if (word.empty()) continue;
        const auto allowed = into.rules.allow(word);
        if (!allowed) return from.wrong("allow", allowed.error().detail());
    }
    if (from.loaded().boolean("allow-private")) return into.rules.allow("private");
    return ok;
}

storage::on_exists policy_of(const order_values& from, pull_kind kind)
{
    const bool said = from.has_own("on-exists") || from.loaded().is_given("on-exists");
    // What is there already need not come again, where names stand for files.
    if (!said && kind == pull_kind::native) return storage::on_exists::skip;
    const auto word = from.get<std::string>("on-exists");
    if (word == "overwrite") return storage::on_exists::overwrite;
    if (word == "skip") return storage::on_exists::skip;
    if (word == "fail") return storage::on_exists::fail;
    return storage::on_exists::rename;
}

/// "every 1h 30m", or the cron line with its zone.
std::string plan_of(const order_values& from, const schedule::timing& when)
{
    if (when.line) return from.own_text("cron") + " " + from.get<std::string>("zone");
    auto left = when.every;
    std::string made = "every";
    const auto add = [&](milliseconds unit, const char* name) {
        if (left < unit) return;
        made += fmt::format(" {}{}", left / unit, name);
        left %= unit;
    };
    add(std::chrono::hours(1), "h");
    add(std::chrono::minutes(1), "m");
    add(std::chrono::seconds(1), "s");
    add(milliseconds(1), "ms");
    return made;
}

result<pull_order> order_of(const order_values& from, const client_settings& wanted)
{
    pull_order made;
    made.name = from.name();
    for (const auto& done : {read_rules(from, made.when), read_api(from, wanted, made),
                             read_source(from, made), read_allowed(from, made)})
        if (!done) return done.error();
    made.source = from.own_text("source").empty() ? made.path : from.own_text("source");
    made.plan = plan_of(from, made.when.when);
    made.unpack = from.get<bool>("unpack");
    made.proxy = from.get<std::string>("proxy");
    made.limit = from.get<milliseconds>("run-limit");
    made.most_bytes = from.get<std::uint64_t>("most-bytes");
    made.policy = policy_of(from, made.kind);
    made.into = wanted.directory;
    if (!from.loaded().is_given("directory")) made.into = "downloads";
    if (from.has_own("into")) made.into = from.get<std::string>("into");
    return made;
}

bool is_name(std::string_view text)
{
    const auto fits = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '-' || c == '_' || c == '.';
    };
    return !text.empty() && text.front() != '.' && std::all_of(text.begin(), text.end(), fits);
}

/// The schedules in the order in which their sections begin.
result<std::vector<order_values>> values_of(const settings& loaded,
                                            const schedule_sections& sections)
{
    if (sections.problem) return *sections.problem;
    std::vector<order_values> all;
    for (const auto& entry : sections.entries) {
        if (!is_name(entry.name))
            return fail(errc::bad_configuration, "settings",
                        entry.place + ": [schedule NAME] needs a name of letters, digits, - _ .");
        auto found = std::find_if(all.begin(), all.end(),
                                  [&](const auto& one) { return one.name() == entry.name; });
        if (found == all.end()) {
            all.emplace_back(entry.name, entry.place, loaded);
            found = all.end() - 1;
        }
        const auto taken = found->take(entry);
        if (!taken) return taken.error();
    }
    const auto is_given = [&loaded](const char* key) { return loaded.is_given(key); };
    constexpr const char* outer[] = {"source", "project", "ext", "interval", "cron"};
    const bool has_default = std::any_of(std::begin(outer), std::end(outer), is_given) ||
                             (all.empty() && is_given("api"));
    const bool is_taken = std::any_of(all.begin(), all.end(),
                                      [](const auto& one) { return one.name() == "default"; });
    if (has_default && !is_taken) all.emplace_back("default", "", loaded);
    return all;
}

} // namespace

result<std::vector<pull_order>> pull_orders_from(const settings& loaded,
                                                 const client_settings& wanted)
{
    const auto values =
        values_of(loaded, wanted.schedules ? *wanted.schedules : schedule_sections());
    if (!values) return values.error();
    std::vector<pull_order> orders;
    for (const auto& one : *values) {
        auto order = order_of(one, wanted);
        if (!order) return order.error();
        orders.push_back(std::move(*order));
    }
    return orders;
}

settings_inputs with_older_names(settings_inputs inputs)
{
    constexpr std::pair<const char*, const char*> names[] = {{"INTERVAL", "SLUICE_INTERVAL"},
                                                             {"API_URL", "SLUICE_API"},
                                                             {"PROJECT", "SLUICE_PROJECT"},
                                                             {"EXT", "SLUICE_EXT"},
                                                             {"CLIENT_MOUNT", "SLUICE_DIRECTORY"}};
    const auto& words = inputs.arguments;
    if (std::find(words.begin(), words.end(), "schedule") == words.end()) return inputs;
    auto& all = inputs.environment;
    for (const auto& [older, ours] : names) {
        const auto found = all.find(older);
        if (found != all.end() && !found->second.empty()) all.try_emplace(ours, found->second);
    }
    const auto workspace = all.find("WORKSPACE");
    if (workspace != all.end() && !workspace->second.empty())
        all.try_emplace("SLUICE_DIRECTORY", workspace->second + "/downloads");
    return inputs;
}

} // namespace sluice::client
