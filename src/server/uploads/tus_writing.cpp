#include "server/uploads/tus_writing.hpp"

#include "http/text.hpp"
#include "server/uploads/upload_answer.hpp"

#include <limits>

namespace sluice::server {
namespace {

result<std::optional<tus_checksum>> checksum_of(const route_call& call)
{
    const auto* field = call.exchange.request().fields.find("upload-checksum");
    if (field == nullptr) return std::optional<tus_checksum>();
    auto parsed = parse_tus_checksum(*field);
    if (!parsed) return parsed.error();
    if (!call.exchange.request().content_length)
        return fail(errc::bad_usage, "tus", "Upload-Checksum wants Content-Length");
    return std::optional(std::move(*parsed));
}

/// What may come: as much as is announced, else all that is missing.
std::uint64_t length_of(const route_call& call, const transfer::upload_view& seen)
{
    const auto left = seen.record.size - std::min(seen.offset(), seen.record.size);
    return call.exchange.request().content_length.value_or(left);
}

} // namespace

std::string to_text(const tus_words& words)
{
    return words.concat + "\n" + words.metadata;
}

tus_words tus_words_of(const std::string& text)
{
    const auto end = text.find('\n');
    if (end == text.npos) return {};
    return {text.substr(end + 1), text.substr(0, end)};
}

result<std::uint64_t> tus_number(const route_call& call, std::string_view field)
{
    const auto* value = call.exchange.request().fields.find(field);
    const auto number =
        value != nullptr ? http::saturated_number(*value) : std::optional<std::uint64_t>();
    if (!number) return fail(errc::malformed_message, "tus", std::string(field));
    const auto most = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    if (*number > most) return fail(errc::too_large, "tus", std::string(field));
    return *number;
}

task<result<std::uint64_t>> write_tus_body(route_call& call, std::string id,
                                           std::optional<std::uint64_t> offset)
{
    auto checksum = checksum_of(call);
    if (!checksum) co_return checksum.error();
    auto& desk = *call.shared.uploads;
    const auto limit = upload_limit();
    const auto entering = deadline::after(std::chrono::seconds(30));
    const auto seen = co_await desk.settle(id, entering);
    if (!seen) co_return seen.error();
    if (offset && *offset != seen->offset())
        co_return fail(errc::source_changed, "tus", std::to_string(seen->offset()));
    transfer::write_order order;
    order.id = id;
    order.length = length_of(call, *seen);
    order.all_or_nothing = checksum->has_value();
    auto interrupt = interrupter(call.exchange);
    auto writer = co_await desk.write(std::move(order), std::move(interrupt), entering);
    if (!writer) co_return writer.error();
    if (offset && *offset != (*writer)->first())
        co_return fail(errc::source_changed, "tus", std::to_string((*writer)->first()));
    if (*checksum) (*writer)->hash_with((*checksum)->kind);
    const auto poured = co_await pour_body(call.exchange, **writer, limit);
    if (!poured && *checksum) co_return poured.error();
    byte_buffer expected;
    if (*checksum) expected = (*checksum)->value;
    auto done = co_await (*writer)->finish(expected, limit);
    if (!poured) co_return poured.error();
    co_return done;
}

task<result<>> complete_tus(route_call& call, const transfer::upload_view& seen)
{
    if (seen.record.place == state::upload_place::none) co_return ok;
    auto id = seen.record.id;
    auto peer = call.exchange.peer();
    const auto made = co_await call.shared.uploads->complete(std::move(id), std::move(peer));
    if (!made) co_return made.error();
    co_return ok;
}

} // namespace sluice::server
