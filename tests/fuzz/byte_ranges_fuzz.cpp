// Whatever a Range field says: ranges lie inside of the file, do not overlap, and are few. The
// first two bytes make the size of the file.
#include "http/multipart_ranges.hpp"

#include <cstdint>
#include <cstdlib>

namespace {

void insist(bool holds)
{
    if (!holds) std::abort();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace sluice::http;
    if (size < 2) return 0;
    const std::uint64_t file = data[0] == 255 ? ~std::uint64_t{0} : data[0] * 256U + data[1];
    const std::string_view text(reinterpret_cast<const char*>(data + 2), size - 2);
    const auto got = parse_ranges(text, file);
    insist(got.ranges.size() <= most_ranges);
    insist((got.what == range_choice::kind::partial) == !got.ranges.empty());
    for (const auto& a : got.ranges) {
        insist(a.length > 0 && a.offset < file && a.length <= file - a.offset);
        for (const auto& b : got.ranges)
            insist(&a == &b || a.offset + a.length < b.offset || b.offset + b.length < a.offset);
    }
    return 0;
}
