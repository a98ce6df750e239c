#pragma once

#include "array/block_reader.hpp"
#include "array/selection.hpp"

namespace sluice::array {

/// How the bytes of elements come out of a reader.
enum class byte_order { as_stored, little };

/// Reads chosen elements out of an array file in the order of C, block by block, without reading
/// what lies between beyond what pays. Holds at most 4 MiB. Blocks; one thread at a time.
class slice_reader {
public:
    /// The descriptor stays open as long as this lives; chosen: as `choose` or `whole` made it for
    /// this header.
    slice_reader(int file, const npy_header& of, const selection& chosen, byte_order order);

    /// The next elements, a view until the next call; empty at the end. Errors: as block_reader.
    result<byte_view> next();

    /// Bytes of all elements together.
    std::uint64_t bytes() const { return all_; }

private:
    std::vector<block_axis> block_axes(std::uint64_t rows) const;
    std::uint64_t origin() const;
    void advance(std::uint64_t rows);

    npy_header of_;
    byte_order order_;
    selection axes_; // those with more than one element
    std::vector<std::int64_t> steps_;
    std::vector<std::uint64_t> inner_; // bytes of the axes from here on
    std::uint64_t base_ = 0;           // of the first element
    std::uint64_t all_ = 0;
    std::uint64_t done_ = 0;
    std::size_t split_ = 0; // the axis that is cut into blocks; those above it are walked
    std::uint64_t rows_ = 1;
    std::vector<std::uint64_t> at_; // of the axes up to split_
    block_reader reader_;
    byte_buffer block_;
};

} // namespace sluice::array
