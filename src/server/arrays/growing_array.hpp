#pragma once

#include "server/arrays/array_desk.hpp"

#include <mutex>

namespace sluice::server {

/// An array to which rows are appended while others read it: a .npy file whose header has room for
/// its last shape. Every call blocks; safe from any thread. Made by array_desk::begin_growing. When
/// it is destroyed it ends; after a kill the next start ends it with the rows that are whole.
class growing_array {
public:
    growing_array(array_desk& desk, state::array_record record, array::npy_header header,
                  unique_fd file);
    growing_array(const growing_array&) = delete;
    growing_array& operator=(const growing_array&) = delete;
    ~growing_array();

    /// As it was when it began; its name may have changed since.
    const state::array_record& record() const { return record_; }

    std::uint64_t row_bytes() const { return row_bytes_; }

    /// Rows that are in the file.
    std::uint64_t rows() const;

    /// Appends whole rows, little- or big-endian as the type says. They can be read at once, and
    /// are durable after sync. After an error none of these rows is in the array. Errors: bad_usage
    /// (not whole rows, or it has ended), over_quota, too_large, no_space, io_failed.
    result<> append(byte_view rows);

    /// Puts all rows on stable storage. After an error nothing more is appended.
    result<> sync();

    /// Writes the last header, durably, and enters shape, size and digest; gives the row then. Once
    /// more it is the same.
    result<state::array_record> end();

private:
    result<> write_rows(byte_view rows);

    array_desk& desk_;
    state::array_record record_;
    array::npy_header header_;
    std::uint64_t row_bytes_;
    mutable std::mutex mutex_;
    unique_fd file_; // none once it has ended
    std::uint64_t size_;
    std::optional<error> broken_;
};

/// Ends a growing file: cuts off what is no whole row, writes the header, syncs; gives the row with
/// shape, size and digest, which the store does not have yet. Errors: no_space, io_failed.
result<state::array_record> finish_growing(storage::file_calls& calls, int file,
                                           state::array_record record);

/// XXH3-128 of a file, read once. Errors: io_failed.
result<byte_buffer> xxh3_of(int file, std::uint64_t size);

/// The header of an open file, of which only the header is read. Errors: as parse_npy_header.
result<array::npy_header> read_npy_header(int file);

} // namespace sluice::server
