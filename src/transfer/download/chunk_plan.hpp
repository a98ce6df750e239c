#pragma once

#include <cstdint>
#include <optional>
#include <vector>

namespace sluice::transfer {

/// Bytes of a file: where they start and how many they are.
struct byte_range {
    std::uint64_t offset = 0;
    std::uint64_t length = 0;

    friend bool operator==(const byte_range&, const byte_range&) = default;
};

/// Which chunks of one file are still to be fetched, are being fetched, or are verified. Ranges are
/// whole chunks; several connections take them from one plan. Pure.
class chunk_plan {
public:
    /// range_bytes: the most that one take() gives, at least one chunk.
    chunk_plan(std::uint64_t size, std::uint32_t chunk_size, std::uint64_t range_bytes);

    /// Chunks verified earlier are not fetched again. done has one bit per chunk.
    void mark_done(const std::vector<bool>& done);

    /// The next run of chunks that nobody has, or nothing for now.
    std::optional<byte_range> take();

    /// A range that did not come, or not all of it: its chunks that are not verified can be taken
    /// again.
    void give_back(byte_range range);

    /// One chunk is written and verified.
    void finish(std::uint64_t chunk);

    /// How often take() would give something.
    std::uint64_t ranges_left() const
    {
        return (missing_ + chunks_per_range_ - 1) / chunks_per_range_;
    }

    bool complete() const { return finished_ == states_.size(); }
    std::uint64_t finished_bytes() const { return finished_bytes_; }
    std::uint32_t chunk_size() const { return chunk_size_; }

    /// The range of one chunk.
    byte_range range_of(std::uint64_t chunk) const;

private:
    enum class state : std::uint8_t { missing, taken, finished };

    std::uint64_t size_;
    std::uint32_t chunk_size_;
    std::uint64_t chunks_per_range_;
    std::vector<state> states_;
    std::uint64_t first_missing_ = 0; // none before it
    std::uint64_t missing_;
    std::uint64_t finished_ = 0;
    std::uint64_t finished_bytes_ = 0;
};

} // namespace sluice::transfer
