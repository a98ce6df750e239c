#include "server/files/folder_page.hpp"

#include "base/escape.hpp"
#include "base/hex.hpp"
#include "base/rfc3339.hpp"
#include "http/base64.hpp"
#include "http/etag.hpp"
#include "http/percent.hpp"
#include "storage/safe_path.hpp"

namespace sluice::server {
namespace {

using json = nlohmann::json;

bool is_folder(const proto::entry& entry)
{
    return entry.kind == proto::entry_kind::folder;
}

json entry_json(const proto::entry& entry)
{
    json made;
    made["name"] = name_of(entry);
    made["kind"] = is_folder(entry) ? "folder" : "file";
    made["href"] = href_of(entry);
    made["modified"] = format_rfc3339(entry.modified_ns);
    if (is_folder(entry)) return made;
    made["size"] = entry.size;
    made["etag"] = http::format_etag({to_hex(entry.version)});
    return made;
}

} // namespace

std::string_view name_of(const proto::entry& entry)
{
    const std::string_view path = entry.path;
    return path.substr(path.rfind('/') + 1);
}

std::string cursor_of(std::string_view name)
{
    if (is_utf8(name)) return std::string(name);
    return "/" + http::encode_base64(as_bytes(name), http::base64_alphabet::url);
}

std::optional<std::string> name_of_cursor(std::string_view cursor)
{
    std::string name(cursor);
    if (cursor.starts_with('/')) {
        const auto bytes = http::decode_base64(cursor.substr(1), http::base64_alphabet::url);
        if (!bytes) return std::nullopt;
        name = as_text(*bytes);
    }
    const bool one_component = name.find('/') == name.npos && storage::check_path(name);
    if (!one_component) return std::nullopt;
    return name;
}

std::string href_of(const proto::entry& entry)
{
    // "./" keeps a name with a colon from being read as a scheme.
    return "./" + http::percent_encoded(name_of(entry)) + (is_folder(entry) ? "/" : "");
}

json folder_json(const folder_page& page)
{
    json made;
    made["path"] = page.path;
    made["entries"] = json::array();
    for (const auto& entry : page.entries)
        made["entries"].push_back(entry_json(entry));
    made["next"] = nullptr;
    if (!page.next.empty()) made["next"] = cursor_of(page.next);
    made["skipped"] = page.skipped;
    return made;
}

} // namespace sluice::server
