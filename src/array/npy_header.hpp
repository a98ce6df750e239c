#pragma once

#include "array/dtype.hpp"
#include "array/shape.hpp"
#include "base/bytes.hpp"

namespace sluice::array {

/// The longest header that is read, all of it.
inline constexpr std::size_t most_header = std::size_t{64} << 10U;

/// What the head of a .npy file says (NEP 1, versions 1 to 3).
struct npy_header {
    dtype type;
    bool fortran = false; // the first axis runs fastest
    shape axes;
    std::uint64_t data_offset = 0; // where the elements begin

    /// Of the elements; parse_npy_header has seen that it fits.
    std::uint64_t data_bytes() const;
    std::uint64_t elements() const;
    std::uint64_t file_bytes() const { return data_offset + data_bytes(); }
};

/// How many bytes the whole header has, told by the first 12 of a file (fewer where the file is
/// shorter). Errors: type_refused (an .npz archive, a pickle, anything that is no .npy file of
/// version 1 to 3), malformed_message (beyond most_header, cut short).
result<std::size_t> header_length(byte_view front);

/// Reads the header out of the front of a file, which holds it whole. Errors: those of
/// header_length, parse_header_literal and parse_dtype; malformed_message (beyond 2^63 bytes).
result<npy_header> parse_npy_header(byte_view front);

/// The same, and the file has this many bytes. Errors also: malformed_message (another length).
result<npy_header> parse_npy_header(byte_view front, std::uint64_t file_bytes);

/// Why a file of this many bytes is none with this header.
error wrong_length(const npy_header& of, std::uint64_t file_bytes);

/// The header of a file as numpy writes it, version 1 where it fits; at least `room` bytes long, so
/// that a later one with a larger shape takes its place. data_offset is not looked at.
std::string npy_header_text(const npy_header& of, std::size_t room = 0);

} // namespace sluice::array
