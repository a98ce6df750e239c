#include "server/uploads/tus_creation.hpp"

#include "server/arrays/array_answer.hpp"

namespace sluice::server {
namespace {

/// An upload that becomes an array.
result<> aim_at_array(const route_call& call, const std::map<std::string, std::string>& metadata,
                      transfer::upload_order& order)
{
    const auto desk = arrays_of(call);
    if (!desk) return desk.error();
    const auto tags = check_tags(tus_tags(metadata));
    if (!tags) return tags.error();
    order.target = tus_target(metadata);
    if (order.target.empty()) return fail(errc::bad_name, "tus", "an array needs a name");
    order.place = state::upload_place::array;
    return ok;
}

result<transfer::upload_order> order_of(const route_call& call, const tus_words& words)
{
    transfer::upload_order order;
    order.door = tus_door;
    order.owner = call.who.name;
    order.metadata = to_text(words);
    order.policy = storage::on_exists::rename;
    const auto metadata = parse_tus_metadata(words.metadata);
    if (!metadata) return metadata.error();
    if (words.concat == "partial") {
        order.place = state::upload_place::none;
        return order;
    }
    if (tus_wants_array(*metadata)) {
        if (!words.concat.empty()) return fail(errc::unsupported, "tus", "an array of parts");
        const auto aimed = aim_at_array(call, *metadata, order);
        if (!aimed) return aimed.error();
        return order;
    }
    auto name = tus_target(*metadata);
    if (name.empty()) {
        const auto& above = call.who.prefix.text();
        name = above + (above.empty() ? "" : "/") + "upload-" +
               transfer::random_upload_id().substr(0, 16);
    }
    const auto path = writable_path(call, name);
    if (!path) return path.error();
    order.target = *path;
    return order;
}

} // namespace

result<tus_creation> tus_creation_of(const route_call& call)
{
    const auto& fields = call.exchange.request().fields;
    tus_words words;
    if (const auto metadata = fields.joined("upload-metadata")) words.metadata = *metadata;
    tus_creation made;
    if (const auto* concat = fields.find("upload-concat")) {
        auto parsed = parse_tus_concat(*concat, tus_base);
        if (!parsed) return parsed.error();
        words.concat = *concat;
        made.parts = std::move(parsed->parts);
    }
    auto order = order_of(call, words);
    if (!order) return order.error();
    made.order = std::move(*order);
    if (!made.parts.empty()) return made;
    const auto size = tus_number(call, "upload-length");
    if (!size) return size.error();
    if (*size > call.shared.max_upload) return fail(errc::too_large, "tus", "Upload-Length");
    made.order.size = *size;
    return made;
}

} // namespace sluice::server
