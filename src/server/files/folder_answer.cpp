#include "server/files/folder_answer.hpp"

#include "async/on_pool.hpp"
#include "base/parse.hpp"
#include "http/accept.hpp"
#include "http/percent.hpp"
#include "server/files/folder_html.hpp"
#include "storage/catalog.hpp"

#include <array>

namespace sluice::server {
namespace {

struct page_wish {
    std::string after;
    std::size_t limit = 1000;
};

result<page_wish> read_page_wish(std::string_view query)
{
    page_wish wish;
    if (const auto after = http::query_value(query, "after")) {
        auto name = name_of_cursor(*after);
        if (!name) return fail(errc::bad_usage, "list", "after is the name of an entry");
        wish.after = std::move(*name);
    }
    if (const auto limit = http::query_value(query, "limit")) {
        const auto number = parse_integer(*limit, 1, 5000);
        if (!number) return fail(errc::bad_usage, "list", "limit is a number from 1 to 5000");
        wish.limit = static_cast<std::size_t>(*number);
    }
    return wish;
}

/// Blocks.
result<folder_page> read_page(const storage::root& files, const storage::safe_path& path,
                              const page_wish& wish)
{
    constexpr std::size_t most_bytes = 16U << 20U;
    storage::catalog_walk walk(files, {path, "", false});
    const auto prefix = path.is_root() ? std::string() : path.text() + "/";
    if (!wish.after.empty()) {
        const auto sought = walk.seek(prefix + wish.after);
        if (!sought) return sought.error();
    }
    auto found = walk.next_page(wish.limit, most_bytes);
    if (!found) return found.error();
    folder_page page;
    page.path = path.text();
    page.entries = std::move(found->entries);
    page.skipped = found->skipped;
    if (!found->next.empty()) page.next = found->next.substr(prefix.size());
    return page;
}

bool likes_html(const http::request& asked)
{
    constexpr std::array<std::string_view, 2> offered{"application/json", "text/html"};
    const auto accept = asked.fields.joined("accept");
    return http::choose_media_type(accept.value_or(""), offered) == offered[1];
}

http::response html_reply(const folder_page& page)
{
    http::response reply(200, "text/html; charset=utf-8", folder_html(page));
    reply.fields.set("content-security-policy", folder_html_policy());
    return reply;
}

http::response json_reply(const folder_page& page)
{
    using json = nlohmann::json;
    auto text = folder_json(page).dump(-1, ' ', false, json::error_handler_t::replace);
    return {200, "application/json", std::move(text)};
}

/// To the same path with a '/' at its end, where relative links lead into the folder.
http::response redirection(const http::request& asked)
{
    http::response reply(308);
    const auto query = asked.query.empty() ? std::string() : "?" + asked.query;
    reply.fields.set("location", http::percent_encoded_path(asked.path) + "/" + query);
    return reply;
}

} // namespace

task<void> answer_folder(route_call& call, storage::safe_path path)
{
    const auto& asked = call.exchange.request();
    const auto wish = read_page_wish(asked.query);
    if (!wish) {
        co_await answer_error(call, wish.error(), error_shape::problem);
        co_return;
    }
    auto work = [&] { return read_page(call.shared.files, path, *wish); };
    const auto page = co_await on_pool(call.shared.pool, std::move(work));
    if (!page) {
        co_await answer_error(call, page.error(), error_shape::problem);
        co_return;
    }
    const bool html = likes_html(asked);
    http::response reply;
    if (html && !asked.path.ends_with('/'))
        reply = redirection(asked);
    else if (html)
        reply = html_reply(*page);
    else
        reply = json_reply(*page);
    reply.fields.set("vary", "accept");
    reply.fields.set("cache-control", "no-cache");
    reply.fields.set("x-content-type-options", "nosniff");
    const auto ignored = co_await call.exchange.send(std::move(reply));
    static_cast<void>(ignored);
}

} // namespace sluice::server
