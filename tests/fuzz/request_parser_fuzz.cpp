// Requests mean the same however their bytes are cut, and what comes out keeps the promises of
// http::request. The first byte says how the rest is cut.
#include "../http/request_events.hpp"

#include <cstdint>
#include <cstdlib>

namespace {

using namespace sluice;

void insist(bool holds)
{
    if (!holds) std::abort();
}

void check(const test::parsed_stream& all)
{
    for (const auto& one : all.requests) {
        const auto& head = one.head;
        insist(head.path == "*" || head.path.starts_with('/'));
        insist(head.path.find('\0') == head.path.npos);
        insist(!(head.chunked && head.content_length));
        insist(head.fields.count("host") <= 1);
        insist(head.fields.all().size() <= 101);
        if (!head.chunked) insist(one.body.size() <= head.content_length.value_or(0));
        if (one.complete && head.content_length) insist(one.body.size() == *head.content_length);
        for (const auto& field : head.fields.all())
            insist(field.value.find_first_of("\r\n") == field.value.npos);
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size == 0) return 0;
    const std::string_view text(reinterpret_cast<const char*>(data + 1), size - 1);
    const auto whole = test::parse_in_pieces(text, text.size());
    check(whole);
    insist(test::parse_in_pieces(text, 1) == whole);
    insist(test::parse_in_pieces(text, 2U + data[0] / 4U) == whole);
    return 0;
}
