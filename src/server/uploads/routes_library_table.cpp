#include "server/uploads/routes_library.hpp"

namespace sluice::server {
namespace {

using json = nlohmann::json;

json file_example()
{
    return {{"id", "5f0c2a9d1e7b4c38a6d2f19b0e83c475"},
            {"filename", "notes.txt"},
            {"size", 1234},
            {"content_type", "text/plain"}};
}

json listed_example()
{
    auto file = file_example();
    file["upload_date"] = "2026-11-21T12:30:00Z";
    return json::array({file});
}

route library_row(std::string_view method, std::string_view path, std::string_view operation)
{
    route row;
    row.method = method;
    row.path = path;
    row.operation = operation;
    row.tag = "library";
    row.needs = method == "GET" ? state::right::read : state::right::write;
    row.errors = error_shape::message;
    return row;
}

void add_message(route& row, int status, const char* words)
{
    row.replies.push_back({status, words, "application/json", "Message", json{{"message", words}}});
}

void add_refusals(route& row)
{
    add_message(row, 400, "the form is wrong");
    add_message(row, 413, "File too large");
    add_message(row, 415, "File type not allowed");
    add_message(row, 507, "no space left");
}

route send_row()
{
    auto row = library_row("POST", "/api/files/upload", "uploadLibraryFile");
    row.summary = "Send a whole file in the part 'file' of a form";
    row.body = {"multipart/form-data", {}, {}};
    row.replies = {{201, "the file is kept", "application/json", "LibraryFile", file_example()}};
    add_refusals(row);
    row.run = send_library_file;
    return row;
}

std::vector<parameter_description> flow_parameters()
{
    return {{"flowChunkNumber", "query", "from 1", "integer", true},
            {"flowTotalChunks", "query", "of the file", "integer", true},
            {"flowChunkSize", "query", "bytes of every chunk but the last", "integer", true},
            {"flowTotalSize", "query", "bytes of the file", "integer", true},
            {"flowIdentifier", "query", "the client's word for the file", "string", true},
            {"flowFilename", "query", "name of the file", "string", true}};
}

route send_chunk_row()
{
    auto row = library_row("POST", "/api/files/upload/chunked", "uploadLibraryChunk");
    row.summary = "Send one chunk in a form with the flow* fields, in any order";
    row.rate_counted = false;
    row.body = {"multipart/form-data", {}, {}};
    row.replies = {
        {201, "the chunk is kept", "application/json", "Message",
         json{{"message", "Chunk 1 uploaded successfully"}}},
        {201, "it was the last one missing", "application/json", "LibraryFile", file_example()}};
    add_message(row, 200, "Chunk already exists");
    add_refusals(row);
    row.run = send_library_chunk;
    return row;
}

route ask_chunk_row()
{
    auto row = library_row("GET", "/api/files/upload/chunked", "askLibraryChunk");
    row.summary = "Whether a chunk is there";
    row.rate_counted = false;
    row.parameters = flow_parameters();
    add_message(row, 200, "Chunk already exists");
    row.replies.push_back({204, "it is not"});
    add_message(row, 400, "a field is missing or wrong");
    row.run = ask_library_chunk;
    return row;
}

route list_row()
{
    auto row = library_row("GET", "/api/files", "listLibrary");
    row.summary = "All files, oldest first";
    row.replies = {{200, "the files", "application/json", "LibraryFileList", listed_example()}};
    row.run = list_library;
    return row;
}

route one_row(std::string_view method, std::string_view operation)
{
    auto row = library_row(method, "/api/files/{id}", operation);
    row.parameters = {{"id", "path", "of the file", "string", true}};
    add_message(row, 404, "File not found");
    return row;
}

} // namespace

std::vector<route> library_routes()
{
    auto get = one_row("GET", "getLibraryFile");
    get.summary = "Download a file";
    get.parameters.push_back({"Range", "header", "bytes=0-99; up to 8 ranges"});
    get.replies.push_back({200, "the file", "application/octet-stream"});
    get.replies.push_back({206, "the range", "application/octet-stream"});
    get.run = get_library_file;
    auto remove = one_row("DELETE", "deleteLibraryFile");
    remove.summary = "Delete a file";
    remove.replies.push_back({204, "it is gone"});
    remove.run = delete_library_file;
    return {send_row(), send_chunk_row(), ask_chunk_row(), list_row(), get, remove};
}

} // namespace sluice::server
