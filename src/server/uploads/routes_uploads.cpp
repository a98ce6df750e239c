#include "server/uploads/routes_uploads.hpp"

#include "base/parse.hpp"
#include "http/base64.hpp"
#include "http/digest_fields.hpp"
#include "server/arrays/array_answer.hpp"
#include "server/uploads/upload_answer.hpp"
#include "storage/checksum.hpp"

#include <limits>

namespace sluice::server {
namespace {

using json = nlohmann::json;

constexpr std::uint64_t usual_chunk = 8U << 20U;
constexpr std::uint64_t most_chunks = 100'000;
constexpr std::size_t most_request = 64U << 10U;
constexpr std::string_view door = "api";

error wrong(std::string what)
{
    return fail(errc::bad_usage, "upload", std::move(what));
}

result<byte_buffer> digest_in(const json& asked)
{
    if (!asked.contains("digest")) return byte_buffer();
    const auto& digest = asked["digest"];
    if (!digest.is_object() || !digest.contains("sha-256") || !digest["sha-256"].is_string())
        return wrong("digest must be {\"sha-256\": hex or base64}");
    const auto text = digest["sha-256"].get<std::string>();
    auto bytes = storage::bytes_of_hex(text);
    if (!bytes) bytes = http::decode_base64(text);
    if (!bytes || bytes->size() != 32) return wrong("digest has not the form of a SHA-256");
    return *bytes;
}

result<std::uint64_t> number_in(const json& asked, const char* key, std::uint64_t usual)
{
    if (!asked.contains(key)) return usual;
    const auto& value = asked[key];
    const auto most = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    if (!value.is_number_unsigned() || value.get<std::uint64_t>() > most)
        return wrong(std::string(key) + " must be a whole number");
    return value.get<std::uint64_t>();
}

result<storage::on_exists> policy_in(const json& asked)
{
    if (!asked.contains("on_exists") || asked["on_exists"] == "fail")
        return storage::on_exists::fail;
    if (asked["on_exists"] == "overwrite") return storage::on_exists::overwrite;
    if (asked["on_exists"] == "rename") return storage::on_exists::rename;
    return wrong("on_exists is fail, overwrite or rename");
}

/// An upload that becomes a file of the served folder, or an array.
result<> add_target(const route_call& call, const json& asked, transfer::upload_order& to)
{
    const auto name = asked["name"].get<std::string>();
    if (!asked.contains("target") || asked["target"] == "tree") {
        const auto path = writable_path(call, name);
        if (!path) return path.error();
        to.target = *path;
        return ok;
    }
    if (asked["target"] != "array") return wrong("target is tree or array");
    const auto desk = arrays_of(call);
    if (!desk) return desk.error();
    std::vector<std::string> tags;
    for (const auto& tag : asked.value("tags", json::array())) {
        if (!tag.is_string()) return wrong("tags is a list of strings");
        tags.push_back(tag.get<std::string>());
    }
    const auto checked = check_tags(std::move(tags));
    if (!checked) return checked.error();
    to.place = state::upload_place::array;
    to.target = name;
    to.metadata = tags_text(*checked);
    return ok;
}

result<transfer::upload_order> order_in(const route_call& call, const std::string& body)
{
    const auto asked = json::parse(body, nullptr, false);
    if (!asked.is_object()) return wrong("a JSON object is wanted");
    if (!asked.contains("size")) return wrong("size is missing");
    if (!asked.contains("name") || !asked["name"].is_string()) return wrong("name is missing");
    transfer::upload_order order;
    const auto placed = add_target(call, asked, order);
    if (!placed) return placed.error();
    const auto size = number_in(asked, "size", 0);
    if (!size) return size.error();
    const auto chunk = number_in(asked, "chunk_size", usual_chunk);
    if (!chunk) return chunk.error();
    if (*chunk == 0 || *size / *chunk >= most_chunks)
        return wrong("chunk_size makes more than 100000 chunks");
    auto digest = digest_in(asked);
    if (!digest) return digest.error();
    const auto policy = policy_in(asked);
    if (!policy) return policy.error();
    order.size = *size;
    order.chunk_size = *chunk;
    order.expected_sha256 = std::move(*digest);
    order.policy = *policy;
    order.door = door;
    order.owner = call.who.name;
    const auto* key = call.exchange.request().fields.find("idempotency-key");
    if (key != nullptr) order.key = *key;
    if (order.key.size() > 255) return wrong("Idempotency-Key is longer than 255 bytes");
    return order;
}

/// The upload in the path, if it is the asker's.
task<result<transfer::upload_view>> asked_upload(route_call& call)
{
    const auto desk = desk_of(call);
    if (!desk) co_return desk.error();
    auto id = call.parameters.at("id");
    auto seen = co_await (*desk)->status(std::move(id));
    if (!seen) co_return seen.error();
    const auto own = check_owner(call, *seen, door);
    if (!own) co_return own.error();
    co_return seen;
}

task<result<transfer::upload_view>> created(route_call& call)
{
    const auto desk = desk_of(call);
    if (!desk) co_return desk.error();
    const auto limit = deadline::after(std::chrono::seconds(30));
    const auto body = co_await call.exchange.read_whole_body(most_request, limit);
    if (!body) co_return body.error();
    auto order = order_in(call, *body);
    if (!order) co_return order.error();
    auto made = co_await (*desk)->create(std::move(*order));
    co_return made;
}

struct chunk_place {
    std::uint64_t number = 0;
    std::uint64_t first = 0;
    std::uint64_t length = 0;
    byte_buffer sha256;
};

result<chunk_place> chunk_in(const route_call& call, const transfer::upload_view& seen)
{
    if (seen.record.phase == state::upload_phase::published)
        return fail(errc::target_exists, "upload", "the file is published already");
    const auto chunk = seen.record.chunk_size;
    const auto number = parse_integer(call.parameters.at("n"), 0, most_chunks);
    if (!number) return wrong("the number of a chunk is wanted");
    chunk_place place;
    place.number = static_cast<std::uint64_t>(*number);
    place.first = place.number * chunk;
    if (place.first >= seen.record.size && !(place.number == 0 && seen.record.size == 0))
        return fail(errc::not_found, "upload", "no such chunk");
    place.length = std::min(chunk, seen.record.size - place.first);
    const auto& request = call.exchange.request();
    if (request.content_length && *request.content_length != place.length)
        return wrong("the chunk must have " + std::to_string(place.length) + " bytes");
    const auto field = request.fields.joined("content-digest");
    if (!field) return place;
    const auto digest = http::parse_digest(*field);
    if (!digest) return digest.error();
    if (*digest) place.sha256.assign((*digest)->begin(), (*digest)->end());
    return place;
}

/// True: the chunk was there before.
task<result<bool>> write_chunk(route_call& call, const transfer::upload_view& seen,
                               chunk_place place)
{
    transfer::write_order order;
    order.id = seen.record.id;
    order.first = place.first;
    order.length = place.length;
    order.alone = false;
    order.all_or_nothing = true;
    const auto limit = upload_limit();
    auto interrupt = interrupter(call.exchange);
    auto writer =
        co_await call.shared.uploads->write(std::move(order), std::move(interrupt), limit);
    if (!writer) co_return writer.error();
    if (!place.sha256.empty()) (*writer)->hash_with(storage::checksum_kind::sha256);
    const auto poured = co_await pour_body(call.exchange, **writer, limit);
    if (!poured) co_return poured.error();
    const auto done = co_await (*writer)->finish(place.sha256, limit);
    if (!done) co_return done.error();
    co_return (*writer)->already_there();
}

} // namespace

task<void> create_upload(route_call& call)
{
    const auto made = co_await created(call);
    if (!made) {
        co_await answer_error(call, made.error(), error_shape::problem);
        co_return;
    }
    auto reply = json_response(201, upload_document(*made));
    reply.fields.set("location", "/api/v1/uploads/" + made->record.id);
    co_await answer(call, std::move(reply));
}

task<void> show_upload(route_call& call)
{
    const auto seen = co_await asked_upload(call);
    if (!seen) {
        co_await answer_error(call, seen.error(), error_shape::problem);
        co_return;
    }
    auto reply = json_response(200, upload_document(*seen));
    co_await answer(call, std::move(reply));
}

task<void> put_chunk(route_call& call)
{
    const auto seen = co_await asked_upload(call);
    const auto place = seen ? chunk_in(call, *seen) : result<chunk_place>(seen.error());
    if (!place) {
        co_await answer_error(call, place.error(), error_shape::problem);
        co_return;
    }
    const auto before = co_await write_chunk(call, *seen, *place);
    if (!before) {
        co_await answer_error(call, before.error(), error_shape::problem);
        co_return;
    }
    const auto after = co_await call.shared.uploads->status(seen->record.id);
    json shown = {{"chunk", place->number}};
    if (after) shown["received_bytes"] = after->durable.bytes();
    auto reply = json_response(*before ? 200 : 201, shown);
    co_await answer(call, std::move(reply));
}

/// The digest of the whole file in Repr-Digest; empty: not given.
result<byte_buffer> promised_digest(const http::request& request)
{
    const auto field = request.fields.joined("repr-digest");
    if (!field) return byte_buffer();
    const auto digest = http::parse_digest(*field);
    if (!digest) return digest.error();
    if (!*digest) return byte_buffer();
    return byte_buffer((*digest)->begin(), (*digest)->end());
}

task<void> complete_upload(route_call& call)
{
    const auto seen = co_await asked_upload(call);
    auto promised = promised_digest(call.exchange.request());
    if (!seen || !promised) {
        auto why = !seen ? seen.error() : promised.error();
        co_await answer_error(call, std::move(why), error_shape::problem);
        co_return;
    }
    auto id = seen->record.id;
    auto peer = call.exchange.peer();
    const auto made = co_await call.shared.uploads->complete(std::move(id), std::move(peer),
                                                             std::move(*promised));
    if (!made) {
        co_await answer_error(call, made.error(), error_shape::problem);
        co_return;
    }
    auto reply = json_response(200, published_document(*seen, *made));
    co_await answer(call, std::move(reply));
}

task<void> cancel_upload(route_call& call)
{
    const auto seen = co_await asked_upload(call);
    auto ended = seen ? result<>(ok) : result<>(seen.error());
    if (seen) {
        auto id = seen->record.id;
        ended = co_await call.shared.uploads->cancel(std::move(id));
    }
    if (!ended) {
        co_await answer_error(call, ended.error(), error_shape::problem);
        co_return;
    }
    http::response reply(204);
    co_await answer(call, std::move(reply));
}

} // namespace sluice::server
