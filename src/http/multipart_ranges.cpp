#include "http/multipart_ranges.hpp"

#include <fmt/format.h>

#include <random>

namespace sluice::http {

multipart_ranges::multipart_ranges(std::vector<byte_range> parts, std::uint64_t file_size,
                                   std::string_view media_type, std::string boundary)
    : parts_(std::move(parts)),
      file_size_(file_size),
      media_type_(media_type),
      boundary_(std::move(boundary))
{
}

std::string multipart_ranges::head(std::size_t part) const
{
    return fmt::format("{}--{}\r\nContent-Type: {}\r\nContent-Range: {}\r\n\r\n",
                       part == 0 ? "" : "\r\n", boundary_, media_type_,
                       content_range(parts_[part], file_size_));
}

std::string multipart_ranges::tail() const
{
    return fmt::format("\r\n--{}--\r\n", boundary_);
}

std::string multipart_ranges::content_type() const
{
    return "multipart/byteranges; boundary=" + boundary_;
}

std::uint64_t multipart_ranges::length() const
{
    std::uint64_t bytes = tail().size();
    for (std::size_t i = 0; i < parts_.size(); ++i)
        bytes += head(i).size() + parts_[i].length;
    return bytes;
}

std::string random_boundary()
{
    std::random_device entropy;
    return fmt::format("{:08x}{:08x}{:08x}{:08x}", entropy(), entropy(), entropy(), entropy());
}

} // namespace sluice::http
