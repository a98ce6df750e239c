#pragma once

#include "base/result.hpp"

#include <cstdint>
#include <string>

namespace sluice::transfer {

/// Asked by a download about every file: whether it may arrive at all, and whether its bytes may
/// appear under its name. Paths are below the target folder.
class arrival_gate {
public:
    virtual ~arrival_gate() = default;

    /// Before anything of the file is fetched, again when its source changed. On the loop; must not
    /// block. An error fails the file.
    virtual result<> admit(const std::string& path, std::uint64_t size) = 0;

    /// When its bytes are complete and verified. On the pool, from several threads; may read the
    /// file. After an error the bytes are removed and the file fails.
    virtual result<> inspect(const std::string& path, int file) = 0;

    /// Once for each admitted file, when nothing more becomes of it. On the loop.
    virtual void settled(const std::string& path) = 0;
};

} // namespace sluice::transfer
