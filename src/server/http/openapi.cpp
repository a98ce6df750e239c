#include "server/http/openapi.hpp"

#include "server/http/openapi_schemas.hpp"
#include "server/http/route_table.hpp"

#include <algorithm>

namespace sluice::server {
namespace {

using json = nlohmann::json;

std::string lower_case(std::string_view text)
{
    std::string made(text);
    for (auto& c : made)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return made;
}

std::string shown_path(std::string_view path)
{
    std::string made(path);
    const auto dots = made.find("...}");
    if (dots != made.npos) made.erase(dots, 3);
    return made;
}

json schema_of(std::string_view name)
{
    if (name.empty()) return {{"type", "string"}};
    return {{"$ref", "#/components/schemas/" + std::string(name)}};
}

/// Of a body: bytes have no schema.
json content_of(std::string_view media_type, std::string_view schema, const json& example)
{
    json content = json::object();
    const bool described = !schema.empty() || media_type.starts_with("text/");
    if (described) content["schema"] = schema_of(schema);
    if (!example.is_null()) content["example"] = example;
    return content;
}

json parameter_of(const parameter_description& one)
{
    json made;
    made["name"] = one.name;
    made["in"] = one.in;
    made["required"] = one.required || one.in == "path";
    made["schema"] = {{"type", one.type}};
    if (!one.description.empty()) made["description"] = one.description;
    return made;
}

/// What the row describes, and every parameter of its path that it does not.
json parameters_of(const route& row)
{
    json all = json::array();
    for (const auto& one : row.parameters)
        all.push_back(parameter_of(one));
    for (const auto component : components_of(row.path)) {
        const auto name = parameter_name(component);
        const bool known = std::any_of(
            row.parameters.begin(), row.parameters.end(),
            [name](const parameter_description& p) { return p.in == "path" && p.name == name; });
        if (name.empty() || known) continue;
        parameter_description plain;
        plain.name = name;
        plain.in = "path";
        all.push_back(parameter_of(plain));
    }
    return all;
}

json error_reply_of(error_shape shape)
{
    json made = {{"description", "The request failed."}};
    if (shape == error_shape::problem)
        made["content"]["application/problem+json"]["schema"] = schema_of("Problem");
    if (shape == error_shape::message)
        made["content"]["application/json"]["schema"] = schema_of("Message");
    return made;
}

/// Two schemas of one media type: the answer has either form.
json either_of(const json& first, const json& second)
{
    json made;
    made["schema"]["anyOf"] = json::array();
    for (const auto& one : {first, second})
        if (one.contains("schema")) made["schema"]["anyOf"].push_back(one["schema"]);
    if (first.contains("example")) made["example"] = first["example"];
    return made;
}

/// Rows of one status are one answer with several media types.
json replies_of(const route& row)
{
    json all = json::object();
    for (const auto& one : row.replies) {
        auto& made = all[std::to_string(one.status)];
        const auto text = one.description.empty() ? http::reason_of(one.status) : one.description;
        if (!made.contains("description")) made["description"] = text;
        if (one.media_type.empty()) continue;
        const std::string type(one.media_type);
        const bool again = made.contains("content") && made["content"].contains(type);
        auto content = content_of(type, one.schema, one.example);
        made["content"][type] = again ? either_of(made["content"][type], content) : content;
    }
    all["default"] = error_reply_of(row.errors);
    return all;
}

json operation_of(const route& row)
{
    json made;
    made["operationId"] = row.operation;
    if (!row.tag.empty()) made["tags"] = {row.tag};
    if (!row.summary.empty()) made["summary"] = row.summary;
    auto parameters = parameters_of(row);
    if (!parameters.empty()) made["parameters"] = std::move(parameters);
    if (!row.body.media_type.empty()) {
        made["requestBody"]["required"] = true;
        made["requestBody"]["content"][std::string(row.body.media_type)] =
            content_of(row.body.media_type, row.body.schema, row.body.example);
    }
    made["responses"] = replies_of(row);
    // The second one, nothing, is for a server without tokens; none at all: open to everybody.
    made["security"] = json::array();
    if (row.needs) made["security"] = json::array({{{"bearer", json::array()}}, json::object()});
    return made;
}

json tags_of(const std::vector<route>& rows)
{
    std::vector<std::string> names;
    for (const auto& row : rows)
        if (!row.tag.empty()) names.emplace_back(row.tag);
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
    json all = json::array();
    for (const auto& name : names)
        all.push_back({{"name", name}});
    return all;
}

} // namespace

json openapi_document(const std::vector<route>& rows, std::string_view version)
{
    json made;
    made["openapi"] = "3.1.0";
    made["info"] = {{"title", "Sluice"},
                    {"version", version},
                    {"description", "Files and folders over HTTP: ranges, digests, resumable "
                                    "uploads. Sizes are bytes, times are RFC 3339."}};
    made["servers"] = json::array({{{"url", "/"}}});
    made["tags"] = tags_of(rows);
    made["paths"] = json::object();
    for (const auto& row : rows)
        made["paths"][shown_path(row.path)][lower_case(row.method)] = operation_of(row);
    made["components"]["schemas"] = openapi_schemas();
    made["components"]["securitySchemes"]["bearer"] = {
        {"type", "http"},
        {"scheme", "bearer"},
        {"description", "A token made by sluice-server token add. A server without tokens wants "
                        "none."}};
    return made;
}

} // namespace sluice::server
