#include "server/http/routes_home.hpp"

#include "http/accept.hpp"
#include "server/http/asset_answer.hpp"

#include <algorithm>
#include <array>

namespace sluice::server {
namespace {

/// No script and no style in the text, nothing from elsewhere; blob: is how the page hands over
/// downloads that needed a token.
constexpr std::string_view content_policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

constexpr std::array<std::string_view, 4> parts{"home.js", "home.css", "icon.svg", "licenses.txt"};

bool likes_html(const http::request& asked)
{
    constexpr std::array<std::string_view, 2> offered{"application/json", "text/html"};
    const auto accept = asked.fields.joined("accept");
    return http::choose_media_type(accept.value_or(""), offered) == offered[1];
}

task<void> lead_to_files(route_call& call)
{
    http::response elsewhere(302);
    elsewhere.fields.set("location", "/files/");
    elsewhere.fields.set("vary", "accept");
    const auto ignored = co_await call.exchange.send(std::move(elsewhere));
    (void)ignored;
}

task<void> answer_home(route_call& call)
{
    const bool page = web::has_home_page() && likes_html(call.exchange.request());
    if (!page) co_return co_await lead_to_files(call);
    const auto* asset = web::find_asset("home.html");
    co_await answer_asset(call, *asset, content_policy);
}

task<void> answer_part(route_call& call)
{
    const auto& name = call.parameters["asset"];
    const bool known = std::ranges::find(parts, name) != parts.end();
    const auto* asset = known ? web::find_asset(name) : nullptr;
    if (!asset) {
        auto why = fail(errc::not_found, "web", "the page has no such file");
        co_return co_await answer_error(call, std::move(why), error_shape::problem);
    }
    co_await answer_asset(call, *asset, content_policy);
}

route page_row()
{
    route row;
    row.method = "GET";
    row.path = "/";
    row.operation = "root";
    row.tag = "files";
    row.summary = "The page for browsers; leads everybody else to the served folder.";
    row.rate_counted = false;
    row.replies = {
        {.status = 200, .description = "The page.", .media_type = "text/html"},
        {.status = 302, .description = "The folder is there: text/html was not asked for."}};
    row.run = answer_home;
    return row;
}

route part_row()
{
    auto row = asset_route("/web/{asset}", "Name of the file, such as home.js.");
    row.operation = "getPageFile";
    row.tag = "files";
    row.summary = "A file that the page consists of.";
    row.run = answer_part;
    return row;
}

} // namespace

std::vector<route> home_routes()
{
    return {page_row(), part_row()};
}

} // namespace sluice::server
