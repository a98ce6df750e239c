#pragma once

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "zip/member.hpp"

#include <memory>
#include <optional>

struct archive;
struct archive_entry;

namespace sluice::zip {

/// True for the one archive that holds nothing. Errors: io_failed.
result<bool> is_empty_archive(int file);

/// Reads a zip archive by its central directory, member after member. Nothing it says is to be
/// trusted but that data which ended without an error has the checksum of its record. Blocks.
class archive_reader {
public:
    /// Begins with the first member; an archive of nothing is malformed here. The file is the
    /// caller's, must stay open, and nobody else may read from it by its position. Errors:
    /// malformed_message (no zip archive), io_failed.
    static result<archive_reader> open(int file);

    /// Goes to the next member; nothing at the end. The name is as the archive has it, unjudged;
    /// the size is what is claimed. Errors: malformed_message, type_refused (a link or a device),
    /// unsupported (encrypted, or a way of compression that is not known).
    result<std::optional<member>> next();

    /// The next bytes of the member; 0 at its end. Errors: checksum_mismatch (wrong bytes, also
    /// those that cannot be uncompressed or end early).
    result<std::size_t> read(std::span<std::byte> into);

private:
    struct closer {
        void operator()(::archive* from) const;
    };

    explicit archive_reader(::archive* from) : archive_(from) {}

    error broken(errc code, std::string_view stage) const;

    std::unique_ptr<::archive, closer> archive_;
};

} // namespace sluice::zip
