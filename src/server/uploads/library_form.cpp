#include "server/uploads/library_form.hpp"

#include "async/on_pool.hpp"
#include "http/multipart.hpp"
#include "server/uploads/upload_answer.hpp"

namespace sluice::server {
namespace {

constexpr std::size_t read_size = 256U << 10U;
constexpr std::size_t most_field = 64U << 10U;

/// One form on its way in.
class form_receiver {
public:
    form_receiver(route_call& call, const std::string& boundary, std::uint64_t most)
        : call_(call),
          parser_(boundary),
          most_(most),
          buffer_(read_size)
    {
        pending_.reserve(2 * read_size);
    }

    task<result<received_form>> run()
    {
        const auto limit = upload_limit();
        while (true) {
            const auto got = co_await call_.exchange.read_body(buffer_, limit);
            if (!got) co_return got.error();
            if (*got == 0) co_return fail(errc::malformed_message, "form", "it is cut short");
            auto left = byte_view(buffer_).first(*got);
            const auto complete = co_await take(left);
            if (!complete) co_return complete.error();
            if (*complete) co_return std::move(made_);
        }
    }

private:
    using event = http::multipart_parser::event;

    /// True: the form is complete.
    task<result<bool>> take(byte_view left)
    {
        while (true) {
            const auto step = parser_.push(left);
            left = left.subspan(step.used);
            if (step.what == event::need_more) break;
            if (step.what == event::complete) co_return true;
            if (step.what == event::refused) co_return refused();
            auto done = result<>(ok);
            if (step.what == event::part && in_file()) done = co_await begin_file();
            if (step.what == event::data) done = note(step.data);
            if (step.what == event::part_end && in_file()) done = co_await flush();
            if (!done) co_return done.error();
        }
        if (pending_.size() >= read_size) {
            const auto kept = co_await flush();
            if (!kept) co_return kept.error();
        }
        co_return false;
    }

    bool in_file() const { return parser_.head().name == "file"; }

    error refused() const
    {
        const bool large = parser_.why().status == 413;
        return fail(large ? errc::too_large : errc::malformed_message, "form",
                    std::string(parser_.why().detail));
    }

    result<> note(byte_view bytes)
    {
        if (!in_file()) {
            auto& field = made_.fields[parser_.head().name];
            if (field.size() + bytes.size() > most_field)
                return fail(errc::too_large, "form", parser_.head().name);
            field += as_text(bytes);
            return ok;
        }
        size_ += bytes.size();
        if (size_ > most_) return fail(errc::too_large, "form", "the file");
        append(pending_, bytes);
        return ok;
    }

    task<result<>> begin_file()
    {
        if (made_.spool) co_return fail(errc::malformed_message, "form", "two files");
        made_.filename = parser_.head().file_name.value_or("");
        auto open = [desk = call_.shared.uploads.get()] { return desk->open_spool(); };
        auto opened = co_await on_pool(call_.shared.pool, std::move(open));
        if (!opened) co_return opened.error();
        made_.spool = std::move(*opened);
        co_return ok;
    }

    task<result<>> flush()
    {
        auto work = [spool = made_.spool, bytes = byte_view(pending_)] {
            return spool->append(bytes);
        };
        auto written = co_await on_pool(call_.shared.pool, std::move(work));
        pending_.clear();
        co_return written;
    }

    route_call& call_;
    http::multipart_parser parser_;
    std::uint64_t most_;
    std::uint64_t size_ = 0; // of the file
    byte_buffer buffer_;
    byte_buffer pending_; // bytes of the file, not yet in the spool
    received_form made_;
};

} // namespace

task<result<received_form>> receive_form(route_call& call, std::uint64_t most)
{
    constexpr std::uint64_t around = 1U << 20U; // heads and fields
    const auto& request = call.exchange.request();
    const auto* type = request.fields.find("content-type");
    const auto boundary = type != nullptr ? http::multipart_boundary(*type) : std::nullopt;
    if (!boundary) co_return fail(errc::bad_usage, "form", "multipart/form-data is wanted");
    // Before a byte is read.
    if (request.content_length.value_or(0) > around && *request.content_length - around > most)
        co_return fail(errc::too_large, "form", "the file");
    form_receiver receiver(call, *boundary, most);
    auto made = co_await receiver.run();
    co_return made;
}

} // namespace sluice::server
