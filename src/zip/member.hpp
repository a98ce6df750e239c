#pragma once

#include <cstdint>
#include <string>

namespace sluice::zip {

/// A file or a folder of an archive: all that its place in the archive depends on.
struct member {
    std::string name;             // relative, components joined by '/'; a folder's ends with '/'
    std::uint64_t size = 0;       // of a folder 0
    std::int64_t modified_ns = 0; // since 1970 UTC

    bool is_folder() const { return name.ends_with('/'); }
};

} // namespace sluice::zip
