#pragma once

#include "proto/messages.hpp"

#include <memory>

namespace sluice::storage {

using proto::digest_kind;

/// Bytes of a digest of this kind: 16 for XXH3-128, 32 for SHA-256.
std::size_t digest_size(digest_kind kind);

/// "xxh3" or "sha256".
std::string_view name_of(digest_kind kind);

/// A digest value. XXH3-128 in canonical (big-endian) form, so that it prints as other tools do.
class digest {
public:
    digest() = default;

    /// bytes must be digest_size long.
    explicit digest(byte_view bytes);

    byte_view bytes() const { return byte_view(bytes_).first(size_); }
    bool empty() const { return size_ == 0; }
    std::string hex() const;

    friend bool operator==(const digest& a, const digest& b)
    {
        return std::equal(a.bytes().begin(), a.bytes().end(), b.bytes().begin(), b.bytes().end());
    }

private:
    std::array<std::byte, 32> bytes_{};
    std::uint8_t size_ = 0;
};

/// Computes one digest over bytes that come piece by piece; can be used again after finish.
class hasher {
public:
    explicit hasher(digest_kind kind);
    hasher(hasher&&) noexcept;
    hasher& operator=(hasher&&) noexcept;
    ~hasher();

    void update(byte_view bytes);

    /// The digest of what came since the start or the last finish.
    digest finish();

private:
    struct state;
    std::unique_ptr<state> state_;
};

/// The digest of bytes that are all there.
digest digest_of(digest_kind kind, byte_view bytes);

/// The root digest of a file: the digest over its size (8 bytes), chunk size (4), kind (1) and the
/// digests of all its chunks in order. docs/protocol.md, section "Digests".
class root_hasher {
public:
    root_hasher(digest_kind kind, std::uint64_t size, std::uint32_t chunk_size);

    /// Digests of the next chunks, one after the other.
    void add(byte_view digests) { over_.update(digests); }
    digest finish() { return over_.finish(); }

private:
    hasher over_;
};

} // namespace sluice::storage
