#include "client/schedule/fresh_archive.hpp"

#include "fetch/api_error.hpp"
#include "fetch/fetch.hpp"
#include "fetch/file_name.hpp"
#include "storage/chunking.hpp"

namespace sluice::client {
namespace {

constexpr const char* receiving = "receiving";

std::string part_source(const pull_order& order)
{
    return "pickup " + order.name;
}

std::string part_name(const pull_order& order)
{
    return order.name + ".zip";
}

} // namespace

part_terms fresh_archive::terms(storage::target_folder& into)
{
    part_terms made{storage::system_file_calls(),
                    into,
                    part_source(order_),
                    part_name(order_),
                    order_.most_bytes,
                    {}};
    made.remember = [this](const part_memory& part) -> result<void> {
        document_.begin_anew();
        // A part is kept by whole chunks: the rest of a single one is all of it.
        if (part.size <= storage::chunk_size_for(part.size)) return ok;
        document_.set("etag", part.etag);
        document_.set("size", part.size);
        return document_.step_to(receiving);
    };
    return made;
}

/// If-Range of the archive whose beginning is here.
result<void> fresh_archive::ask_for_rest(part_sink& sink, fetch::request& what) const
{
    if (!document_.is_at(receiving)) return ok;
    const part_memory known{document_.text("etag"), part_name(order_), document_.number("size")};
    const auto there = sink.resume(known);
    if (!there) return there.error();
    // All of it is here, and its receipt is not: the server offers the files again.
    if (*there == 0 || *there == known.size) return ok;
    what.fields.set("range", "bytes=" + std::to_string(*there) + "-");
    what.fields.set("if-range", known.etag);
    return ok;
}

result<bool> fresh_archive::receive(const fetch::access& how, deadline limit)
{
    auto into = storage::target_folder::open(storage::system_file_calls(), order_.into);
    if (!into) return into.error();
    part_sink sink(terms(**into));
    fetch::request what;
    what.target = order_.api + order_.path + "?confirm=manual";
    const auto ready = ask_for_rest(sink, what);
    if (!ready) return ready.error();
    const auto came = fetch::ask(what, how, {limit, desk_.stop, &sink});
    bytes_ = sink.received();
    if (came) return take(sink, *came);
    if (!document_.is_at(receiving) || came.error() == errc::too_large) forget_part(sink);
    return came.error();
}

result<bool> fresh_archive::take(part_sink& sink, const fetch::answer& came)
{
    if (came.status == 404) {
        // Nothing is fresh; an unknown project looks the same, until it is made.
        detail_ = fetch::api_error(came).detail();
        return false;
    }
    if (came.status != 200 && came.status != 206) return fetch::api_error(came);
    const auto noted = note_received(sink, came);
    if (noted) return true;
    forget_part(sink);
    return noted.error();
}

result<void> fresh_archive::note_received(part_sink& sink, const fetch::answer& came)
{
    const auto whole = sink.finish();
    if (!whole) return whole.error();
    if (!*whole) return fail(errc::malformed_message, "fetch", order_.path + ": no body");
    const auto synced = sink.part()->sync();
    if (!synced) return synced;
    const auto* receipt = came.fields.find("sluice-receipt");
    document_.begin_anew();
    document_.set("receipt", receipt ? *receipt : "");
    document_.set("part", storage::part_names_for(part_name(order_), part_source(order_)).part);
    document_.set("name", fetch::offered_name(came));
    document_.set("into", std::filesystem::absolute(order_.into).string());
    document_.set("unpack", order_.unpack);
    return document_.step_to("received");
}

void fresh_archive::forget_part(part_sink& sink)
{
    sink.discard();
    const auto ignored = document_.forget();
    static_cast<void>(ignored);
}

} // namespace sluice::client
