#include "eval/bench/pairs.hpp"
#include "eval/bench/suites.hpp"
#include "proto/codec.hpp"

namespace sluice::eval {
namespace {

proto::message list_page()
{
    proto::listing page;
    for (std::size_t i = 0; i < 512; ++i) {
        proto::entry one;
        one.path = "photos/2024/summer/holiday-" + std::to_string(10'000 + i) + ".jpeg";
        one.size = 4'000'000 + i;
        one.modified_ns = 1'700'000'000'000'000'000;
        one.chunk_size = 1U << 20U;
        page.entries.push_back(one);
    }
    page.next = page.entries.back().path;
    return page;
}

proto::message range_request()
{
    proto::read_request ask;
    ask.path = "photos/2024/summer/holiday-10000.jpeg";
    ask.offset = 1U << 30U;
    ask.length = 8U << 20U;
    return ask;
}

/// As many digests as fit: 512 chunks.
proto::message end_of_range()
{
    proto::range_end end;
    end.digests = patterned_bytes(8U << 10U);
    return end;
}

byte_buffer encoded(const proto::message& from)
{
    byte_buffer bytes;
    proto::encode(from, 1, bytes);
    return bytes;
}

measured encode_again(proto::message from)
{
    return [from = std::move(from)](benchmark::State& state) {
        // The stream reuses its buffer while it collects replies.
        byte_buffer out;
        for (auto _ : state) {
            out.clear();
            proto::encode(from, 1, out);
            benchmark::DoNotOptimize(out.data());
            benchmark::ClobberMemory();
        }
        count_bytes(state, out.size());
    };
}

measured decode_again(const proto::message& from)
{
    return [bytes = encoded(from)](benchmark::State& state) {
        const auto header = proto::decode_header(byte_view(bytes).first(proto::frame_header::size));
        insist(static_cast<bool>(header), "a header that was encoded must decode");
        const auto body = byte_view(bytes).subspan(proto::frame_header::size);
        for (auto _ : state) {
            const auto made = proto::decode(header->type, body);
            insist(static_cast<bool>(made), "a body that was encoded must decode");
            benchmark::DoNotOptimize(&*made);
        }
        count_bytes(state, bytes.size());
    };
}

measured copy_fields(proto::message from)
{
    const auto size = encoded(from).size();
    return [from = std::move(from), size](benchmark::State& state) {
        for (auto _ : state) {
            const auto copy = from;
            benchmark::DoNotOptimize(&copy);
        }
        count_bytes(state, size);
    };
}

} // namespace

void register_codec_suite()
{
    // Against a copy of the struct: what handing the message over inside one program would cost,
    // with the memory of its strings and lists.
    struct row {
        const char* name;
        proto::message message;
    };
    const row rows[] = {{"list_page", list_page()},
                        {"read_request", range_request()},
                        {"range_end", end_of_range()}};
    for (const auto& [name, message] : rows) {
        const std::string suite = std::string("codec/") + name;
        register_pair(suite + "/encode", encode_again(message), {"copy", copy_fields(message)});
        register_pair(suite + "/decode", decode_again(message), {"copy", copy_fields(message)});
    }
}

} // namespace sluice::eval
