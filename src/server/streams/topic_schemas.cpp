#include "server/streams/topic_schemas.hpp"

namespace sluice::server {
namespace {

using nlohmann::json;

json typed(const char* type)
{
    return {{"type", type}};
}

json or_null(const char* type)
{
    return {{"type", {type, "null"}}};
}

json list_of(json item)
{
    return {{"type", "array"}, {"items", std::move(item)}};
}

json object(json properties, json required)
{
    return {{"type", "object"},
            {"properties", std::move(properties)},
            {"required", std::move(required)}};
}

json topic()
{
    const json properties = {{"name", typed("string")},
                             {"dtype", typed("string")},
                             {"shape", list_of(typed("integer"))},
                             {"units", typed("string")},
                             {"first", typed("integer")},
                             {"next", typed("integer")},
                             {"messages", typed("integer")},
                             {"bytes", typed("integer")},
                             {"rate", typed("number")},
                             {"subscribers", typed("integer")},
                             {"published", typed("integer")},
                             {"missed", typed("integer")},
                             {"journal", typed("string")},
                             {"unwritten", typed("integer")},
                             {"keep_bytes", typed("integer")},
                             {"keep_seconds", typed("number")},
                             {"recording", or_null("string")},
                             {"recorded", typed("integer")},
                             {"recording_error", or_null("string")},
                             {"source", or_null("string")}};
    return object(properties, {"name", "dtype", "shape", "units", "first", "next", "recording"});
}

json subscriber()
{
    json properties = {{"policy", typed("string")}};
    for (const auto* count : {"next", "behind", "sent", "missed", "gaps", "thinned"})
        properties[count] = typed("integer");
    return object(std::move(properties), {"policy", "next", "behind", "sent", "missed"});
}

} // namespace

json topic_schemas()
{
    json all;
    all["Topic"] = topic();
    const json reference = {{"$ref", "#/components/schemas/Topic"}};
    all["Topics"] = object({{"topics", list_of(reference)}}, json::array({"topics"}));
    all["Subscribers"] =
        object({{"subscribers", list_of(subscriber())}}, json::array({"subscribers"}));
    all["TopicOrder"] = object({{"dtype", typed("string")},
                                {"shape", list_of(typed("integer"))},
                                {"units", typed("string")},
                                {"keep_seconds", typed("number")},
                                {"keep_bytes", typed("integer")}},
                               json::array({"dtype"}));
    all["Published"] =
        object({{"first", typed("integer")}, {"count", typed("integer")}}, {"first", "count"});
    all["RecordOrder"] = object({{"array", typed("string")}}, json::array({"array"}));
    all["StreamStatus"] = object({{"status", typed("string")}}, json::array({"status"}));
    return all;
}

} // namespace sluice::server
