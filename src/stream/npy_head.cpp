#include "stream/npy_head.hpp"

#include "array/npy_header.hpp"

namespace sluice::stream {
namespace {

constexpr std::size_t whole_size = 1024;

} // namespace

result<byte_buffer> npy_head(const schema& of, std::uint64_t messages)
{
    array::npy_header header;
    header.type = of.element;
    header.axes = {messages};
    header.axes.insert(header.axes.end(), of.shape.begin(), of.shape.end());
    const auto text = array::npy_header_text(header, whole_size);
    if (text.size() > whole_size) return fail(errc::bad_usage, "npy", "too many dimensions");
    byte_buffer made;
    append(made, as_bytes(text));
    return made;
}

} // namespace sluice::stream
