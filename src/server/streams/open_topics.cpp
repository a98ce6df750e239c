#include "server/streams/open_topics.hpp"

#include "async/on_pool.hpp"
#include "async/sleep.hpp"
#include "server/state_folder.hpp"
#include "server/streams/demo_source.hpp"

namespace sluice::server {
namespace {

constexpr auto sweep_interval = std::chrono::seconds(15);

void warn(host& shared, const error& why)
{
    log_event what;
    what.level = log_level::warning;
    what.event = "topics";
    const auto code = code_name(why.code());
    what.code = code;
    what.detail = why.raw_text();
    shared.log.write(what);
}

} // namespace

void open_topics(host& shared, const server_settings& settings)
{
    topic_rules rules;
    rules.space = settings.topic_space;
    rules.keep = {settings.topic_bytes, settings.topic_age};
    shared.topics->use(rules);
    if (settings.demo) shared.demo->switch_all(true);
    // Only beside a store that could be opened.
    if (!shared.state) return;
    const auto folder = find_state_folder(settings);
    if (!folder || !*folder) return;
    const auto opened = shared.topics->open(**folder + "/topics");
    if (!opened) return warn(shared, opened.error());
    for (const auto& one : *opened)
        warn(shared, one);
}

task<void> sweep_topics(host& shared)
{
    while (true) {
        const bool slept = co_await sleep_for(sweep_interval);
        if (!slept) co_return;
        auto work = [&shared] {
            shared.topics->drop_old();
            return true;
        };
        const auto done = co_await on_pool(shared.pool, std::move(work));
        static_cast<void>(done);
    }
}

} // namespace sluice::server
