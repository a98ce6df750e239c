#include "server/pickup/zip_plan.hpp"

#include "base/hex.hpp"
#include "storage/catalog.hpp"
#include "storage/digest.hpp"

namespace sluice::server {
namespace {

constexpr std::size_t page_entries = 4096;
constexpr std::size_t page_bytes = 4U << 20U;

http::entity_tag etag_of(const std::vector<zip_source>& sources)
{
    // With another way to lay an archive out, the same files must get another tag.
    constexpr std::string_view layout_version = "stored zip 1";
    storage::hasher over(storage::digest_kind::xxh3);
    over.update(as_bytes(layout_version));
    for (const auto& one : sources) {
        byte_buffer length;
        append_be(length, static_cast<std::uint64_t>(one.as.name.size()));
        over.update(length);
        over.update(as_bytes(one.as.name));
        over.update(one.version);
        // A folder has no version; its time stands in the archive all the same.
        byte_buffer time;
        append_be(time, static_cast<std::uint64_t>(one.as.modified_ns));
        over.update(time);
    }
    http::entity_tag made;
    made.opaque = "zip-" + over.finish().hex();
    return made;
}

zip_source source_of(const proto::entry& entry, std::size_t prefix, storage::safe_path path)
{
    zip_source made;
    made.as.name = entry.path.substr(prefix);
    if (entry.kind == proto::entry_kind::folder) made.as.name += '/';
    made.as.size = entry.size;
    made.as.modified_ns = entry.modified_ns;
    made.version = entry.version;
    made.path = std::move(path);
    return made;
}

} // namespace

zip_plan::zip_plan(const storage::root& below, zip::layout layout)
    : root_(&below),
      layout_(std::move(layout))
{
}

result<std::shared_ptr<zip_plan>> zip_plan::make(const storage::root& below,
                                                 std::vector<zip_source> sources)
{
    auto etag = etag_of(sources);
    std::vector<zip::member> members;
    members.reserve(sources.size());
    for (auto& one : sources)
        members.push_back(std::move(one.as));
    auto layout = zip::layout::make(std::move(members));
    if (!layout) return layout.error();
    std::shared_ptr<zip_plan> made(new zip_plan(below, std::move(*layout)));
    made->crc32s.resize(sources.size());
    made->etag_ = std::move(etag);
    for (auto& one : sources) {
        made->paths_.push_back(std::move(one.path));
        made->versions_.push_back(one.version);
    }
    return made;
}

result<std::vector<zip_source>> sources_below(const storage::root& files,
                                              const storage::safe_path& folder, std::size_t most)
{
    const auto opened = files.open_folder(folder);
    if (!opened) return opened.error();
    storage::catalog_walk walk(files, {folder, "", true});
    const auto prefix = folder.is_root() ? 0 : folder.text().size() + 1;
    std::vector<zip_source> all;
    while (true) {
        const auto page = walk.next_page(page_entries, page_bytes);
        if (!page) return page.error();
        if (all.size() + page->entries.size() > most)
            return fail(errc::too_large, "zip", "more than " + std::to_string(most) + " entries");
        for (const auto& entry : page->entries) {
            auto path = storage::check_path(entry.path);
            if (!path) return path.error();
            all.push_back(source_of(entry, prefix, std::move(*path)));
        }
        if (page->next.empty()) return all;
    }
}

} // namespace sluice::server
