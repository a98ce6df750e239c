#include "http/media_type.hpp"

#include "http/text.hpp"

#include <array>
#include <utility>

namespace sluice::http {
namespace {

using row = std::pair<std::string_view, std::string_view>;

constexpr auto known = std::to_array<row>({
    {"7z", "application/x-7z-compressed"},
    {"aac", "audio/aac"},
    {"avi", "video/x-msvideo"},
    {"bmp", "image/bmp"},
    {"bz2", "application/x-bzip2"},
    {"css", "text/css; charset=utf-8"},
    {"csv", "text/csv; charset=utf-8"},
    {"drc", "pointcloud/drc"},
    {"flac", "audio/flac"},
    {"gif", "image/gif"},
    {"gpcc", "pointcloud/mpeg-gpcc"},
    {"gz", "application/gzip"},
    {"htm", "text/html; charset=utf-8"},
    {"html", "text/html; charset=utf-8"},
    {"ico", "image/x-icon"},
    {"ipynb", "application/x-ipynb+json"},
    {"jpeg", "image/jpeg"},
    {"jpg", "image/jpeg"},
    {"js", "text/javascript; charset=utf-8"},
    {"json", "application/json"},
    {"log", "text/plain; charset=utf-8"},
    {"m4s", "video/iso.segment"},
    {"md", "text/markdown; charset=utf-8"},
    {"mjs", "text/javascript; charset=utf-8"},
    {"mp3", "audio/mpeg"},
    {"mp4", "video/mp4"},
    {"mpd", "application/dash+xml"},
    {"npy", "application/x-npy"},
    {"npz", "application/x-npz"},
    {"oga", "audio/ogg"},
    {"ogg", "audio/ogg"},
    {"ogv", "video/ogg"},
    {"pdf", "application/pdf"},
    {"ply", "pointcloud/ply"},
    {"png", "image/png"},
    {"svg", "image/svg+xml"},
    {"tar", "application/x-tar"},
    {"tif", "image/tiff"},
    {"tiff", "image/tiff"},
    {"txt", "text/plain; charset=utf-8"},
    {"vpcc", "pointcloud/mpeg-vpcc"},
    {"wasm", "application/wasm"},
    {"wav", "audio/wav"},
    {"webm", "video/webm"},
    {"webp", "image/webp"},
    {"xml", "application/xml"},
    {"xz", "application/x-xz"},
    {"yaml", "application/yaml"},
    {"yml", "application/yaml"},
    {"zip", "application/zip"},
    {"zst", "application/zstd"},
});

} // namespace

std::string_view media_type_of(std::string_view file_name)
{
    const auto slash = file_name.rfind('/');
    if (slash != file_name.npos) file_name.remove_prefix(slash + 1);
    const auto dot = file_name.rfind('.');
    if (dot != file_name.npos && dot > 0) {
        const auto ending = file_name.substr(dot + 1);
        for (const auto& [name, type] : known)
            if (same_text(name, ending)) return type;
    }
    return "application/octet-stream";
}

} // namespace sluice::http
