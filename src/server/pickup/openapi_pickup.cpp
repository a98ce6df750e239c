#include "server/http/openapi_schemas.hpp"

namespace sluice::server {
namespace {

using json = nlohmann::json;

json text()
{
    return {{"type", "string"}};
}

json text_or_nothing()
{
    return {{"type", {"string", "null"}}};
}

json size()
{
    return {{"type", "integer"}, {"format", "int64"}, {"minimum", 0}};
}

json object(json properties, json required)
{
    return {{"type", "object"},
            {"properties", std::move(properties)},
            {"required", std::move(required)}};
}

json given_file()
{
    return object(
        {{"name", text()}, {"size", size()}, {"crc32", text()}, {"archived_as", text_or_nothing()}},
        {"name", "size", "crc32", "archived_as"});
}

json receipt()
{
    const json phase = {{"type", "string"},
                        {"enum", {"sending", "awaiting", "confirmed", "archived", "released"}}};
    const json files = {{"type", "array"}, {"items", given_file()}};
    return object({{"id", text()},
                   {"project", text()},
                   {"extension", text()},
                   {"archive", text()},
                   {"phase", phase},
                   {"proof", text()},
                   {"made", text()},
                   {"expires", text_or_nothing()},
                   {"files", files}},
                  {"id", "project", "extension", "archive", "phase", "files"});
}

json proof()
{
    const json file =
        object({{"name", text()}, {"size", size()}, {"crc32", text()}, {"sha256", text()}},
               json::array({"name"}));
    return object({{"files", {{"type", "array"}, {"items", file}}}}, json::array({"files"}));
}

} // namespace

void add_pickup_schemas(json& to)
{
    to["Detail"] = object({{"detail", text()}}, json::array({"detail"}));
    to["PickupReceipt"] = receipt();
    to["PickupProof"] = proof();
}

} // namespace sluice::server
