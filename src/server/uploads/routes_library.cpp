#include "server/uploads/routes_library.hpp"

#include "async/on_pool.hpp"
#include "base/rfc3339.hpp"
#include "server/files/file_answer.hpp"
#include "server/uploads/library_answer.hpp"
#include "server/uploads/library_form.hpp"
#include "server/uploads/upload_answer.hpp"
#include "transfer/give/library.hpp"

namespace sluice::server {
namespace {

using json = nlohmann::json;

/// Who may see a file of the library: its owner, and everybody where it has none.
bool may_see(const route_call& call, const state::library_record& record)
{
    return record.owner.empty() || record.owner == call.who.name ||
           call.who.may(state::right::admin);
}

json listed(const state::library_record& record)
{
    return {{"id", record.id},
            {"filename", record.filename},
            {"size", record.size},
            {"content_type", record.content_type},
            {"upload_date", format_rfc3339(record.uploaded_ns)}};
}

/// Before the first byte, as far as Content-Length tells; the file is judged again once it is here.
task<result<>> judge_room(const route_call& call, transfer::upload_desk& desk)
{
    constexpr std::uint64_t around = 1U << 20U; // heads and fields
    const auto announced = call.exchange.request().content_length.value_or(0);
    if (announced <= around) co_return ok;
    auto work = [&desk, size = announced - around] { return desk.judge_room(size); };
    const auto judged = co_await on_pool(call.shared.pool, std::move(work));
    co_return judged;
}

task<result<transfer::published_upload>> taken_in(route_call& call)
{
    const auto desk = desk_of(call);
    if (!desk) co_return desk.error();
    const auto room = co_await judge_room(call, **desk);
    if (!room) co_return room.error();
    auto form = co_await receive_form(call, call.shared.max_upload);
    if (!form) co_return form.error();
    if (!form->spool || form->filename.empty())
        co_return fail(errc::bad_usage, "form", "a file is wanted in the part 'file'");
    transfer::upload_order order;
    order.place = state::upload_place::library;
    order.target = form->filename;
    order.door = "form";
    order.owner = call.who.name;
    auto peer = call.exchange.peer();
    auto made =
        co_await (*desk)->take_in(std::move(order), std::move(form->spool), std::move(peer));
    co_return made;
}

task<result<transfer::opened_library_file>> open_asked(route_call& call)
{
    const auto desk = desk_of(call);
    if (!desk) co_return desk.error();
    auto work = [id = call.parameters.at("id"), desk = *desk] {
        return transfer::library(desk->shared()).open(id);
    };
    auto opened = co_await on_pool(call.shared.pool, std::move(work));
    if (!opened) co_return opened.error();
    if (!may_see(call, opened->record)) co_return fail(errc::not_found, "library");
    co_return opened;
}

} // namespace

task<void> send_library_file(route_call& call)
{
    const auto made = co_await taken_in(call);
    if (!made) {
        co_await answer_library_error(call, made.error());
        co_return;
    }
    auto reply = json_response(201, library_document(*made));
    reply.fields.set("location", "/api/files/" + made->id);
    co_await answer(call, std::move(reply));
}

task<void> list_library(route_call& call)
{
    const auto desk = desk_of(call);
    if (!desk) {
        co_await answer_library_error(call, desk.error());
        co_return;
    }
    auto work = [desk = *desk] { return transfer::library(desk->shared()).list(); };
    const auto files = co_await on_pool(call.shared.pool, std::move(work));
    if (!files) {
        co_await answer_library_error(call, files.error());
        co_return;
    }
    auto all = json::array();
    for (const auto& record : *files)
        if (may_see(call, record)) all.push_back(listed(record));
    auto reply = json_response(200, all);
    co_await answer(call, std::move(reply));
}

task<void> get_library_file(route_call& call)
{
    auto opened = co_await open_asked(call);
    if (!opened) {
        co_await answer_library_error(call, opened.error());
        co_return;
    }
    file_presentation how;
    how.name = opened->record.filename;
    how.what = "/api/files/" + opened->record.id;
    how.content_type = opened->record.content_type;
    how.errors = error_shape::message;
    served_file file(std::move(opened->file));
    co_await answer_file(call, std::move(file), std::move(how));
}

task<void> delete_library_file(route_call& call)
{
    const auto opened = co_await open_asked(call);
    auto removed = opened ? result<>(ok) : result<>(opened.error());
    if (opened) {
        auto work = [id = opened->record.id, desk = call.shared.uploads.get()] {
            return transfer::library(desk->shared()).remove(id);
        };
        removed = co_await on_pool(call.shared.pool, std::move(work));
    }
    if (!removed) {
        co_await answer_library_error(call, removed.error());
        co_return;
    }
    http::response reply(204);
    co_await answer(call, std::move(reply));
}

} // namespace sluice::server
