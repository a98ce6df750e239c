#include "server/http/asset_answer.hpp"

namespace sluice::server {
namespace {

http::response head_of(const web::embedded_asset& asset, std::string_view policy)
{
    http::response head(200);
    head.fields.set("content-type", asset.media_type);
    if (!asset.encoding.empty()) head.fields.set("content-encoding", asset.encoding);
    head.fields.set("etag", asset.etag);
    head.fields.set("cache-control", "no-cache");
    head.fields.set("content-security-policy", policy);
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

} // namespace

task<void> answer_asset(route_call& call, const web::embedded_asset& asset, std::string_view policy)
{
    auto head = head_of(asset, policy);
    if (asset.name.ends_with(".html")) head.fields.set("vary", "accept");
    if (is_known(call.exchange.request(), asset.etag)) {
        head.status = 304;
        const auto ignored = co_await call.exchange.send(std::move(head));
        co_return;
    }
    const auto begun = co_await call.exchange.send_head(std::move(head), asset.bytes.size());
    if (!begun) co_return;
    const auto ignored = co_await call.exchange.write(asset.bytes);
}

route asset_route(std::string_view path, std::string_view naming)
{
    route row;
    row.method = "GET";
    row.path = path;
    row.rate_counted = false;
    row.parameters = {{.name = "asset", .in = "path", .description = naming, .required = true}};
    row.replies = {{.status = 200,
                    .description = "The file, compressed by gzip where it is large.",
                    .media_type = "application/octet-stream"},
                   {.status = 404,
                    .description = "There is no such file.",
                    .media_type = "application/problem+json",
                    .schema = "Problem"}};
    return row;
}

} // namespace sluice::server
