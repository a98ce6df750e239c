#pragma once

#include "base/bytes.hpp"

#include <memory>
#include <optional>
#include <string>

namespace sluice::storage {

/// The digests that peers of other protocols promise. SHA-256 only where security matters.
enum class checksum_kind { sha256, sha1, md5 };

/// Bytes of a checksum of this kind.
std::size_t checksum_size(checksum_kind kind);

/// Computes one checksum over bytes that come piece by piece.
class checksum {
public:
    explicit checksum(checksum_kind kind);
    checksum(checksum&&) noexcept;
    checksum& operator=(checksum&&) noexcept;
    ~checksum();

    void update(byte_view bytes);

    /// The checksum of all that came; once.
    byte_buffer finish();

private:
    struct state;
    std::unique_ptr<state> state_;
};

/// The bytes of hex digits of either case; nothing for anything else.
std::optional<byte_buffer> bytes_of_hex(std::string_view text);

} // namespace sluice::storage
