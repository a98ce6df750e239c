#include "server/pickup/zip_answer.hpp"

#include "async/on_pool.hpp"
#include "base/rfc3339.hpp"
#include "http/byte_ranges.hpp"
#include "http/content_disposition.hpp"
#include "http/percent.hpp"
#include "http/problem.hpp"
#include "server/pickup/zip_body.hpp"

namespace sluice::server {
namespace {

using http::range_choice;

http::problem problem_of(int status, std::string_view code, std::string_view detail)
{
    http::problem made;
    made.status = status;
    made.code = code;
    made.detail = detail;
    return made;
}

/// 304, 412 or 416 where one of them is the answer.
std::optional<http::response> answer_without_body(const route_call& call, const zip_plan& plan,
                                                  const http::validators& current,
                                                  const range_choice& chosen)
{
    const auto& asked = call.exchange.request();
    const auto judged = http::judge_conditions(asked.method, asked.fields, current);
    std::optional<http::response> made;
    if (judged == http::verdict::not_modified) {
        made.emplace(304);
    } else if (judged == http::verdict::failed) {
        auto why = problem_of(412, "precondition_failed", "this is another version of the folder");
        why.request_id = call.exchange.request_id();
        made = http::problem_response(why);
    } else if (chosen.what == range_choice::kind::unsatisfiable) {
        auto why = problem_of(416, "range_not_satisfiable", "no byte of the range is in the zip");
        why.request_id = call.exchange.request_id();
        made = http::problem_response(why);
        made->fields.set("content-range", http::unsatisfied_range(plan.layout().size()));
    }
    if (made) made->fields.set("etag", http::format_etag(plan.etag()));
    return made;
}

http::response head_of(std::string_view name)
{
    http::response head(200);
    head.fields.set("content-type", "application/zip");
    head.fields.set("content-disposition", http::content_disposition("attachment", name));
    head.fields.set("x-content-type-options", "nosniff");
    head.fields.set("cache-control", "no-cache");
    return head;
}

task<result<>> send_parts(route_call& call, zip_plan& plan, http::response head,
                          const http::multipart_ranges& parts)
{
    head.fields.set("content-type", parts.content_type());
    const auto begun = co_await call.exchange.send_head(std::move(head), parts.length());
    if (!begun) co_return begun;
    zip_body body(call, plan);
    for (std::size_t i = 0; i < parts.parts().size(); ++i) {
        const auto text = parts.head(i);
        const auto put = co_await call.exchange.write(as_bytes(text), net::follow_up::more);
        if (!put) co_return put;
        const auto sent = co_await body.send(parts.parts()[i]);
        if (!sent) co_return sent;
    }
    const auto tail = parts.tail();
    const auto ended = co_await call.exchange.write(as_bytes(tail));
    co_return ended;
}

task<result<>> send_stored(route_call& call, zip_plan& plan, http::response head,
                           range_choice chosen)
{
    const auto size = plan.layout().size();
    http::byte_range wanted{0, size};
    if (chosen.what == range_choice::kind::partial) {
        head.status = 206;
        if (chosen.ranges.size() > 1) {
            const std::string type = *head.fields.find("content-type");
            const http::multipart_ranges parts(std::move(chosen.ranges), size, type,
                                               http::random_boundary());
            const auto several = co_await send_parts(call, plan, std::move(head), parts);
            co_return several;
        }
        wanted = chosen.ranges.front();
        head.fields.set("content-range", http::content_range(wanted, size));
    }
    const auto begun = co_await call.exchange.send_head(std::move(head), wanted.length);
    if (!begun || call.exchange.request().method == "HEAD") co_return begun;
    zip_body body(call, plan);
    const auto sent = co_await body.send(wanted);
    co_return sent;
}

void note_in_ledger(route_call& call, const std::string& what, std::int64_t started_ns)
{
    if (!call.shared.state) return;
    state::ledger_record made;
    made.who = call.who.name;
    made.peer = call.exchange.peer();
    made.what = what;
    made.direction = "down";
    made.door = "http";
    made.bytes = call.exchange.sent_bytes();
    made.started_ns = started_ns;
    made.ended_ns = real_time_ns();
    made.result = "ok";
    call.shared.ledger.add(std::move(made));
}

task<result<>> send_zip(route_call& call, const std::shared_ptr<zip_plan>& plan,
                        http::response head, bool deflated)
{
    if (deflated) {
        const auto sent = co_await send_deflated(call, std::move(head), plan);
        co_return sent;
    }
    const auto& asked = call.exchange.request();
    http::validators current;
    current.etag = plan->etag();
    auto chosen = http::choose_ranges(asked.method, asked.fields, current, plan->layout().size());
    auto early = answer_without_body(call, *plan, current, chosen);
    if (early) {
        const auto answered = co_await call.exchange.send(std::move(*early));
        co_return answered;
    }
    head.fields.set("etag", http::format_etag(plan->etag()));
    head.fields.set("accept-ranges", "bytes");
    const auto sent = co_await send_stored(call, *plan, std::move(head), std::move(chosen));
    co_return sent;
}

/// Blocks.
result<std::shared_ptr<zip_plan>> plan_folder(host& shared, const storage::safe_path& folder)
{
    auto sources = sources_below(shared.files, folder, shared.zip_entries);
    if (!sources) return sources.error();
    return zip_plan::make(shared.files, std::move(*sources));
}

} // namespace

task<void> answer_zip(route_call& call, storage::safe_path folder)
{
    const auto started_ns = real_time_ns();
    const auto way = http::query_value(call.exchange.request().query, "zip").value_or("");
    result<std::shared_ptr<zip_plan>> plan =
        fail(errc::bad_usage, "zip", "zip is 'deflate', or nothing");
    if (way.empty() || way == "deflate") {
        auto work = [&] { return plan_folder(call.shared, folder); };
        plan = co_await on_pool(call.shared.pool, std::move(work));
    }
    result<> done = ok;
    if (plan) {
        const std::string name = folder.is_root() ? "files" : std::string(folder.name());
        auto head = head_of(name + ".zip");
        done = co_await send_zip(call, *plan, std::move(head), !way.empty());
    } else {
        done = plan.error();
    }
    const auto status = call.exchange.status();
    if (done && (status == 200 || status == 206) && call.exchange.request().method != "HEAD")
        note_in_ledger(call, folder.text() + "?zip", started_ns);
    if (!done && status == 0) co_await answer_error(call, done.error(), error_shape::problem);
}

} // namespace sluice::server
