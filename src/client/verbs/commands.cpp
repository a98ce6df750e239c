#include "client/verbs/commands.hpp"

#include "base/escape.hpp"
#include "base/settings_explain.hpp"

namespace sluice::client {

exit_code commands::failed(const error& why)
{
    if (as_json()) {
        json document;
        document["schema"] = 1;
        document["exit_code"] = static_cast<int>(exit_code_of(why));
        document["error"] = to_json(why);
        context_.out.result(json_text(document));
    }
    return complain(why);
}

exit_code commands::complain(const error& why)
{
    context_.out.complain("sluice-client: " + why.text());
    log_event what;
    what.level = log_level::error;
    what.event = "failed";
    const auto code = code_name(why.code());
    what.code = code;
    what.detail = why.raw_text();
    context_.log.write(what);
    return exit_code_of(why);
}

task<result<std::unique_ptr<transfer::asker>>> commands::connect()
{
    auto stream = co_await context_.server.connect();
    if (!stream) co_return stream.error();
    co_return std::make_unique<transfer::asker>(std::move(*stream), context_.wanted.stall_limit);
}

task<result<std::vector<proto::entry>>> commands::entries_of(transfer::asker& peer,
                                                             proto::list_request wanted)
{
    std::vector<proto::entry> all;
    std::uint32_t skipped = 0;
    std::uint64_t held = 0; // bytes, about
    do {
        auto page = co_await peer.list(wanted);
        if (!page) co_return page.error();
        wanted.after = std::move(page->next);
        skipped += page->skipped;
        for (const auto& e : page->entries)
            held += sizeof e + e.path.size() + e.version.size();
        if (held > context_.wanted.listing_memory)
            co_return fail(errc::too_large, "list", "more names than --listing-memory holds");
        std::move(page->entries.begin(), page->entries.end(), std::back_inserter(all));
    } while (!wanted.after.empty());
    if (skipped > 0)
        context_.out.say("note: " + std::to_string(skipped) +
                         " things there are not offered (links, devices, unusable names)");
    co_return all;
}

task<result<std::vector<proto::entry>>> commands::whole_catalog()
{
    auto peer = co_await connect();
    if (!peer) co_return peer.error();
    proto::list_request wanted;
    wanted.recursive = 1;
    auto all = co_await entries_of(**peer, std::move(wanted));
    co_return all;
}

task<exit_code> commands::ping()
{
    auto peer = co_await connect();
    if (!peer) co_return failed(peer.error());
    const auto took = co_await (*peer)->ping();
    if (!took) co_return failed(took.error());
    const std::chrono::duration<double> seconds = *took;
    if (as_json()) {
        json document;
        document["schema"] = 1;
        document["seconds"] = seconds.count();
        context_.out.result(json_text(document));
    } else {
        char line[64];
        std::snprintf(line, sizeof line, "round trip %.3f ms", seconds.count() * 1000);
        context_.out.result(line);
    }
    co_return exit_code::done;
}

exit_code commands::config_explain()
{
    auto text = as_json() ? explain_json(context_.loaded) : explain(context_.loaded);
    if (text.ends_with('\n')) text.pop_back();
    context_.out.result(text);
    return exit_code::done;
}

/// What has to do with the server's jobs, schedules and receipts.
task<exit_code> commands::run_order(std::string name, std::string action,
                                    std::vector<std::string> words)
{
    const auto first = words.empty() ? std::string() : words.front();
    exit_code code = exit_code::usage;
    if (name == "pull")
        code = co_await pull(first);
    else if (name == "agents")
        code = co_await agents();
    else if (name == "jobs")
        code = co_await jobs();
    else if (name == "job")
        code = co_await job(action, first);
    else if (name == "stream")
        code = co_await stream(std::move(action), std::move(words));
    else if (name == "admin")
        code = co_await administer();
    else if (name == "array")
        code = co_await array(std::move(action), std::move(words));
    else if (name == "verify-receipt")
        code = co_await verify_receipt(std::move(words));
    else if (action == "preview")
        code = schedule_preview(words);
    else if (action == "history")
        code = schedule_history(words);
    else if (name == "schedule")
        code = co_await schedule_run(std::move(words), action == "run");
    co_return code;
}

task<exit_code> commands::run(std::vector<std::string> words)
{
    const auto name = words.front();
    auto second = words.size() > 1 ? words[1] : std::string();
    const bool of_schedules =
        name == "schedule" && (second == "run" || second == "preview" || second == "history");
    const bool two_words = name == "config" || name == "journal" || name == "job" ||
                           name == "array" || name == "stream" || of_schedules;
    words.erase(words.begin(), words.begin() + (two_words ? 2 : 1));
    if (!two_words) second.clear();
    const auto first = words.empty() ? std::string() : words.front();
    exit_code code = exit_code::usage;
    if (name == "ls")
        code = co_await ls(first);
    else if (name == "stat")
        code = co_await stat(std::move(words));
    else if (name == "get")
        code = co_await get(std::move(words));
    else if (name == "put")
        code = co_await put(std::move(words));
    else if (name == "agent")
        code = co_await agent();
    else if (name == "verify")
        code = co_await verify(std::move(words));
    else if (name == "ping")
        code = co_await ping();
    else if (name == "journal")
        code = journal_show(first);
    else if (name == "config")
        code = config_explain();
    else
        code = co_await run_order(name, std::move(second), std::move(words));
    co_return code;
}

} // namespace sluice::client
