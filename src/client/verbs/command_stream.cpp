#include "base/escape.hpp"
#include "client/api_of_server.hpp"
#include "client/stream/npy_recording.hpp"
#include "client/stream/topic_request.hpp"
#include "client/stream/topic_table.hpp"
#include "client/stream/topic_view.hpp"
#include "client/verbs/commands.hpp"

#include <fmt/format.h>

namespace sluice::client {
namespace {

constexpr auto patience = std::chrono::seconds(30);

/// How often the head of a recording is written while it goes on.
constexpr auto counted_every = std::chrono::seconds(1);

} // namespace

task<exit_code> commands::list_topics()
{
    const auto how = api_access(context_);
    if (!how) co_return failed(how.error());
    fetch::api_client server(context_.pool, api_base(context_.wanted), *how);
    fetch::api_request what("GET", "/api/v1/topics");
    const auto came = co_await server.call(std::move(what), deadline::after(patience));
    if (!came) co_return failed(came.error());
    auto topics = nlohmann::json::array();
    if (came->body.is_object()) topics = came->body.value("topics", topics);
    if (as_json()) {
        json document;
        document["schema"] = 1;
        document["topics"] = json::parse(topics.dump());
        context_.out.result(json_text(document));
    } else if (topics.empty()) {
        context_.out.say("no topics");
    } else {
        context_.out.result(topic_table(json::parse(topics.dump())));
    }
    co_return exit_code::done;
}

task<result<std::unique_ptr<topic_link>>> commands::open_topic(proto::topic_open wanted)
{
    auto stream = co_await context_.server.connect();
    if (!stream) co_return stream.error();
    auto link = std::make_unique<topic_link>(std::move(*stream), context_.wanted.stall_limit);
    const auto opened = co_await link->open(std::move(wanted));
    if (!opened) co_return opened.error();
    co_return link;
}

task<exit_code> commands::tail_topic(std::string name)
{
    const auto wanted = subscription_of(context_.loaded, std::move(name));
    if (!wanted) co_return failed(wanted.error());
    auto link = co_await open_topic(*wanted);
    if (!link) co_return failed(link.error());
    const bool json_lines = as_json();
    if (json_lines) context_.out.result(schema_line((*link)->opened(), (*link)->layout()));
    const auto most = static_cast<std::uint64_t>(context_.loaded.integer("count"));
    for (std::uint64_t seen = 0; most == 0 || seen < most;) {
        const auto heard = co_await (*link)->next(deadline::never());
        if (!heard) co_return failed(heard.error());
        if (heard->missing) tell_gap(*heard->missing);
        if (!heard->message) continue;
        ++seen;
        context_.out.result(message_line((*link)->layout(), *heard->message, json_lines));
    }
    co_return exit_code::done;
}

void commands::tell_gap(const proto::topic_gap& missing)
{
    if (as_json())
        context_.out.result(gap_line(missing));
    else
        context_.out.say(fmt::format("note: {} messages are missing, {} to {}: {}",
                                     missing.to - missing.from + 1, missing.from, missing.to,
                                     escape(missing.reason)));
}

task<exit_code> commands::record_topic(std::string name, std::string file)
{
    const auto wanted = subscription_of(context_.loaded, std::move(name));
    if (!wanted) co_return failed(wanted.error());
    auto link = co_await open_topic(*wanted);
    if (!link) co_return failed(link.error());
    auto into = npy_recording::create(file, (*link)->layout());
    if (!into) co_return failed(into.error());
    const auto most = static_cast<std::uint64_t>(context_.loaded.integer("count"));
    auto count_at = deadline::after(counted_every);
    std::optional<error> ended;
    while (!ended && (most == 0 || into->messages() < most)) {
        const auto heard = co_await (*link)->next(deadline::after(counted_every));
        if (!heard && heard.error() != errc::timed_out) ended = heard.error();
        if (heard && heard->missing) tell_gap(*heard->missing);
        result<> written = ok;
        if (heard && heard->message) written = into->add(*heard->message);
        if (written && count_at.expired()) {
            count_at = deadline::after(counted_every);
            written = into->count();
        }
        if (!written) ended = written.error();
    }
    const auto finished = into->finish();
    context_.out.say(fmt::format("{}: {} messages", escape(file), into->messages()));
    if (ended) co_return failed(*ended);
    if (!finished) co_return failed(finished.error());
    co_return exit_code::done;
}

task<exit_code> commands::watch_topic(std::string name)
{
    const auto wanted = subscription_of(context_.loaded, name);
    if (!wanted) co_return failed(wanted.error());
    auto link = co_await open_topic(*wanted);
    if (!link) co_return failed(link.error());
    topic_view view(name, (*link)->layout(), ink_of(context_.loaded.text("plot")));
    const auto most = static_cast<std::uint64_t>(context_.loaded.integer("count"));
    std::optional<error> ended;
    while (!ended && (most == 0 || view.messages() < most)) {
        const auto heard = co_await (*link)->next(view.paint_at());
        if (heard && heard->message) view.add(*heard->message);
        if (heard && heard->missing) view.add(*heard->missing);
        if (!heard && heard.error() != errc::timed_out) ended = heard.error();
        if (view.paint_at().expired()) view.paint();
    }
    view.paint();
    if (ended) co_return failed(*ended);
    co_return exit_code::done;
}

task<exit_code> commands::stream(std::string action, std::vector<std::string> words)
{
    if (action == "ls") {
        auto code = co_await list_topics();
        co_return code;
    }
    auto code = exit_code::usage;
    const auto second = words.size() > 1 ? words[1] : std::string("-");
    if (action == "publish")
        code = co_await publish_topic(words.front(), second);
    else if (action == "tail")
        code = co_await tail_topic(words.front());
    else if (action == "record")
        code = co_await record_topic(words.front(), second);
    else if (action == "watch")
        code = co_await watch_topic(words.front());
    co_return code;
}

} // namespace sluice::client
