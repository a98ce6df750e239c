#include "server/streams/topic_order.hpp"

#include <nlohmann/json.hpp>

#include <cmath>

namespace sluice::server {
namespace {

using nlohmann::json;

error bad(std::string_view field, std::string_view wanted)
{
    return fail(errc::bad_usage, "topic", std::string(field) + ": " + std::string(wanted));
}

result<std::vector<std::uint64_t>> shape_in(const json& document)
{
    const auto at = document.find("shape");
    std::vector<std::uint64_t> made;
    if (at == document.end()) return made;
    if (!at->is_array()) return bad("shape", "a list of numbers");
    for (const auto& length : *at) {
        if (!length.is_number_unsigned()) return bad("shape", "a list of numbers");
        made.push_back(length.get<std::uint64_t>());
    }
    return made;
}

/// keep_bytes and keep_seconds, where they are given.
result<stream::journal_limits> keep_in(const json& document, stream::journal_limits keep)
{
    if (const auto at = document.find("keep_bytes"); at != document.end()) {
        constexpr std::uint64_t least = 64U << 10U;
        if (!at->is_number_unsigned() || at->get<std::uint64_t>() < least)
            return bad("keep_bytes", "a number of bytes from 65536 on");
        keep.bytes = at->get<std::uint64_t>();
    }
    if (const auto at = document.find("keep_seconds"); at != document.end()) {
        constexpr double most = 366.0 * 86'400;
        const auto seconds = at->is_number() ? at->get<double>() : -1;
        if (!(seconds >= 1 && seconds <= most)) return bad("keep_seconds", "from 1 to a year");
        keep.age = std::chrono::nanoseconds(std::llround(seconds * 1e9));
    }
    return keep;
}

} // namespace

result<stream::topic_facts> read_topic_order(std::string_view text, stream::journal_limits keep)
{
    const auto document = json::parse(text, nullptr, false);
    if (!document.is_object()) return bad("body", "a JSON object");
    const auto word = [&](const char* name) {
        const auto at = document.find(name);
        return at != document.end() && at->is_string() ? at->get<std::string>() : std::string();
    };
    const auto element = stream::parse_dtype(word("dtype"));
    if (!element) return element.error();
    auto shape = shape_in(document);
    if (!shape) return shape.error();
    const auto kept = keep_in(document, keep);
    if (!kept) return kept.error();
    stream::topic_facts made;
    made.layout = {*element, std::move(*shape), word("units")};
    made.keep = *kept;
    const auto size = stream::message_size(made.layout);
    if (!size) return size.error();
    return made;
}

} // namespace sluice::server
