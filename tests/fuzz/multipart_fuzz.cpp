// A form means the same however its bytes are cut, and limits hold. The first byte says how the
// rest is cut; the boundary is "b".
#include "../http/multipart_events.hpp"

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
    using namespace sluice;
    if (size == 0) return 0;
    const std::string_view text(reinterpret_cast<const char*>(data + 1), size - 1);
    http::multipart_limits limits;
    limits.parts = 4;
    limits.head = 200;
    limits.field = 20;
    const auto whole = test::parse_form_in_pieces(text, text.size(), "b", limits);
    insist(whole.parts.size() <= limits.parts);
    for (const auto& part : whole.parts)
        insist(part.file_name || part.data.size() <= limits.field);
    insist(test::parse_form_in_pieces(text, 1, "b", limits) == whole);
    insist(test::parse_form_in_pieces(text, 2U + data[0] / 4U, "b", limits) == whole);
    return 0;
}
