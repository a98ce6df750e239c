#include "async/on_pool.hpp"
#include "http/percent.hpp"
#include "server/uploads/library_answer.hpp"
#include "server/uploads/library_chunks.hpp"
#include "server/uploads/library_form.hpp"
#include "server/uploads/routes_library.hpp"
#include "server/uploads/upload_answer.hpp"

namespace sluice::server {
namespace {

constexpr std::string_view door = "flow";

state::durable_range range_of(const flow_chunk& chunk)
{
    return {chunk.first(), chunk.past()};
}

bool is_there(const transfer::upload_view& seen, const flow_chunk& chunk)
{
    if (seen.record.phase == state::upload_phase::published) return true;
    return seen.record.phase == state::upload_phase::open && seen.durable.covers(range_of(chunk)) &&
           seen.record.size > 0;
}

/// Who killed the program between the last chunk and the completion left a client that has nothing
/// more to send: whoever asks for a chunk of a whole upload has it completed. Errors: as
/// complete, but for those of a completion under way.
task<result<>> complete_if_whole(route_call& call, const transfer::upload_view& seen)
{
    const bool whole = seen.record.phase == state::upload_phase::open && seen.record.size > 0 &&
                       seen.durable.covers({0, seen.record.size});
    if (!whole) co_return ok;
    auto id = seen.record.id;
    auto peer = call.exchange.peer();
    const auto made = co_await call.shared.uploads->complete(std::move(id), std::move(peer));
    if (!made && made.error() != errc::target_busy) co_return made.error();
    co_return ok;
}

transfer::upload_order order_of(const route_call& call, const flow_chunk& chunk)
{
    transfer::upload_order order;
    order.place = state::upload_place::library;
    order.target = chunk.filename;
    order.size = chunk.total_size;
    order.chunk_size = chunk.chunk_size;
    order.key = chunk.identifier;
    order.door = door;
    order.owner = call.who.name;
    return order;
}

/// The spool's bytes into their place in the upload.
task<result<>> write_chunk(route_call& call, const std::string& id, const flow_chunk& chunk,
                           const transfer::upload_spool& spool)
{
    transfer::write_order order;
    order.id = id;
    order.first = chunk.first();
    order.length = chunk.past() - chunk.first();
    order.alone = false;
    order.all_or_nothing = true;
    const auto limit = deadline::after(std::chrono::minutes(10));
    std::function<void()> nothing;
    auto writer = co_await call.shared.uploads->write(std::move(order), std::move(nothing), limit);
    if (!writer) co_return writer.error();
    for (std::uint64_t at = 0; at < spool.size();) {
        const auto room = (*writer)->room();
        auto read = [&spool, at, room] { return spool.read(at, room); };
        const auto got = co_await on_pool(call.shared.pool, std::move(read));
        if (!got) co_return got.error();
        if (*got == 0) co_return fail(errc::io_failed, "flow", "the spool is too short");
        const auto fed = co_await (*writer)->filled(*got, limit);
        if (!fed) co_return fed.error();
        at += *got;
    }
    byte_view unchecked;
    const auto done = co_await (*writer)->finish(unchecked, limit);
    if (!done) co_return done.error();
    co_return ok;
}

task<void> refuse(route_call& call, error why)
{
    co_await answer_library_error(call, std::move(why));
}

/// The answer to a chunk that has been written: the file once it was the last one missing.
task<void> answer_written(route_call& call, std::string id, const flow_chunk& chunk)
{
    auto peer = call.exchange.peer();
    const auto made = co_await call.shared.uploads->complete(id, std::move(peer));
    const auto words = "Chunk " + std::to_string(chunk.number) + " uploaded successfully";
    auto reply = message_response(201, words);
    if (made) reply = json_response(201, library_document(*made));
    const bool waits =
        !made && (made.error() == errc::unfinished || made.error() == errc::target_busy);
    if (!made && !waits) {
        co_await refuse(call, made.error());
        co_return;
    }
    co_await answer(call, std::move(reply));
}

result<flow_chunk> chunk_in(const received_form& form)
{
    auto chunk = read_flow_chunk([&form](const char* name) -> std::optional<std::string> {
        const auto at = form.fields.find(name);
        if (at == form.fields.end()) return std::nullopt;
        return at->second;
    });
    if (!chunk) return chunk;
    if (!form.spool) return fail(errc::bad_usage, "flow", "a file is wanted in the part 'file'");
    if (form.spool->size() != chunk->past() - chunk->first())
        return fail(errc::bad_usage, "flow", "the chunk has another length than announced");
    return chunk;
}

} // namespace

task<void> send_library_chunk(route_call& call)
{
    const auto desk = desk_of(call);
    if (!desk) {
        co_await refuse(call, desk.error());
        co_return;
    }
    auto form = co_await receive_form(call, call.shared.max_upload);
    const auto chunk = form ? chunk_in(*form) : result<flow_chunk>(form.error());
    if (!chunk) {
        co_await refuse(call, chunk.error());
        co_return;
    }
    auto order = order_of(call, *chunk);
    const auto upload = co_await (*desk)->create(std::move(order));
    if (!upload) {
        co_await refuse(call, upload.error());
        co_return;
    }
    if (is_there(*upload, *chunk)) {
        form->spool.reset();
        const auto whole = co_await complete_if_whole(call, *upload);
        if (!whole) {
            co_await refuse(call, whole.error());
            co_return;
        }
        auto reply = message_response(200, "Chunk already exists");
        co_await answer(call, std::move(reply));
        co_return;
    }
    const auto id = upload->record.id;
    const auto written = co_await write_chunk(call, id, *chunk, *form->spool);
    // Its room is free again once the client hears of it.
    form->spool.reset();
    if (!written) {
        co_await refuse(call, written.error());
        co_return;
    }
    co_await answer_written(call, id, *chunk);
}

task<void> ask_library_chunk(route_call& call)
{
    const auto desk = desk_of(call);
    const auto& query = call.exchange.request().query;
    const auto chunk =
        desk
            ? read_flow_chunk([&query](const char* name) { return http::query_value(query, name); })
            : result<flow_chunk>(desk.error());
    if (!chunk) {
        co_await refuse(call, chunk.error());
        co_return;
    }
    auto key = chunk->identifier;
    auto owner = call.who.name;
    const auto seen =
        co_await (*desk)->find_by_key(std::string(door), std::move(owner), std::move(key));
    if (!seen && seen.error() != errc::not_found) {
        co_await refuse(call, seen.error());
        co_return;
    }
    if (seen) {
        const auto whole = co_await complete_if_whole(call, *seen);
        if (!whole) {
            co_await refuse(call, whole.error());
            co_return;
        }
    }
    bool there = seen && is_there(*seen, *chunk) && seen->record.size == chunk->total_size;
    if (there && seen->record.phase == state::upload_phase::published) {
        // Deleted since, it may be sent again.
        auto again = seen->record.id;
        const auto made = co_await (*desk)->complete(std::move(again), std::string());
        there = made && made->name == chunk->filename;
    }
    http::response reply(204);
    if (there) reply = message_response(200, "Chunk already exists");
    co_await answer(call, std::move(reply));
}

} // namespace sluice::server
