#include "receipt/receipt.hpp"

#include "base/escape.hpp"
#include "base/hex.hpp"
#include "base/rfc3339.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace sluice::receipt {
namespace {

constexpr std::int64_t second = 1'000'000'000;

} // namespace

std::string first_previous()
{
    return std::string(64, '0');
}

std::string time_text(std::int64_t ns)
{
    const auto fraction = (ns % second + second) % second;
    auto text = format_rfc3339(ns - fraction);
    text.pop_back(); // the "Z"
    return fmt::format("{}.{:09}Z", text, fraction);
}

std::string text_of(const statement& said)
{
    nlohmann::ordered_json document = {
        {"schema", 1},        {"number", said.number},     {"transfer", said.transfer},
        {"key", said.key_id}, {"previous", said.previous}, {"who", said.who},
        {"peer", said.peer},  {"what", said.what}};
    // What JSON cannot hold is said exactly all the same.
    if (!is_utf8(said.what)) document["what_bytes"] = to_hex(as_bytes(said.what));
    document["direction"] = said.direction;
    document["door"] = said.door;
    document["digest_kind"] = said.digest_kind;
    document["root_digest"] = said.root_digest;
    document["bytes"] = said.bytes;
    document["started"] = time_text(said.started_ns);
    document["ended"] = time_text(said.ended_ns);
    document["result"] = said.result;
    document["program"] = said.program;
    return document.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

} // namespace sluice::receipt
