#include "server/http/routes_api.hpp"

#include "server/http/openapi.hpp"

#include <memory>

namespace sluice::server {
namespace {

std::vector<route> described_rows()
{
    route row;
    row.method = "GET";
    row.path = "/openapi.json";
    row.operation = "getOpenApi";
    row.tag = "api";
    row.summary = "This description of the API (OpenAPI 3.1)";
    row.replies = {{200, "the description", "application/json"}};
    auto older = row;
    older.path = "/api/swagger.json";
    older.operation = "getSwagger";
    return {row, older};
}

task<void> answer_text(route_call& call, std::shared_ptr<const std::string> text)
{
    http::response reply(200, "application/json", *text);
    reply.fields.set("cache-control", "no-cache");
    reply.fields.set("x-content-type-options", "nosniff");
    const auto ignored = co_await call.exchange.send(std::move(reply));
    static_cast<void>(ignored);
}

} // namespace

std::vector<route> api_routes(const std::vector<route>& others)
{
    auto own = described_rows();
    auto all = others;
    all.insert(all.end(), own.begin(), own.end());
    const auto text =
        std::make_shared<const std::string>(openapi_document(all, SLUICE_VERSION).dump(2));
    for (auto& row : own)
        row.run = [text](route_call& call) { return answer_text(call, text); };
    return own;
}

} // namespace sluice::server
