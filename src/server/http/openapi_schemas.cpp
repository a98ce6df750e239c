#include "server/http/openapi_schemas.hpp"

#include "server/arrays/array_schemas.hpp"
#include "server/jobs/job_schemas.hpp"
#include "server/streams/topic_schemas.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace sluice::server {
namespace {

using json = nlohmann::json;

/// A property: what it is and what it means.
struct property {
    std::string_view name;
    json schema;
    std::string_view description = {};
    bool required = true;
};

json text()
{
    return {{"type", "string"}};
}

json size()
{
    return {{"type", "integer"}, {"format", "int64"}, {"minimum", 0}};
}

json number()
{
    return {{"type", "number"}};
}

json date()
{
    return {{"type", "string"}, {"format", "date-time"}};
}

json date_or_null()
{
    return {{"type", {"string", "null"}}, {"format", "date-time"}};
}

json truth()
{
    return {{"type", "boolean"}};
}

json choice(std::vector<std::string> of)
{
    return {{"type", "string"}, {"enum", std::move(of)}};
}

json list_of(json item)
{
    return {{"type", "array"}, {"items", std::move(item)}};
}

json named(const std::string& schema)
{
    return {{"$ref", "#/components/schemas/" + schema}};
}

json object(const std::vector<property>& properties)
{
    json made = {{"type", "object"}, {"properties", json::object()}};
    json required = json::array();
    for (const auto& one : properties) {
        auto& schema = made["properties"][std::string(one.name)];
        schema = one.schema;
        if (!one.description.empty()) schema["description"] = one.description;
        if (one.required) required.push_back(one.name);
    }
    if (!required.empty()) made["required"] = std::move(required);
    return made;
}

json problem()
{
    return object({{"type", text()},
                   {"title", text()},
                   {"status", {{"type", "integer"}}},
                   {"detail", text(), "", false},
                   {"code", text(), "stable name of the error"},
                   {"retryable", truth(), "the same request may succeed later"},
                   {"request_id", text(), "as the server's log has it"}});
}

json file_entry()
{
    return object({{"name", text()},
                   {"kind", choice({"file", "folder"})},
                   {"href", text(), "relative to the folder"},
                   {"size", size(), "bytes; of files", false},
                   {"modified", date()},
                   {"etag", text(), "of files", false}});
}

json folder_page()
{
    return object({{"path", text()},
                   {"entries", list_of(named("FileEntry"))},
                   {"next", {{"type", {"string", "null"}}}, "give it as `after`; null: all shown"},
                   {"skipped", size(), "entries that are neither files nor folders", false}});
}

json manifest()
{
    return object(
        {{"path", text()},
         {"size", size()},
         {"etag", text()},
         {"kind", choice({"sha256", "xxh3"})},
         {"chunk_size", size()},
         {"chunks", size(), "of the whole file"},
         {"first", size(), "number of the first chunk shown, from 0"},
         {"digests", list_of(text()), "hexadecimal, one for each chunk"},
         {"root", text(), "digest over the digests of all chunks; on the last page", false},
         {"next", {{"type", {"integer", "null"}}}, "give it as `first`; null: all shown"}});
}

json upload()
{
    return object({{"id", text()},
                   {"name", text()},
                   {"size", size()},
                   {"chunk_size", size()},
                   {"target", choice({"array"}), "of an upload that becomes an array", false},
                   {"phase", choice({"open", "completing", "published", "failed", "cancelled"})},
                   {"received_bytes", size(), "on stable storage", false},
                   {"received", list_of(object({{"first", size()}, {"last", size()}})),
                    "ranges of bytes on stable storage", false},
                   {"missing_chunks", list_of(size()), "their numbers, 10000 at most", false},
                   {"expires", date(), "", false},
                   {"path", text(), "once it is published", false},
                   {"sha256", text(), "hexadecimal, once it is published", false},
                   {"etag", text(), "once it is published", false}});
}

json upload_request()
{
    return object({{"name", text(), "path below the served folder, or the name of an array"},
                   {"target", choice({"tree", "array"}), "the served folder unless said", false},
                   {"tags", list_of(text()), "of an array", false},
                   {"size", size()},
                   {"chunk_size", size(), "", false},
                   {"digest", {{"type", "object"}}, "{\"sha-256\": hexadecimal or base64}", false},
                   {"on_exists", choice({"fail", "overwrite", "rename"}), "", false}});
}

json library_file()
{
    return object({{"id", text()},
                   {"filename", text()},
                   {"size", size()},
                   {"content_type", text()},
                   {"upload_date", date(), "", false}});
}

json health()
{
    return object({{"status", text()},
                   {"version", text()},
                   {"uptime_seconds", number()},
                   {"connected_clients", size(), "clients that show files to this server"},
                   {"active_downloads", size()},
                   {"streaming", truth()},
                   {"connections", size(), "through every door"},
                   {"arrays_stored", size()}});
}

json readiness()
{
    const json each = {{"type", "object"}, {"additionalProperties", text()}};
    return object({{"ready", truth()}, {"checks", each, "\"ok\" or the code of an error"}});
}

json ledger_record()
{
    return object({{"number", size()},
                   {"who", text()},
                   {"peer", text()},
                   {"what", text()},
                   {"direction", choice({"up", "down", "pull"})},
                   {"door", text()},
                   {"bytes", size()},
                   {"digest", object({{"kind", text()}, {"root", text(), "hexadecimal"}})},
                   {"started", number(), "seconds since 1970"},
                   {"ended", number(), "seconds since 1970"},
                   {"result", text()}});
}

/// Of /api/v1/admin and /api/v1/receipts.
void add_schedule_schema(json& all)
{
    const json schedule =
        object({{"name", text()},
                {"source", text()},
                {"plan", text()},
                {"outcome", {{"type", {"string", "null"}}}, "of the last run that ended"},
                {"last", date_or_null(), "when that run began"},
                {"next", date_or_null(), "when the next one is due"},
                {"seen", date(), "when it last asked"},
                {"who", text(), "name of its token"},
                {"address", text()},
                {"overdue", truth(), "it has not come half a minute after it was due"}});
    all["ScheduleList"] = object({{"schedules", list_of(schedule)}});
}

void add_operator_schemas(json& all)
{
    const json session = object({{"id", size()},
                                 {"peer", text()},
                                 {"name", text(), "as the peer calls itself"},
                                 {"seconds", size(), "since it connected"},
                                 {"requests", size()},
                                 {"sent_bytes", size()},
                                 {"state", text()}});
    all["SessionPage"] = object({{"sessions", list_of(session)}});
    all["ServerStats"] = object({{"uptime_seconds", size()},
                                 {"sessions_now", size()},
                                 {"sessions_ever", size()},
                                 {"requests", size()},
                                 {"failures", size(), "requests answered by an error"},
                                 {"sent_bytes", size()},
                                 {"rate", size(), "bytes per second, 0: no limit"}});
    all["RateLimit"] = object({{"rate", size(), "bytes per second, 0: no limit"}});
    all["Stopping"] = object({{"stopping", truth()}});
    all["AdminFiles"] =
        object({{"files",
                 list_of(object({{"path", text()},
                                 {"kind", choice({"file", "folder"})},
                                 {"size", size()},
                                 {"path_bytes", text(), "of a name that is not UTF-8", false}}))}});
    all["ReceiptKey"] = object({{"algorithm", choice({"Ed25519"})},
                                {"key_id", text(), "as receipts name it"},
                                {"public_key", text(), "64 hexadecimal digits"},
                                {"pem", text()}});
    all["SignedReceipt"] =
        object({{"receipt", {{"type", "object"}}, "its bytes are what is signed"},
                {"signature", text(), "Ed25519, 128 hexadecimal digits"}});
}

} // namespace

json openapi_schemas()
{
    json all;
    all["Problem"] = problem();
    all["Message"] = object({{"message", text()}});
    all["FileEntry"] = file_entry();
    all["FolderPage"] = folder_page();
    all["Manifest"] = manifest();
    all["Upload"] = upload();
    all["UploadRequest"] = upload_request();
    all["ChunkAccepted"] = object({{"chunk", size()}, {"received_bytes", size(), "", false}});
    all["LibraryFile"] = library_file();
    all["LibraryFileList"] = list_of(named("LibraryFile"));
    all["Health"] = health();
    all["Ready"] = readiness();
    all["LedgerRecord"] = ledger_record();
    all["LedgerPage"] = object({{"transfers", list_of(named("LedgerRecord"))},
                                {"next", {{"type", {"integer", "null"}}}, "give it as `after`"}});
    all.update(job_schemas());
    all.update(topic_schemas());
    all.update(array_schemas());
    add_pickup_schemas(all);
    add_operator_schemas(all);
    add_schedule_schema(all);
    return all;
}

} // namespace sluice::server
