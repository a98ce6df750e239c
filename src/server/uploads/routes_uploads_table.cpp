#include "server/uploads/routes_uploads.hpp"

namespace sluice::server {
namespace {

using json = nlohmann::json;

json open_example()
{
    return {{"id", "5f0c2a9d1e7b4c38a6d2f19b0e83c475"},
            {"name", "films/long.mkv"},
            {"size", 20971520},
            {"chunk_size", 8388608},
            {"phase", "open"},
            {"received_bytes", 8388608},
            {"received", {{{"first", 0}, {"last", 8388607}}}},
            {"missing_chunks", {1, 2}},
            {"expires", "2026-11-22T12:30:00Z"}};
}

json published_example()
{
    return {{"id", "5f0c2a9d1e7b4c38a6d2f19b0e83c475"},
            {"name", "films/long.mkv"},
            {"size", 20971520},
            {"chunk_size", 8388608},
            {"phase", "published"},
            {"received_bytes", 20971520},
            {"path", "films/long.mkv"},
            {"sha256", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"},
            {"etag", "\"5f0c2a9d1e7b4c38a6d2f19b0e83c475\""}};
}

route upload_row(std::string_view method, std::string_view path, std::string_view operation)
{
    route row;
    row.method = method;
    row.path = path;
    row.operation = operation;
    row.tag = "uploads";
    row.needs = state::right::write;
    if (path.find("{id}") != path.npos)
        row.parameters.push_back({"id", "path", "of the upload", "string", true});
    row.replies.push_back({404, "no such upload", "application/problem+json", "Problem"});
    return row;
}

void add_problem(route& row, int status, std::string_view why)
{
    row.replies.push_back({status, why, "application/problem+json", "Problem"});
}

route create_row()
{
    auto row = upload_row("POST", "/api/v1/uploads", "createUpload");
    row.summary = "Begin an upload: its space is reserved";
    row.parameters.push_back(
        {"Idempotency-Key", "header", "the same key gives the same upload back"});
    row.body = {"application/json",
                "UploadRequest",
                {{"name", "films/long.mkv"}, {"size", 20971520}, {"on_exists", "fail"}}};
    row.replies = {{201, "the upload; Location has its address", "application/json", "Upload",
                    open_example()}};
    add_problem(row, 400, "name or size is missing or wrong");
    add_problem(row, 409, "the target exists, or somebody is writing it");
    add_problem(row, 413, "larger than a file may be, or beyond the quota");
    add_problem(row, 415, "files with this extension are not taken in");
    add_problem(row, 507, "no space left");
    row.run = create_upload;
    return row;
}

route show_row()
{
    auto row = upload_row("GET", "/api/v1/uploads/{id}", "getUpload");
    row.summary = "What has arrived and what is missing";
    row.rate_counted = false;
    row.replies.push_back({200, "the upload", "application/json", "Upload", open_example()});
    row.run = show_upload;
    return row;
}

route chunk_row()
{
    auto row = upload_row("PUT", "/api/v1/uploads/{id}/chunks/{n}", "putChunk");
    row.summary = "One chunk; in any order, several at once, again if in doubt";
    row.rate_counted = false;
    row.parameters.push_back({"n", "path", "number of the chunk, from 0", "integer", true});
    row.parameters.push_back(
        {"Content-Digest", "header", "sha-256=:…: is checked before the chunk counts"});
    row.body = {"application/octet-stream", {}, {}};
    const json accepted = {{"chunk", 0}, {"received_bytes", 8388608}};
    row.replies.push_back(
        {201, "on stable storage", "application/json", "ChunkAccepted", accepted});
    row.replies.push_back({200, "was there before", "application/json", "ChunkAccepted", accepted});
    add_problem(row, 400, "wrong length, or the digest does not match");
    add_problem(row, 409, "a newer connection sends this chunk");
    add_problem(row, 507, "no space left");
    row.run = put_chunk;
    return row;
}

route complete_row()
{
    auto row = upload_row("POST", "/api/v1/uploads/{id}/complete", "completeUpload");
    row.summary = "Check the whole file and let it appear";
    row.parameters.push_back(
        {"Repr-Digest", "header", "sha-256=:…: of the whole file, unless it was given before"});
    row.rate_counted = false;
    row.replies.push_back(
        {200, "the file is there", "application/json", "Upload", published_example()});
    add_problem(row, 400, "the digest of the whole file does not match");
    add_problem(row, 409, "bytes are missing, or the target exists");
    add_problem(row, 415, "the content is of a type that is not taken in");
    row.run = complete_upload;
    return row;
}

route cancel_row()
{
    auto row = upload_row("DELETE", "/api/v1/uploads/{id}", "cancelUpload");
    row.summary = "End an upload and free its space";
    row.replies.push_back({204, "it has ended"});
    row.run = cancel_upload;
    return row;
}

} // namespace

std::vector<route> upload_routes()
{
    return {create_row(), show_row(), chunk_row(), complete_row(), cancel_row()};
}

} // namespace sluice::server
