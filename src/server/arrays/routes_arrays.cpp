#include "server/arrays/routes_arrays.hpp"

#include "async/on_pool.hpp"
#include "base/comma_list.hpp"
#include "base/parse.hpp"
#include "http/percent.hpp"
#include "server/arrays/array_answer.hpp"
#include "server/arrays/receive_array.hpp"
#include "server/arrays/send_elements.hpp"
#include "server/uploads/upload_answer.hpp"

#include <limits>

namespace sluice::server {
namespace {

using json = nlohmann::json;

constexpr std::size_t most_request = 64U << 10U;

error wrong(std::string what)
{
    return fail(errc::bad_usage, "array", std::move(what));
}

result<state::array_query> query_of(const http::request& asked)
{
    state::array_query made;
    const auto cursor = http::query_value(asked.query, "cursor");
    if (cursor) {
        const auto after = parse_integer(*cursor, 0, std::numeric_limits<std::int64_t>::max());
        if (!after) return wrong("cursor is what `next` said");
        made.after = static_cast<std::uint64_t>(*after);
    }
    const auto limit = http::query_value(asked.query, "limit");
    if (limit) {
        const auto most = parse_integer(*limit, 1, 1000);
        if (!most) return wrong("limit is a number from 1 to 1000");
        made.most = static_cast<std::size_t>(*most);
    }
    made.tag = http::query_value(asked.query, "tag");
    return made;
}

result<array_arrival> arrival_of(const route_call& call)
{
    array_arrival made;
    made.name = call.parameters.at("name");
    const auto named = check_array_name(made.name);
    if (!named) return named.error();
    const auto& query = call.exchange.request().query;
    auto tags = check_tags(comma_list(http::query_value(query, "tags").value_or("")));
    if (!tags) return tags.error();
    made.tags = std::move(*tags);
    const auto policy = http::query_value(query, "on_exists").value_or("fail");
    if (policy == "overwrite")
        made.policy = storage::on_exists::overwrite;
    else if (policy == "rename")
        made.policy = storage::on_exists::rename;
    else if (policy != "fail")
        return wrong("on_exists is fail, overwrite or rename");
    return made;
}

/// A string, or a list of strings.
result<state::array_change> change_in(const std::string& body)
{
    const auto asked = json::parse(body, nullptr, false);
    if (!asked.is_object()) return wrong("a JSON object is wanted");
    state::array_change made;
    for (const auto& [key, value] : asked.items()) {
        if (key == "name" && value.is_string()) {
            made.name = value.get<std::string>();
        } else if (key == "tags" && value.is_array()) {
            std::vector<std::string> tags;
            for (const auto& tag : value) {
                if (!tag.is_string()) return wrong("tags is a list of strings");
                tags.push_back(tag.get<std::string>());
            }
            auto checked = check_tags(std::move(tags));
            if (!checked) return checked.error();
            made.tags = std::move(*checked);
        } else {
            return wrong("name (a string) and tags (a list of strings) can be changed");
        }
    }
    return made;
}

/// The row in the path, if the asker may change it.
task<result<state::array_record>> own_array(route_call& call)
{
    auto found = co_await find_array(call, call.parameters.at("name"));
    if (!found) co_return found.error();
    if (!may_change(call, *found))
        co_return fail(errc::permission_denied, "array", "it is another's");
    co_return found;
}

task<result<state::array_record>> changed(route_call& call)
{
    const auto found = co_await own_array(call);
    if (!found) co_return found.error();
    const auto limit = deadline::after(std::chrono::seconds(30));
    const auto body = co_await call.exchange.read_whole_body(most_request, limit);
    if (!body) co_return body.error();
    auto how = change_in(*body);
    if (!how) co_return how.error();
    auto work = [desk = call.shared.arrays.get(), name = found->name, how = std::move(*how)] {
        return desk->change(name, how);
    };
    auto now = co_await on_pool(call.shared.pool, std::move(work));
    co_return now;
}

task<result<opened_array>> opened(route_call& call)
{
    const auto found = co_await find_array(call, call.parameters.at("name"));
    if (!found) co_return found.error();
    auto work = [desk = call.shared.arrays.get(), record = *found] { return desk->open(record); };
    auto made = co_await on_pool(call.shared.pool, std::move(work));
    co_return made;
}

} // namespace

task<void> list_arrays(route_call& call)
{
    const auto desk = arrays_of(call);
    auto query = query_of(call.exchange.request());
    if (!desk || !query) {
        auto why = !desk ? desk.error() : query.error();
        co_await answer_error(call, std::move(why), error_shape::problem);
        co_return;
    }
    const auto most = query->most++;
    auto work = [desk = *desk, query = *query] { return desk->list(query); };
    const auto found = co_await on_pool(call.shared.pool, std::move(work));
    if (!found) {
        co_await answer_error(call, found.error(), error_shape::problem);
        co_return;
    }
    json shown = {{"arrays", json::array()}, {"next", nullptr}};
    for (std::size_t i = 0; i < std::min(most, found->size()); ++i)
        shown["arrays"].push_back(array_document((*found)[i]));
    if (found->size() > most) shown["next"] = std::to_string((*found)[most - 1].number);
    auto reply = json_response(200, shown);
    co_await answer(call, std::move(reply));
}

task<void> put_array(route_call& call)
{
    auto wanted = arrival_of(call);
    result<transfer::published_upload> made = fail(errc::cancelled);
    if (wanted)
        made = co_await receive_array(call, std::move(*wanted));
    else
        made = wanted.error();
    result<state::array_record> found = fail(errc::cancelled);
    if (made)
        found = co_await find_array(call, made->name);
    else
        found = made.error();
    if (!found) {
        co_await answer_error(call, found.error(), error_shape::problem);
        co_return;
    }
    auto reply = json_response(201, array_document(*found));
    reply.fields.set("location", address_of(*found));
    co_await answer(call, std::move(reply));
}

task<void> get_array(route_call& call)
{
    auto wish = wish_of(call.exchange.request());
    auto from = co_await opened(call);
    if (!wish || !from) {
        auto why = !wish ? wish.error() : from.error();
        co_await answer_error(call, std::move(why), error_shape::problem);
        co_return;
    }
    co_await answer_elements(call, std::move(*from), std::move(*wish));
}

task<void> show_array(route_call& call)
{
    const auto found = co_await find_array(call, call.parameters.at("name"));
    if (!found) {
        co_await answer_error(call, found.error(), error_shape::problem);
        co_return;
    }
    auto reply = json_response(200, array_document(*found));
    co_await answer(call, std::move(reply));
}

task<void> change_array(route_call& call)
{
    const auto now = co_await changed(call);
    if (!now) {
        co_await answer_error(call, now.error(), error_shape::problem);
        co_return;
    }
    auto reply = json_response(200, array_document(*now));
    co_await answer(call, std::move(reply));
}

task<void> delete_array(route_call& call)
{
    const auto found = co_await own_array(call);
    auto removed = found ? result<>(ok) : result<>(found.error());
    if (found) {
        auto work = [desk = call.shared.arrays.get(), name = found->name] {
            return desk->remove(name);
        };
        removed = co_await on_pool(call.shared.pool, std::move(work));
    }
    if (!removed) {
        co_await answer_error(call, removed.error(), error_shape::problem);
        co_return;
    }
    http::response reply(204);
    co_await answer(call, std::move(reply));
}

} // namespace sluice::server
