#include "server/library_form.hpp"

#include "async/on_pool.hpp"
#include "http/form_parser.hpp"
#include "server/upload_answer.hpp"

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
    }

    task<result<received_form>> run()
    {
        const auto limit = upload_limit();
        while (true) {
            const auto what = parser_.next();
            if (!what) co_return what.error();
            if (*what == http::form_parser::event::finished) co_return std::move(made_);
            if (*what == http::form_parser::event::hungry) {
                const auto got = co_await call_.exchange.read_body(buffer_, limit);
                if (!got) co_return got.error();
                if (*got == 0) co_return fail(errc::malformed_message, "form", "it is cut short");
                parser_.push(byte_view(buffer_).first(*got));
                continue;
            }
            auto taken = co_await take(*what);
            if (!taken) co_return taken.error();
        }
    }

private:
    bool in_file() const { return parser_.part().name == "file"; }

    task<result<>> take(http::form_parser::event what)
    {
        if (what == http::form_parser::event::part && in_file()) {
            auto begun = co_await begin_file();
            co_return begun;
        }
        if (what != http::form_parser::event::data) co_return ok;
        if (in_file()) {
            auto kept = co_await keep();
            co_return kept;
        }
        auto& field = made_.fields[parser_.part().name];
        if (field.size() + parser_.data().size() > most_field)
            co_return fail(errc::too_large, "form", parser_.part().name);
        field += as_text(parser_.data());
        co_return ok;
    }

    task<result<>> begin_file()
    {
        if (made_.spool) co_return fail(errc::malformed_message, "form", "two files");
        made_.filename = parser_.part().filename.value_or("");
        auto open = [desk = call_.shared.uploads.get()] { return desk->open_spool(); };
        auto opened = co_await on_pool(call_.shared.pool, std::move(open));
        if (!opened) co_return opened.error();
        made_.spool = std::move(*opened);
        co_return ok;
    }

    task<result<>> keep()
    {
        const auto bytes = parser_.data();
        if (bytes.size() > most_ - std::min(most_, made_.spool->size()))
            co_return fail(errc::too_large, "form", "the file");
        auto work = [spool = made_.spool, bytes] { return spool->append(bytes); };
        auto written = co_await on_pool(call_.shared.pool, std::move(work));
        co_return written;
    }

    route_call& call_;
    http::form_parser parser_;
    std::uint64_t most_;
    byte_buffer buffer_;
    received_form made_;
};

} // namespace

task<result<received_form>> receive_form(route_call& call, std::uint64_t most)
{
    constexpr std::uint64_t around = 1U << 20U; // heads and fields
    const auto& request = call.exchange.request();
    const auto* type = request.fields.find("content-type");
    const auto boundary = type != nullptr ? http::form_boundary(*type) : std::nullopt;
    if (!boundary) co_return fail(errc::bad_usage, "form", "multipart/form-data is wanted");
    // Before a byte is read.
    if (request.content_length.value_or(0) > around &&
        *request.content_length - around > most)
        co_return fail(errc::too_large, "form", "the file");
    form_receiver receiver(call, *boundary, most);
    auto made = co_await receiver.run();
    co_return made;
}

} // namespace sluice::server
