#include "server/http/routes_docs.hpp"

#include "web/assets.hpp"

namespace sluice::server {
namespace {

// Swagger UI writes style attributes; it has no inline script and no eval.
constexpr std::string_view content_policy =
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' "
    "data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

http::response head_of(const web::embedded_asset& asset)
{
    http::response head(200);
    head.fields.set("content-type", asset.media_type);
    if (!asset.encoding.empty()) head.fields.set("content-encoding", asset.encoding);
    head.fields.set("etag", asset.etag);
    head.fields.set("cache-control", "no-cache");
    head.fields.set("content-security-policy", content_policy);
    head.fields.set("x-content-type-options", "nosniff");
    head.fields.set("referrer-policy", "no-referrer");
    return head;
}

/// The list of If-None-Match holds the tag; weak comparison, as RFC 9110, 13.1.2 wants it.
bool is_known(const http::request& asked, std::string_view etag)
{
    const auto held = asked.fields.find("if-none-match");
    return held && (*held == "*" || held->find(etag) != held->npos);
}

task<void> answer_asset(route_call& call, const web::embedded_asset& asset)
{
    auto head = head_of(asset);
    if (is_known(call.exchange.request(), asset.etag)) {
        head.status = 304;
        const auto ignored = co_await call.exchange.send(std::move(head));
        co_return;
    }
    const auto begun = co_await call.exchange.send_head(std::move(head), asset.bytes.size());
    if (!begun) co_return;
    const auto ignored = co_await call.exchange.write(asset.bytes);
}

task<void> answer_named(route_call& call, std::string_view name)
{
    const auto* asset = web::find_asset(name);
    if (!asset) {
        auto why = fail(errc::not_found, "docs", "the API page has no such file");
        co_return co_await answer_error(call, std::move(why), error_shape::problem);
    }
    co_await answer_asset(call, *asset);
}

task<void> answer_page(route_call& call)
{
    if (!web::has_api_page()) {
        auto why = fail(errc::unsupported, "docs",
                        "this server was built without its API page: './dev build' needs npm and "
                        "the network once; the description of the API is /openapi.json");
        co_return co_await answer_error(call, std::move(why), error_shape::problem);
    }
    co_await answer_named(call, "index.html");
}

task<void> answer_part(route_call& call)
{
    co_await answer_named(call, call.parameters["asset"]);
}

route page_route()
{
    route row;
    row.method = "GET";
    row.path = "/api/docs";
    row.operation = "showApiPage";
    row.tag = "api";
    row.summary = "This page.";
    row.replies = {{.status = 200, .description = "The page.", .media_type = "text/html"},
                   {.status = 501,
                    .description = "The server was built without the page.",
                    .media_type = "application/problem+json",
                    .schema = "Problem"}};
    row.run = answer_page;
    return row;
}

route part_route()
{
    route row;
    row.method = "GET";
    row.path = "/api/docs/{asset}";
    row.operation = "getApiPageFile";
    row.tag = "api";
    row.summary = "A file that the API page needs.";
    row.rate_counted = false;
    row.parameters = {{.name = "asset",
                       .in = "path",
                       .description = "Name of the file, such as page.js.",
                       .required = true}};
    row.replies = {{.status = 200,
                    .description = "The file, compressed by gzip where it is large.",
                    .media_type = "application/octet-stream"},
                   {.status = 404,
                    .description = "There is no such file.",
                    .media_type = "application/problem+json",
                    .schema = "Problem"}};
    row.run = answer_part;
    return row;
}

} // namespace

std::vector<route> docs_routes()
{
    return {page_route(), part_route()};
}

} // namespace sluice::server
