#include "server/http/routes_docs.hpp"

#include "server/http/asset_answer.hpp"

namespace sluice::server {
namespace {

// Swagger UI writes style attributes; it has no inline script and no eval.
constexpr std::string_view content_policy =
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' "
    "data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

task<void> answer_named(route_call& call, std::string_view name)
{
    const auto* asset = web::find_asset(name);
    if (!asset) {
        auto why = fail(errc::not_found, "docs", "the API page has no such file");
        co_return co_await answer_error(call, std::move(why), error_shape::problem);
    }
    co_await answer_asset(call, *asset, content_policy);
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
    auto row = asset_route("/api/docs/{asset}", "Name of the file, such as page.js.");
    row.operation = "getApiPageFile";
    row.tag = "api";
    row.summary = "A file that the API page needs.";
    row.run = answer_part;
    return row;
}

} // namespace

std::vector<route> docs_routes()
{
    return {page_route(), part_route()};
}

} // namespace sluice::server
