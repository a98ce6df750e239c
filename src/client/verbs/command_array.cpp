#include "async/on_pool.hpp"
#include "async/sleep.hpp"
#include "base/comma_list.hpp"
#include "base/escape.hpp"
#include "base/parse.hpp"
#include "client/api_of_server.hpp"
#include "client/arrays/array_print.hpp"
#include "client/arrays/array_put.hpp"
#include "client/arrays/array_text.hpp"
#include "client/report/download_view.hpp"
#include "client/verbs/commands.hpp"
#include "http/percent.hpp"

#include <unistd.h>

namespace sluice::client {
namespace {

/// "in/waves.npy" becomes "waves".
std::string name_of_file(const std::string& local)
{
    auto name = std::filesystem::path(local).filename().string();
    if (name.size() > 4 && name.ends_with(".npy")) name.resize(name.size() - 4);
    return name;
}

std::string_view policy_word(exists_choice chosen, bool given)
{
    // A name of the server's is not to be taken by another without a word. The server knows no
    // "skip": what it refuses is skipped here.
    if (!given) return "fail";
    if (chosen == exists_choice::overwrite) return "overwrite";
    return chosen == exists_choice::rename ? "rename" : "fail";
}

storage::on_exists policy_of(exists_choice chosen)
{
    if (chosen == exists_choice::overwrite) return storage::on_exists::overwrite;
    if (chosen == exists_choice::skip) return storage::on_exists::skip;
    return chosen == exists_choice::fail ? storage::on_exists::fail : storage::on_exists::rename;
}

std::string query_of(const settings& loaded)
{
    std::string query = "?format=" + loaded.text("form");
    const auto slice = loaded.text("slice");
    if (!slice.empty()) query += "&slice=" + http::percent_encoded(slice);
    if (loaded.integer("every") != 1) query += "&every=" + std::to_string(loaded.integer("every"));
    return query;
}

std::string ending_of(const std::string& form)
{
    return form == "raw" ? ".bin" : "." + form;
}

array_put_order put_order_of(const command_context& context, const std::vector<std::string>& words)
{
    array_put_order order;
    order.local = words.front();
    order.name = words.size() > 1 ? words[1] : name_of_file(order.local);
    order.on_exists = policy_word(context.wanted.on_exists, context.loaded.is_given("on-exists"));
    order.tags = comma_list(context.loaded.text("tags"));
    order.retries = context.wanted.retries;
    return order;
}

array_get_order get_order_of(const command_context& context, const std::string& name)
{
    const auto& wanted = context.wanted;
    const auto form = context.loaded.text("form");
    array_get_order order;
    order.url = api_base(wanted) + "/api/v1/arrays/" + http::percent_encoded(name) +
                query_of(context.loaded);
    order.whole = form == "npy" && context.loaded.text("slice").empty() &&
                  context.loaded.integer("every") == 1;
    const auto& output = wanted.output;
    order.name = name;
    order.file = output.empty() ? name + ending_of(form) : output.filename().string();
    order.folder =
        output.has_parent_path() ? output.parent_path().string() : wanted.directory.string();
    order.policy = policy_of(wanted.on_exists);
    order.durable = wanted.durability == durability_choice::file;
    return order;
}

constexpr auto* kept_text = "what came through is kept; the same command goes on with it";

/// What the network cut is unfinished, if a part of it is kept.
error as_unfinished(const error& why, std::uint64_t kept)
{
    const bool cut = exit_code_of(why) == exit_code::network && kept > 0;
    return cut ? fail(errc::unfinished, "array", why.raw_text()) : why;
}

std::string resumed_text(std::uint64_t bytes)
{
    return bytes == 0 ? std::string() : "  " + format_size(bytes) + " resumed";
}

/// What a pool thread counts, made visible to the loop.
task<void> follow(const array_flow& flow, transfer::download_progress& to)
{
    while (true) {
        to.bytes_received = flow.came;
        to.bytes_done = to.bytes_received;
        to.bytes_known = std::max<std::uint64_t>(flow.size, to.bytes_done);
        to.listing = flow.size == 0;
        const bool slept = co_await sleep_for(std::chrono::milliseconds(200));
        if (!slept) co_return;
    }
}

/// Keeps progress on the screen while something runs, and the first signal for it.
class watched {
public:
    watched(command_context& context, const transfer::download_progress& of, view_words words,
            std::function<void()> interrupt)
        : context_(context),
          view_(context, words),
          tasks_(context.executor, [](std::exception_ptr bug) { std::rethrow_exception(bug); })
    {
        tasks_.spawn(view_.watch(of));
        context_.interrupt = std::move(interrupt);
    }

