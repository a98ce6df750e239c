// Whatever stands at the front of a file: what is accepted fits into 63 bits, and its header
// written anew says the same.
#include "array/npy_header.hpp"

#include <cstdlib>

namespace {

void insist(bool holds)
{
    if (!holds) std::abort();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace sluice;
    const byte_view front(reinterpret_cast<const std::byte*>(data), size);
    const auto read = array::parse_npy_header(front);
    if (!read) return 0;
    insist(read->data_offset <= size && read->data_offset <= array::most_header);
    insist(read->file_bytes() >= read->data_offset);
    insist(read->type.size >= 1 && read->elements() * read->type.size == read->data_bytes());
    const auto text = array::npy_header_text(*read);
    const auto again = array::parse_npy_header(as_bytes(text));
    insist(again && again->type == read->type && again->axes == read->axes &&
           again->fortran == read->fortran);
    return 0;
}
