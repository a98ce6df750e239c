#pragma once

#include "http/byte_ranges.hpp"

namespace sluice::http {

/// The framing of a multipart/byteranges body (RFC 9110, 14.6): for each part head(i), then the
/// bytes of the range; at last tail().
class multipart_ranges {
public:
    /// The boundary must not occur in the file but by chance of 2^-64: let random_boundary make it.
    multipart_ranges(std::vector<byte_range> parts, std::uint64_t file_size,
                     std::string_view media_type, std::string boundary);

    const std::vector<byte_range>& parts() const { return parts_; }
    std::string head(std::size_t part) const;
    std::string tail() const;

    /// Value of the Content-Type field of the answer.
    std::string content_type() const;

    /// Bytes of the whole body.
    std::uint64_t length() const;

private:
    std::vector<byte_range> parts_;
    std::uint64_t file_size_;
    std::string media_type_;
    std::string boundary_;
};

/// 32 random hexadecimal digits.
std::string random_boundary();

} // namespace sluice::http
