// What people and peers say of topics: where to begin, policies, types, shapes, names, the file of
// a topic. What is accepted means the same when it is written again.
#include "base/crc32c.hpp"
#include "stream/policy.hpp"
#include "stream/topic_file.hpp"
#include "stream/topic_time.hpp"

#include <fmt/format.h>

#include <cstdlib>

namespace {

using namespace sluice;
using namespace sluice::stream;

constexpr std::int64_t now_ns = 1'795'000'000'000'000'000;

void insist(bool holds)
{
    if (!holds) std::abort();
}

void try_type(std::string_view text)
{
    const auto type = parse_dtype(text);
    if (!type) return;
    insist(type->size >= 1 && type->size <= 16);
    const auto again = parse_dtype(to_text(*type));
    insist(again && *again == *type);
    insist(!long_name(*type).empty());
}

void try_shape(std::string_view text)
{
    const auto shape = parse_shape(text);
    if (!shape) return;
    insist(shape->size() <= most_dimensions);
    insist(*parse_shape(shape_text(*shape)) == *shape);
    schema layout;
    layout.shape = *shape;
    const auto size = message_size(layout);
    if (size) insist(*size >= 8 && *size <= most_message_bytes);
}

void try_file(std::string_view text)
{
    const auto facts = parse_topic_file(text);
    if (!facts) return;
    const auto again = parse_topic_file(to_text(*facts));
    insist(again && *again == *facts);
}

/// Puts the checksum right, so that mutations get past it.
std::string with_sum(std::string_view text)
{
    const std::string made(text.substr(0, text.rfind("sum=")));
    return made + fmt::format("sum={:08x}\n", crc32c(as_bytes(made)));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size == 0) return 0;
    const std::string_view text(reinterpret_cast<const char*>(data + 1), size - 1);
    switch (data[0] % 7) {
    case 0: {
        const auto from = parse_from(text, now_ns);
        if (from && text.empty()) insist(from->what == topic_from::kind::next);
        break;
    }
    case 1: {
        const auto how = parse_policy(text);
        if (how) insist(parse_policy(to_text(*how)) && *parse_policy(to_text(*how)) == *how);
        break;
    }
    case 2: try_type(text); break;
    case 3: try_shape(text); break;
    case 4:
        if (check_topic_name(text)) insist(text.find('/') == text.npos && text.front() != '.');
        break;
    case 5: try_file(text); break;
    default: try_file(with_sum(text)); break;
    }
    return 0;
}