    void spawn(task<void> work) { tasks_.spawn(std::move(work)); }

    task<void> end()
    {
        context_.interrupt = {};
        tasks_.cancel();
        co_await tasks_.join();
        context_.out.paint({});
    }

private:
    command_context& context_;
    download_view view_;
    task_group tasks_;
};

} // namespace

task<exit_code> commands::array(std::string action, std::vector<std::string> words)
{
    exit_code code = exit_code::usage;
    if (action == "put")
        code = co_await array_put(words);
    else if (action == "get")
        code = co_await array_get(words.front());
    else if (action == "ls")
        code = co_await array_list();
    else if (action == "info")
        code = co_await array_info(words.front());
    else if (action == "rm")
        code = co_await array_remove(std::move(words));
    co_return code;
}

task<exit_code> commands::array_put(const std::vector<std::string>& words)
{
    const auto how = api_access(context_);
    if (!how) co_return failed(how.error());
    fetch::api_client server(context_.pool, api_base(context_.wanted), *how);
    client::array_put put(context_.pool, server, *how, put_order_of(context_, words));
    watched progress(context_, put.progress(), view_words{"sent", "uploaded"},
                     [&put] { put.stop(); });
    const auto made = co_await put.run();
    co_await progress.end();
    if (context_.signalled != exit_code::done) {
        context_.out.complain(kept_text);
        co_return context_.signalled;
    }
    const auto wanted = put_order_of(context_, words).name;
    const bool skips = context_.wanted.on_exists == exists_choice::skip;
    if (!made && skips && made.error() == errc::target_exists) {
        const json skipped = {{"name", wanted}, {"skipped", true}};
        tell_array(skipped, escape(wanted) + "  skipped, the name is taken");
        co_return exit_code::done;
    }
    if (!made) co_return failed(as_unfinished(made.error(), put.progress().bytes_received));
    auto document = json::parse(made->dump());
    const auto resumed = put.progress().bytes_resumed;
    document["resumed_bytes"] = resumed;
    const bool was_there = put.progress().bytes_received == 0 && resumed > 0;
    tell_array(document, array_line(document) +
                             (was_there ? "  nothing was left to send" : resumed_text(resumed)));
    co_return exit_code::done;
}

task<exit_code> commands::array_get(std::string name)
{
    auto how = api_access(context_);
    if (!how) co_return failed(how.error());
    how->rules = fetch::address_rules::everything();
    how->most_redirects = 0;
    const auto order = get_order_of(context_, name);
    const bool printed = context_.wanted.output == "-";
    transfer::download_progress shown;
    shown.files_known = 1;
    shown.streams = 1;
    shown.current = name;
    array_flow flow;
    fetch::stop_flag stop = false;
    watched progress(context_, shown, view_words{}, [&stop] { stop = true; });
    progress.spawn(follow(flow, shown));
    auto work = [&] {
        return printed ? print_array(order, STDOUT_FILENO, *how, stop, flow)
                       : fetch_array(order, *how, stop, flow);
    };
    const auto got = co_await on_pool(context_.pool, std::move(work));
    co_await progress.end();
    const auto kept = order.whole && !printed ? flow.came.load() : 0;
    if (context_.signalled != exit_code::done) {
        if (kept > 0) context_.out.complain(kept_text);
        co_return context_.signalled;
    }
    if (!got) co_return failed(as_unfinished(got.error(), kept));
    if (!printed) tell_got(*got, order);
    co_return exit_code::done;
}

void commands::tell_got(const array_got& got, const array_get_order& order)
{
    json document;
    document["name"] = order.name;
    document["file"] = got.file.empty() ? json() : json(got.file);
    document["bytes"] = got.bytes;
    document["resumed_bytes"] = got.resumed;
    document["sha256"] = got.sha256;
    const auto proof = order.whole ? "  verified" : "";
    const auto line = got.file.empty() ? escape(order.file) + "  skipped, the target exists"
                                       : escape(got.file) + "  " + format_size(got.bytes) + proof +
                                             resumed_text(got.resumed);
    tell_array(document, line);
}

} // namespace sluice::client
