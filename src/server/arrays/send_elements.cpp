#include "server/arrays/send_elements.hpp"

#include "async/on_pool.hpp"
#include "base/rfc3339.hpp"
#include "http/content_disposition.hpp"
#include "http/problem.hpp"
#include "server/arrays/array_answer.hpp"
#include "server/arrays/element_source.hpp"
#include "server/files/file_answer.hpp"
#include "server/files/file_body.hpp"
#include "server/uploads/upload_answer.hpp"

namespace sluice::server {
namespace {

/// One array on its way out.
class element_answer {
public:
    element_answer(route_call& call, opened_array from, array_wish wish)
        : call_(call),
          record_(std::move(from.record)),
          header_(std::move(from.header)),
          file_(std::move(from.file)),
          wish_(std::move(wish)),
          started_ns_(real_time_ns())
    {
    }

    /// JSON has these members too, and errors this shape.
    void wrap(nlohmann::json members, error_shape shape)
    {
        members_ = std::move(members);
        shape_ = shape;
    }

    task<void> run()
    {
        const auto ready = co_await prepare();
        if (!ready) {
            co_await answer_error(call_, ready.error(), shape_);
            co_return;
        }
        const bool text = wish_.form == array_form::json || wish_.form == array_form::csv;
        if (wish_.form == array_form::json && is_too_long()) {
            auto refused = too_long();
            co_await answer(call_, std::move(refused));
            co_return;
        }
        auto sent = result<>(ok);
        if (text)
            sent = co_await send_text();
        else
            sent = co_await send_bytes();
        if (sent && call_.exchange.request().method != "HEAD")
            note_download(call_, "arrays/" + record_.name, started_ns_, std::nullopt);
        if (!sent) call_.exchange.close_after();
    }

private:
    task<result<>> prepare()
    {
        auto open = [this] { return element_source::open(file_.descriptor(), header_, wish_); };
        auto opened = co_await on_pool(call_.shared.pool, std::move(open));
        if (!opened) co_return opened.error();
        source_ = std::move(*opened);
        for (bool done = false; !done;) {
            auto gather = [this] { return source_->gather(); };
            const auto some = co_await on_pool(call_.shared.pool, std::move(gather));
            if (!some) co_return some.error();
            done = *some;
        }
        co_return ok;
    }

    /// What stands in front of the elements.
    std::string front_text() const
    {
        if (wish_.form != array_form::json) return {};
        auto members = members_;
        members["shape"] = source_->axes();
        auto text = members.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
        text.pop_back();
        return text + ",\"data\":";
    }

    bool is_too_long() const
    {
        return array::json_estimate(source_->type(), source_->axes()) > call_.shared.array_json;
    }

    /// 413, with the address of the bytes.
    http::response too_long() const
    {
        const auto binary = address_of(record_);
        const std::string why = "as JSON it would be too long; its bytes are at " + binary;
        nlohmann::json document = {{"status", "error"}, {"message", why}};
        if (shape_ == error_shape::problem)
            document = {{"type", "about:blank"},
                        {"title", "Content Too Large"},
                        {"status", 413},
                        {"code", "too_large"},
                        {"detail", why},
                        {"retryable", false},
                        {"request_id", call_.exchange.request_id()}};
        document["binary"] = binary;
        auto made = json_response(413, document);
        if (shape_ == error_shape::problem)
            made.fields.set("content-type", http::problem_media_type);
        return made;
    }

    http::response head() const
    {
        http::response made(200);
        made.fields.set("content-type", media_type_of(wish_.form));
        const auto name = record_.name + std::string(ending_of(wish_.form));
        made.fields.set("content-disposition", http::content_disposition("attachment", name));
        made.fields.set("cache-control", "no-cache");
        made.fields.set("vary", "accept");
        made.fields.set("x-content-type-options", "nosniff");
        made.fields.set("x-array-dtype", array::to_text(source_->type()));
        made.fields.set("x-array-shape", array::to_text(source_->axes()));
        return made;
    }

