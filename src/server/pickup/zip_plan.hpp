#pragma once

#include "http/etag.hpp"
#include "server/files/served_file.hpp"
#include "zip/layout.hpp"

#include <memory>

namespace sluice::server {

/// A file or folder of an archive that is going to be sent: its place and version.
struct zip_source {
    zip::member as;
    storage::safe_path path;        // below the root of the plan
    proto::version_token version{}; // of a file
};

/// An archive of files below a root, as it was when it was planned. Member i of the layout is
/// source i.
class zip_plan {
public:
    /// The root must outlive the plan. Errors: as zip::layout::make.
    static result<std::shared_ptr<zip_plan>> make(const storage::root& below,
                                                  std::vector<zip_source> sources);

    const zip::layout& layout() const { return layout_; }
    const storage::root& root() const { return *root_; }
    const storage::safe_path& path(std::size_t member) const { return paths_[member]; }
    const proto::version_token& version(std::size_t member) const { return versions_[member]; }

    /// Strong: names and versions of all members make it, and so every byte.
    const http::entity_tag& etag() const { return etag_; }

    /// Checksums as they become known; those of folders are 0.
    std::vector<std::uint32_t> crc32s;

private:
    zip_plan(const storage::root& below, zip::layout layout);

    const storage::root* root_;
    zip::layout layout_;
    std::vector<storage::safe_path> paths_;
    std::vector<proto::version_token> versions_;
    http::entity_tag etag_;
};

/// All that lies below a folder, with names relative to it, in the order of a listing. Blocks.
/// Errors: not_found, not_a_folder and the like, too_large (more than `most` entries, or deeper
/// than a listing goes).
result<std::vector<zip_source>> sources_below(const storage::root& files,
                                              const storage::safe_path& folder, std::size_t most);

} // namespace sluice::server
