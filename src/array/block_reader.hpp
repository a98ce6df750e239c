#pragma once

#include "base/bytes.hpp"
#include "base/result.hpp"

namespace sluice::array {

/// One axis of a block: how many elements, and how far it is from one to the next in the file and
/// in memory. Steps may run backwards.
struct block_axis {
    std::uint64_t count = 0;
    std::int64_t in_file = 0;
    std::int64_t in_memory = 0;
};

/// Reads blocks of elements that lie apart in a file, with as few calls as pay: what lies close
/// together is read in one piece of at most 256 KiB and picked out of it. Every call blocks.
class block_reader {
public:
    block_reader(int file, std::uint64_t element_bytes)
        : file_(file),
          element_(element_bytes),
          near_(nearest)
    {
    }

    /// The first element stands at `offset` and goes to `into`; no count is 0. Errors: io_failed,
    /// source_changed (the file is shorter).
    result<> read(std::uint64_t offset, std::vector<block_axis> axes, std::byte* into);

private:
    static constexpr std::size_t nearest = std::size_t{256} << 10U;

    void arrange(std::uint64_t& offset, std::byte*& into);
    result<> fetch(std::size_t axes, std::uint64_t offset, std::byte* into);
    result<> fetch_near(std::size_t axes, std::uint64_t offset, std::byte* into);
    result<> fill(std::uint64_t offset, std::byte* into, std::uint64_t bytes) const;
    void pick(std::size_t axes, std::uint64_t count, const std::byte* from, std::byte* into) const;
    bool is_dense(std::size_t axes) const;

    int file_;
    std::uint64_t element_;
    std::vector<block_axis> axes_;      // by the step in the file, the smallest first
    std::vector<std::uint64_t> spans_;  // bytes of the file that the first n axes reach over
    std::vector<std::uint64_t> useful_; // and how many of them are wanted
    byte_buffer near_;
};

} // namespace sluice::array
