#include "server/arrays/array_schemas.hpp"

#include <string>
#include <vector>

namespace sluice::server {
namespace {

using nlohmann::json;

json text()
{
    return {{"type", "string"}};
}

json size()
{
    return {{"type", "integer"}, {"format", "int64"}, {"minimum", 0}};
}

json truth()
{
    return {{"type", "boolean"}};
}

json list_of(json item)
{
    return {{"type", "array"}, {"items", std::move(item)}};
}

/// Names in the order of `required`; all of them are.
json object(const json& properties)
{
    json made = {{"type", "object"}, {"properties", properties}, {"required", json::array()}};
    for (const auto& [name, schema] : properties.items())
        made["required"].push_back(name);
    return made;
}

json named(const std::string& schema)
{
    return {{"$ref", "#/components/schemas/" + schema}};
}

json array()
{
    return object({{"name", text()},
                   {"index", size()},
                   {"dtype", text()},
                   {"shape", list_of(size())},
                   {"order", {{"type", "string"}, {"enum", {"C", "F"}}}},
                   {"size", size()},
                   {"digest", {{"type", {"string", "null"}}}},
                   {"tags", list_of(text())},
                   {"created", {{"type", "string"}, {"format", "date-time"}}},
                   {"growing", truth()}});
}

/// Nested lists, or a single value: no more can be said.
json elements()
{
    return {{"description", "nested lists, as deep as the shape is long"}};
}

} // namespace

json array_schemas()
{
    json all;
    all["Array"] = array();
    all["ArrayPage"] =
        object({{"arrays", list_of(named("Array"))}, {"next", {{"type", {"string", "null"}}}}});
    all["ArrayChange"] = {{"type", "object"},
                          {"properties", {{"name", text()}, {"tags", list_of(text())}}}};
    all["ArrayData"] = object(
        {{"name", text()}, {"dtype", text()}, {"shape", list_of(size())}, {"data", elements()}});
    all["ArrayRefusal"] = object({{"type", text()},
                                  {"title", text()},
                                  {"status", size()},
                                  {"code", text()},
                                  {"detail", text()},
                                  {"binary", text()}});
    const json listed = {{"index", size()}, {"shape", list_of(size())}, {"dtype", text()}};
    auto sent = listed;
    sent["status"] = text();
    all["SimpleArray"] = object(sent);
    all["SimpleArrayList"] = object({{"count", size()}, {"arrays", list_of(object(listed))}});
    all["SimpleArrayData"] =
        object({{"shape", list_of(size())}, {"dtype", text()}, {"data", elements()}});
    all["SimpleError"] = object({{"status", text()}, {"message", text()}});
    return all;
}

} // namespace sluice::server
