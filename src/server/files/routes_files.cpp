#include "server/files/routes_files.hpp"

#include "http/percent.hpp"
#include "server/files/file_answer.hpp"
#include "server/files/file_manifest.hpp"
#include "server/files/folder_answer.hpp"
#include "server/files/small_file_answer.hpp"
#include "server/pickup/zip_answer.hpp"
#include "storage/part_name.hpp"

namespace sluice::server {
namespace {

/// A path that this asker may know of; parts and journals of what is coming in never are.
result<storage::safe_path> offered(const route_call& call, const std::string& claimed)
{
    auto path = storage::check_path(claimed);
    if (!path) return path;
    if (storage::is_part_name(path->name()) || !call.who.covers(path->text()))
        return fail(errc::not_found, "open", claimed);
    return path;
}

task<void> answer_path(route_call& call)
{
    const auto& claimed = call.parameters.at("path");
    const auto path = offered(call, claimed);
    if (!path) {
        co_await answer_error(call, path.error(), error_shape::problem);
        co_return;
    }
    const bool plain = is_plain(call) && !claimed.ends_with('/');
    auto memory = recollection::none;
    if (plain) memory = co_await answer_remembered(call, *path);
    if (memory == recollection::answered) co_return;
    auto file = co_await open_served(call.shared, call.shared.files, *path);
    if (!file && file.error() == errc::not_a_file) {
        const bool zipped = http::query_has(call.exchange.request().query, "zip");
        if (zipped)
            co_await answer_zip(call, *path);
        else
            co_await answer_folder(call, *path);
        co_return;
    }
    // "a.txt/" would make relative links lead into the file.
    if (file && claimed.ends_with('/')) file = fail(errc::not_found, "open", claimed);
    if (!file) {
        co_await answer_error(call, file.error(), error_shape::problem);
        co_return;
    }
    if (http::query_has(call.exchange.request().query, "manifest")) {
        co_await answer_manifest(call, std::move(*file), path->text());
        co_return;
    }
    file_presentation how;
    how.name = path->name();
    how.what = path->text();
    bool answered = false;
    if (memory == recollection::wanted) answered = co_await answer_and_remember(call, *file, how);
    if (!answered) co_await answer_file(call, std::move(*file), std::move(how));
}

nlohmann::json folder_example()
{
    return {{"path", "films"},
            {"entries",
             {{{"name", "long.mkv"},
               {"kind", "file"},
               {"href", "./long.mkv"},
               {"size", 734003200},
               {"modified", "2026-11-21T12:30:00Z"},
               {"etag", "\"5f0c2a9d1e7b4c38a6d2f19b0e83c475\""}}}},
            {"next", nullptr},
            {"skipped", 0}};
}

std::vector<parameter_description> parameters()
{
    return {{"path", "path", "below the served folder; empty: the folder itself", "string", true},
            {"manifest", "query", "the digests of a file's chunks instead of the file"},
            {"kind", "query", "of a manifest: sha256 or xxh3"},
            {"first", "query", "of a manifest: number of the first chunk", "integer"},
            {"after", "query", "of a folder: continue behind this name"},
            {"limit", "query", "of a folder: entries at most", "integer"},
            {"zip", "query", "of a folder: a zip archive of all in it; 'deflate' compresses"},
            {"Range", "header", "bytes=0-99; up to 8 ranges"},
            {"If-Range", "header", "obey Range only for this version"},
            {"If-Match", "header", "412 unless it is this version"},
            {"If-None-Match", "header", "304 if it is this version"},
            {"Want-Repr-Digest", "header", "sha-256=1: send the digest of the whole file"}};
}

} // namespace

std::vector<route> file_routes()
{
    route get;
    get.method = "GET";
    get.path = "/files/{path...}";
    get.operation = "getPath";
    get.tag = "files";
    get.summary = "A file, its manifest, what a folder holds, or all of it as a zip archive";
    get.needs = state::right::read;
    get.parameters = parameters();
    get.replies = {
        {200, "the file, or a page of the folder", "application/octet-stream"},
        {200, "", "application/json", "FolderPage", folder_example()},
        {200, "", "application/json", "Manifest"},
        {200, "", "text/html"},
        {200, "", "application/zip"},
        {206, "the range, or several as multipart/byteranges", "application/octet-stream"},
        {304, "still the version the client has"},
        {308, "a folder's page for people ends with a slash"},
        {404, "nothing there", "application/problem+json", "Problem"},
        {413, "more entries than a zip archive may have", "application/problem+json", "Problem"},
        {412, "another version", "application/problem+json", "Problem"},
        {416, "no byte of the range is in the file", "application/problem+json", "Problem"}};
    get.run = answer_path;
    return {get};
}

} // namespace sluice::server
