#include "server/uploads/routes_tus.hpp"

namespace sluice::server {
namespace {

route tus_row(std::string_view method, std::string_view path, std::string_view operation)
{
    route row;
    row.method = method;
    row.path = path;
    row.operation = operation;
    row.tag = "tus";
    row.needs = state::right::write;
    row.errors = error_shape::bare;
    const bool one = path.find("{id}") != path.npos;
    if (one) row.parameters.push_back({"id", "path", "of the upload", "string", true});
    if (method != "OPTIONS") {
        row.parameters.push_back({"Tus-Resumable", "header", "1.0.0", "string", true});
        row.replies.push_back({412, "another version of tus"});
    }
    if (one) row.replies.push_back({404, "no such upload"});
    if (one) row.replies.push_back({410, "the upload has ended"});
    return row;
}

route describe_row(std::string_view path, std::string_view operation)
{
    auto row = tus_row("OPTIONS", path, operation);
    row.summary = "What this server knows of tus";
    row.needs = std::nullopt;
    row.parameters.clear();
    row.replies = {{204, "in the fields Tus-Version, Tus-Extension, Tus-Max-Size"}};
    if (path.find("{id}") != path.npos)
        row.parameters.push_back({"id", "path", "of the upload", "string", true});
    row.run = describe_tus;
    return row;
}

route create_row(std::string_view path, std::string_view operation)
{
    auto row = tus_row("POST", path, operation);
    row.summary = "Begin an upload";
    row.parameters.push_back({"Upload-Length", "header", "bytes of the file", "integer"});
    row.parameters.push_back({"Upload-Metadata", "header",
                              "filename, or path below the served folder, as base64; target "
                              "(array) and tags for an array"});
    row.parameters.push_back({"Upload-Concat", "header", "partial, or final;URL URL"});
    row.body = {"application/offset+octet-stream", {}, {}};
    row.replies.push_back({201, "Location has the address of the upload"});
    row.replies.push_back({400, "a field is missing or wrong"});
    row.replies.push_back({409, "somebody is writing this target"});
    row.replies.push_back({413, "larger than a file may be"});
    row.replies.push_back({507, "no space left"});
    row.run = create_tus;
    return row;
}

route show_row()
{
    auto row = tus_row("HEAD", "/tus/{id}", "getTusOffset");
    row.summary = "How much of an upload is on stable storage";
    row.rate_counted = false;
    row.replies.push_back({200, "in the field Upload-Offset"});
    row.run = show_tus;
    return row;
}

route patch_row()
{
    auto row = tus_row("PATCH", "/tus/{id}", "patchTusUpload");
    row.summary = "The next bytes of an upload";
    row.rate_counted = false;
    row.parameters.push_back({"Upload-Offset", "header", "where they go", "integer", true});
    row.parameters.push_back({"Upload-Checksum", "header", "sha1, md5 or sha256, and base64"});
    row.body = {"application/offset+octet-stream", {}, {}};
    row.replies.push_back({204, "on stable storage; Upload-Offset has the new offset"});
    row.replies.push_back({409, "another offset is wanted, or a newer connection has taken over"});
    row.replies.push_back({415, "another media type, or a file of a type that is not taken in"});
    row.replies.push_back({460, "the checksum does not match; nothing was kept"});
    row.run = patch_tus;
    return row;
}

route end_row()
{
    auto row = tus_row("DELETE", "/tus/{id}", "endTusUpload");
    row.summary = "End an upload and free its space";
    row.replies.push_back({204, "it has ended"});
    row.run = end_tus;
    return row;
}

} // namespace

std::vector<route> tus_routes()
{
    return {describe_row("/tus/", "describeTus"),
            describe_row("/tus", "describeTusBare"),
            describe_row("/tus/{id}", "describeTusUpload"),
            create_row("/tus/", "createTusUpload"),
            create_row("/tus", "createTusUploadBare"),
            show_row(),
            patch_row(),
            end_row()};
}

} // namespace sluice::server
