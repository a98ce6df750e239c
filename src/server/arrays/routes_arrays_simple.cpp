#include "array/dtype.hpp"
#include "async/on_pool.hpp"
#include "base/parse.hpp"
#include "server/arrays/array_answer.hpp"
#include "server/arrays/receive_array.hpp"
#include "server/arrays/routes_arrays.hpp"
#include "server/arrays/send_elements.hpp"
#include "server/uploads/library_form.hpp"
#include "server/uploads/upload_answer.hpp"

#include <limits>

namespace sluice::server {
namespace {

using json = nlohmann::json;

http::response refusal(int status, const std::string& message)
{
    return json_response(status, {{"status", "error"}, {"message", message}});
}

/// Whatever is wrong with the file is 400, as the predecessor had it.
task<void> answer_simple_error(route_call& call, error why)
{
    if (why == errc::type_refused) why = fail(errc::bad_usage, why.stage(), why.detail());
    co_await answer_error(call, std::move(why), error_shape::status);
}

/// "…/waves.npy" is "waves"; what cannot be a name is "array".
std::string name_for(std::string file)
{
    const auto slash = file.find_last_of("/\\");
    if (slash != file.npos) file.erase(0, slash + 1);
    if (file.size() > 4 && file.ends_with(".npy")) file.resize(file.size() - 4);
    return check_array_name(file) ? file : "array";
}

task<result<state::array_record>> sent_array(route_call& call, received_form form)
{
    array_arrival wanted;
    wanted.name = name_for(form.filename);
    wanted.policy = storage::on_exists::rename;
    const auto made = co_await keep_array(call, std::move(form.spool), std::move(wanted));
    if (!made) co_return made.error();
    auto found = co_await find_array(call, made->name);
    co_return found;
}

task<result<opened_array>> asked_array(route_call& call)
{
    const auto desk = arrays_of(call);
    if (!desk) co_return desk.error();
    constexpr auto most = std::numeric_limits<std::int64_t>::max() - 1;
    const auto index = parse_integer(call.parameters.at("index"), 0, most);
    if (!index) co_return fail(errc::not_found, "array");
    auto work = [desk = *desk, index = *index]() -> result<opened_array> {
        const auto found = desk->find(static_cast<std::uint64_t>(index));
        if (!found) return found.error();
        return desk->open(*found);
    };
    auto made = co_await on_pool(call.shared.pool, std::move(work));
    co_return made;
}

/// All rows, page by page.
result<std::vector<state::array_record>> all_arrays(array_desk& desk)
{
    std::vector<state::array_record> all;
    state::array_query page;
    page.most = 1000;
    while (true) {
        auto some = desk.list(page);
        if (!some) return some;
        all.insert(all.end(), some->begin(), some->end());
        if (some->size() < page.most) return all;
        page.after = all.back().number;
    }
}

} // namespace

task<void> send_simple_array(route_call& call)
{
    const auto desk = arrays_of(call);
    result<received_form> form = fail(errc::cancelled);
    if (desk)
        form = co_await receive_form(call, call.shared.max_upload);
    else
        form = desk.error();
    if (!form) {
        co_await answer_simple_error(call, form.error());
        co_return;
    }
    if (!form->spool) {
        auto missing = refusal(422, "the field 'file' is missing");
        co_await answer(call, std::move(missing));
        co_return;
    }
    const auto made = co_await sent_array(call, std::move(*form));
    if (!made) {
        co_await answer_simple_error(call, made.error());
        co_return;
    }
    auto shown = simple_document(*made);
    shown["status"] = "success";
    shown["index"] = index_of(*made);
    shown["name"] = made->name;
    auto reply = json_response(200, shown);
    co_await answer(call, std::move(reply));
}

task<void> list_simple_arrays(route_call& call)
{
    const auto desk = arrays_of(call);
    result<std::vector<state::array_record>> all = fail(errc::cancelled);
    if (desk) {
        auto work = [desk = *desk] { return all_arrays(*desk); };
        all = co_await on_pool(call.shared.pool, std::move(work));
    } else {
        all = desk.error();
    }
    if (!all) {
        co_await answer_simple_error(call, all.error());
        co_return;
    }
    auto listed = json::array();
    for (const auto& one : *all) {
        auto shown = simple_document(one);
        shown["index"] = index_of(one);
        shown["name"] = one.name;
        listed.push_back(std::move(shown));
    }
    const json shown = {{"count", all->size()}, {"arrays", std::move(listed)}};
    auto reply = json_response(200, shown);
    co_await answer(call, std::move(reply));
}

task<void> get_simple_array(route_call& call)
{
    auto from = co_await asked_array(call);
    if (!from && from.error() == errc::not_found) {
        auto missing = refusal(404, "Array not found");
        co_await answer(call, std::move(missing));
        co_return;
    }
    if (!from) {
        co_await answer_simple_error(call, from.error());
        co_return;
    }
    json members = {{"dtype", array::long_name(from->header.type)}};
    co_await answer_document(call, std::move(*from), std::move(members), error_shape::status);
}

} // namespace sluice::server
