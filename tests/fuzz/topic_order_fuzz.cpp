// What an order of a topic says in JSON, and a subscriber in a query: a layout that is accepted has
// messages of a bounded size, and limits that are not beyond theirs. The first byte tells which.
#include "server/streams/demo_messages.hpp"
#include "server/streams/topic_answer.hpp"
#include "server/streams/topic_order.hpp"

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
    using namespace sluice::server;
    if (size == 0) return 0;
    const std::string_view text(reinterpret_cast<const char*>(data + 1), size - 1);
    const auto half = text.find('\n');
    switch (data[0] % 3) {
    case 0: {
        const auto facts = read_topic_order(text, {});
        if (!facts) break;
        const auto bytes = stream::message_size(facts->layout);
        insist(bytes && *bytes >= 1 && *bytes <= stream::most_message_bytes);
        insist(facts->keep.bytes >= 65536 && facts->keep.age.count() > 0);
        const auto again = stream::parse_topic_file(to_text(*facts));
        insist(again && again->layout == facts->layout);
        break;
    }
    case 1: {
        const auto last = half == text.npos ? std::string_view() : text.substr(half + 1);
        const auto wish = read_topic_wish(text.substr(0, half), last, 1'795'000'000'000'000'000);
        if (wish) insist(wish->how.every >= 1);
        break;
    }
    default:
        if (!read_demo_action(text))
            insist(!demo_error_text(read_demo_action(text).error()).empty());
        break;
    }
    return 0;
}
