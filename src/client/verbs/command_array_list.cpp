#include "base/escape.hpp"
#include "client/api_of_server.hpp"
#include "client/arrays/array_text.hpp"
#include "client/verbs/commands.hpp"
#include "http/percent.hpp"

namespace sluice::client {
namespace {

constexpr auto patience = std::chrono::seconds(30);

std::string text_at(const json& from, const char* key)
{
    const auto found = from.is_object() ? from.find(key) : from.end();
    if (found == from.end() || found->is_null()) return {};
    return found->is_string() ? found->get<std::string>() : found->dump();
}

} // namespace

void commands::tell_array(const json& document, const std::string& line)
{
    if (as_json()) {
        json made;
        made["schema"] = 1;
        made.update(document);
        context_.out.result(json_text(made));
    } else if (!context_.wanted.quiet) {
        context_.out.result(line);
    }
}

task<exit_code> commands::array_list()
{
    const auto how = api_access(context_);
    if (!how) co_return failed(how.error());
    fetch::api_client server(context_.pool, api_base(context_.wanted), *how);
    const auto tag = context_.loaded.text("tags");
    const auto chosen = tag.empty() ? std::string() : "&tag=" + http::percent_encoded(tag);
    json all = json::array();
    for (std::string cursor = "0"; !cursor.empty();) {
        fetch::api_request what(
            "GET", "/api/v1/arrays?limit=1000&cursor=" + http::percent_encoded(cursor) + chosen);
        const auto came = co_await server.call(std::move(what), deadline::after(patience));
        if (!came) co_return failed(came.error());
        const auto page = json::parse(came->body.dump());
        if (!page.contains("arrays") || !page["arrays"].is_array())
            co_return failed(fail(errc::malformed_message, "array ls", server.base()));
        all.insert(all.end(), page["arrays"].begin(), page["arrays"].end());
        cursor = text_at(page, "next");
    }
    if (as_json()) {
        json document;
        document["schema"] = 1;
        document["arrays"] = std::move(all);
        context_.out.result(json_text(document));
        co_return exit_code::done;
    }
    if (all.empty())
        context_.out.say("no arrays");
    else
        context_.out.result(array_table(all));
    co_return exit_code::done;
}

task<exit_code> commands::array_info(std::string name)
{
    const auto how = api_access(context_);
    if (!how) co_return failed(how.error());
    fetch::api_client server(context_.pool, api_base(context_.wanted), *how);
    fetch::api_request what("GET", "/api/v1/arrays/" + http::percent_encoded(name) + "/info");
    const auto came = co_await server.call(std::move(what), deadline::after(patience));
    if (!came) co_return failed(came.error());
    const auto document = json::parse(came->body.dump());
    tell_array(document, array_facts(document));
    co_return exit_code::done;
}

task<exit_code> commands::array_remove(std::vector<std::string> names)
{
    const auto how = api_access(context_);
    if (!how) co_return failed(how.error());
    fetch::api_client server(context_.pool, api_base(context_.wanted), *how);
    std::optional<error> first;
    std::size_t removed = 0;
    for (const auto& name : names) {
        fetch::api_request what("DELETE", "/api/v1/arrays/" + http::percent_encoded(name));
        const auto came = co_await server.call(std::move(what), deadline::after(patience));
        removed += came ? 1 : 0;
        if (came && !as_json() && !context_.wanted.quiet)
            context_.out.result(escape(name) + "  removed");
        if (came) continue;
        static_cast<void>(complain(came.error()));
        if (!first) first = came.error();
    }
    auto code = first ? exit_code_of(*first) : exit_code::done;
    if (first && removed > 0) code = exit_code::partly_done;
    if (as_json()) {
        json document;
        document["schema"] = 1;
        document["exit_code"] = static_cast<int>(code);
        document["removed"] = removed;
        context_.out.result(json_text(document));
    }
    co_return code;
}

} // namespace sluice::client
