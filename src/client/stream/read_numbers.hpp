#pragma once

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "stream/dtype.hpp"

#include <string>

namespace sluice::client {

/// Numbers in a text that comes in pieces, between blanks, commas, semicolons and line ends, as
/// the bytes of a topic. Lines that begin with '#' are left out. Pure.
class number_reader {
public:
    /// Errors: unsupported (only little-endian floating numbers of 4 and 8 bytes).
    static result<number_reader> make(const stream::dtype& as);

    /// The bytes of the numbers that are whole by now. Errors: bad_usage (no number, with
    /// its text).
    result<byte_buffer> take(std::string_view text);

    /// The last number, if no blank came behind it.
    result<byte_buffer> finish() { return take("\n"); }

private:
    explicit number_reader(std::size_t size) : size_(size) {}

    result<> append_number(byte_buffer& to);

    std::size_t size_;
    std::string word_;
    bool in_comment_ = false;
};

} // namespace sluice::client
