#include "server/files/routes_media.hpp"

#include "server/files/file_answer.hpp"
#include "server/pickup/pickup_answer.hpp"
#include "storage/part_name.hpp"

namespace sluice::server {
namespace {

/// One name of the path, not a way through several folders.
bool is_one_name(const std::string& text)
{
    const auto path = storage::check_path(text);
    return path && !path->is_root() && text.find('/') == text.npos;
}

/// The file that is asked for; its type is that of the last name.
result<storage::safe_path> path_of(const route_call& call)
{
    const auto none = fail(errc::not_found, "media", "Not found");
    const auto& names = call.parameters;
    const auto& project = names.at("project");
    if (!is_one_name(project)) return none;
    auto text = project + "/mpd.xml";
    if (names.contains("segment")) {
        const auto& segment = names.at("segment");
        const auto& representation = names.at("representation");
        if (!is_one_name(segment) || !is_one_name(representation)) return none;
        if (storage::is_part_name(segment)) return none;
        text = project + "/" + representation + "/" + segment;
    }
    if (!call.who.covers(text)) return none;
    return storage::check_path(text);
}

task<void> answer_media(route_call& call)
{
    const bool segment = call.parameters.contains("segment");
    std::string type = "application/dash+xml";
    if (segment) type = segment_type_of(call.parameters.at("segment"));
    if (type.empty()) {
        auto refused = detail_response(406, "Extension is one of drc, ply, vpcc, gpcc");
        const auto ignored = co_await call.exchange.send(std::move(refused));
        static_cast<void>(ignored);
        co_return;
    }
    const auto path = path_of(call);
    result<served_file> file = fail(errc::not_found);
    if (path)
        file = co_await open_served(call.shared, call.shared.pickups->files(), *path);
    else
        file = path.error();
    if (!file) {
        co_await answer_error(call, file.error(), error_shape::detail);
        co_return;
    }
    file_presentation how;
    how.name = path->name();
    how.what = path->text();
    how.content_type = type;
    how.errors = error_shape::detail;
    co_await answer_file(call, std::move(*file), std::move(how));
}

route media_row()
{
    const nlohmann::json missing = {{"detail", "Not found"}};
    route row;
    row.method = "GET";
    row.tag = "media";
    row.needs = state::right::read;
    row.errors = error_shape::detail;
    row.parameters = {{"project", "path", "a folder below datadir", "string", true}};
    row.replies = {{404, "nothing there", "application/json", "Detail", missing}};
    row.run = answer_media;
    return row;
}

} // namespace

std::vector<route> media_routes()
{
    const nlohmann::json unknown = {{"detail", "Extension is one of drc, ply, vpcc, gpcc"}};
    auto manifest = media_row();
    manifest.path = "/media/{project}";
    manifest.operation = "mediaManifest";
    manifest.summary = "The mpd.xml of a project";
    manifest.replies.push_back({200, "the manifest", "application/dash+xml"});
    auto segment = media_row();
    segment.path = "/media/{project}/{representation}/{segment}";
    segment.operation = "mediaSegment";
    segment.summary = "A segment of a project, with ranges";
    segment.parameters.push_back({"representation", "path", "a folder", "string", true});
    segment.parameters.push_back({"segment", "path", "a file in it", "string", true});
    segment.replies.push_back({200, "the segment", "pointcloud/drc"});
    segment.replies.push_back({206, "a range of it", "pointcloud/drc"});
    segment.replies.push_back({406, "another extension", "application/json", "Detail", unknown});
    return {manifest, segment};
}

} // namespace sluice::server
