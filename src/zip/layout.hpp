#pragma once

#include "base/result.hpp"
#include "zip/records.hpp"

#include <span>
#include <vector>

namespace sluice::zip {

/// A run of bytes of an archive that comes from one source.
struct piece {
    enum class source {
        header,    // the local header of `member`
        data,      // bytes of the file `member`
        directory, // records of the central directory: `count` of them from `member` on
        end,       // the end records
    };

    source from = source::end;
    std::size_t member = 0;
    std::size_t count = 0;
    std::uint64_t skip = 0; // bytes of the source before the first that is wanted
    std::uint64_t length = 0;
};

/// Where everything is in a stored zip archive, known before a byte of a file was read: local
/// headers and data in the order of the members, central directory, end records. Pure; only the
/// text of headers and records needs the checksums.
class layout {
public:
    /// Errors: bad_name or outside_root (a name that is no safe relative path), target_exists (a
    /// name twice, or a file where another member has a folder).
    static result<layout> make(std::vector<member> members);

    const std::vector<member>& members() const { return members_; }

    /// Bytes of the whole archive.
    std::uint64_t size() const;

    /// The first piece of the bytes [from, past), which must not be empty and lie inside of the
    /// archive. Records of the directory come in runs of about 64 KiB.
    piece piece_at(std::uint64_t from, std::uint64_t past) const;

    /// The bytes of a piece that is not data. crc32s: of all members, in order; only those of the
    /// piece's are looked at.
    std::string text_of(const piece& what, std::span<const std::uint32_t> crc32s) const;

private:
    explicit layout(std::vector<member> members);

    directory_place directory() const;

    std::vector<member> members_;
    std::vector<std::uint64_t> header_at_; // of each member, and where the directory begins
    std::vector<std::uint64_t> record_at_; // of each member, and where the end records begin
};

/// Judges names alone. Errors as layout::make.
result<> judge_names(const std::vector<member>& members);

} // namespace sluice::zip