    task<result<>> send_bytes()
    {
        std::string front;
        if (wish_.form == array_form::npy) {
            array::npy_header shown;
            shown.type = source_->type();
            shown.axes = source_->axes();
            front = array::npy_header_text(shown);
        }
        auto first = head();
        const auto length = front.size() + source_->bytes();
        const auto begun = co_await call_.exchange.send_head(std::move(first), length);
        const bool over = call_.exchange.request().method == "HEAD";
        if (!begun || over) co_return begun;
        const auto next = source_->bytes() > 0 ? net::follow_up::more : net::follow_up::nothing;
        const auto put = co_await call_.exchange.write(as_bytes(front), next);
        if (!put) co_return put;
        auto sent = result<>(ok);
        if (source_->run() && !record_.growing)
            sent = co_await send_run(*source_->run());
        else
            sent = co_await send_gathered();
        co_return sent;
    }

    task<result<>> send_run(array::byte_run run)
    {
        const http::byte_range range{run.offset, run.bytes};
        const auto sent = co_await send_file_bytes(call_, file_, range);
        co_return sent;
    }

    task<result<>> send_gathered()
    {
        while (true) {
            auto read = [this] { return source_->next(); };
            const auto some = co_await on_pool(call_.shared.pool, std::move(read));
            if (!some) co_return some.error();
            if (some->empty()) co_return ok;
            co_await pace(call_, some->size());
            const auto sent = co_await call_.exchange.write(*some);
            if (!sent) co_return sent;
        }
    }

    task<result<>> send_text()
    {
        auto first = head();
        const auto begun = co_await call_.exchange.send_head(std::move(first));
        const bool over = call_.exchange.request().method == "HEAD";
        if (!begun || over) co_return begun;
        const auto front = front_text();
        auto put = co_await call_.exchange.write(as_bytes(front), net::follow_up::more);
        while (put) {
            auto read = [this] { return source_->next_text(); };
            const auto some = co_await on_pool(call_.shared.pool, std::move(read));
            if (!some) co_return some.error();
            if (some->empty()) break;
            co_await pace(call_, some->size());
            put = co_await call_.exchange.write(as_bytes(*some), net::follow_up::more);
        }
        const std::string_view back = front.empty() ? "" : "}\n";
        if (put && !back.empty()) put = co_await call_.exchange.write(as_bytes(back));
        if (put) put = co_await call_.exchange.end_body();
        co_return put;
    }

    route_call& call_;
    state::array_record record_;
    array::npy_header header_;
    served_file file_;
    array_wish wish_;
    std::int64_t started_ns_;
    nlohmann::json members_ = nlohmann::json::object(); // of JSON
    error_shape shape_ = error_shape::problem;
    std::unique_ptr<element_source> source_;
};

} // namespace

task<void> answer_elements(route_call& call, opened_array from, array_wish wish)
{
    if (wish.form == array_form::npy && wish.whole() && !from.record.growing) {
        file_presentation how;
        how.name = from.record.name + ".npy";
        how.what = "arrays/" + from.record.name;
        how.content_type = media_type_of(array_form::npy);
        served_file file(std::move(from.file));
        co_await answer_file(call, std::move(file), std::move(how));
        co_return;
    }
    const std::string dtype = wish.buckets > 0 ? "<f8" : from.record.dtype;
    nlohmann::json members = {{"name", from.record.name}, {"dtype", dtype}};
    element_answer one(call, std::move(from), std::move(wish));
    one.wrap(std::move(members), error_shape::problem);
    co_await one.run();
}

task<void> answer_document(route_call& call, opened_array from, nlohmann::json members,
                           error_shape shape)
{
    array_wish wish;
    wish.form = array_form::json;
    element_answer one(call, std::move(from), std::move(wish));
    one.wrap(std::move(members), shape);
    co_await one.run();
}

} // namespace sluice::server
