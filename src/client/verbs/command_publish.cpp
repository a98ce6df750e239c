#include "base/escape.hpp"
#include "client/stream/publish_source.hpp"
#include "client/stream/read_numbers.hpp"
#include "client/stream/topic_request.hpp"
#include "client/verbs/commands.hpp"

#include <fmt/format.h>

namespace sluice::client {
namespace {

constexpr std::size_t read_at_once = 64U << 10U;

/// Turns what comes from a source into whole messages.
class message_cutter {
public:
    message_cutter(std::size_t message, bool keeps_bounds, std::optional<number_reader> numbers)
        : message_(message),
          keeps_bounds_(keeps_bounds),
          numbers_(std::move(numbers))
    {
    }

    /// The whole messages that there are now; a view until the next call.
    result<byte_view> take(byte_view bytes)
    {
        begun_.erase(begun_.begin(), begun_.begin() + static_cast<std::ptrdiff_t>(given_));
        given_ = 0;
        if (numbers_) {
            const auto read = numbers_->take(as_text(bytes));
            if (!read) return read.error();
            append(begun_, *read);
        } else if (keeps_bounds_ && bytes.size() % message_ != 0) {
            ++odd_;
        } else {
            append(begun_, bytes);
        }
        given_ = begun_.size() - begun_.size() % message_;
        return byte_view(begun_).first(given_);
    }

    result<byte_view> finish() { return numbers_ ? take(as_bytes("\n")) : take({}); }

    /// Bytes of a message that did not come to its end; datagrams of another size.
    std::size_t left() const { return begun_.size() - given_; }
    std::uint64_t odd() const { return odd_; }

private:
    std::size_t message_;
    bool keeps_bounds_;
    std::optional<number_reader> numbers_;
    byte_buffer begun_;
    std::size_t given_ = 0;
    std::uint64_t odd_ = 0;
};

/// Publishes until the source ends, or so many messages. Errors: those of source and link.
task<result<>> pump(publish_source& from, topic_link& into, message_cutter& cutter,
                    std::uint64_t most)
{
    byte_buffer buffer(std::max(read_at_once, into.message_bytes()));
    std::uint64_t done = 0;
    while (most == 0 || done < most) {
        const auto got = co_await from.read(buffer);
        if (!got) co_return got.error();
        const auto whole = *got > 0 ? cutter.take(byte_view(buffer).first(*got)) : cutter.finish();
        if (!whole) co_return whole.error();
        auto bytes = *whole;
        if (most > 0)
            bytes = bytes.first(std::min(bytes.size(), (most - done) * into.message_bytes()));
        done += bytes.size() / into.message_bytes();
        if (!bytes.empty()) {
            const auto sent = co_await into.publish(bytes);
            if (!sent) co_return sent.error();
        }
        if (*got == 0) break;
    }
    co_return ok;
}

} // namespace

task<exit_code> commands::publish_topic(std::string name, std::string from)
{
    const auto wanted = publication_of(context_.loaded, std::move(name), from == "demo");
    if (!wanted) co_return failed(wanted.error());
    auto source = open_source(context_.executor, from, context_.loaded.boolean("follow"));
    if (!source) co_return failed(source.error());
    auto link = co_await open_topic(*wanted);
    if (!link) co_return failed(link.error());
    std::optional<number_reader> numbers;
    if (context_.loaded.boolean("text")) {
        auto made = number_reader::make((*link)->layout().element);
        if (!made) co_return failed(made.error());
        numbers = std::move(*made);
    }
    message_cutter cutter((*link)->message_bytes(), (*source)->keeps_bounds(), std::move(numbers));
    const auto most = static_cast<std::uint64_t>(context_.loaded.integer("count"));
    const auto pumped = co_await pump(**source, **link, cutter, most);
    const auto taken = co_await (*link)->finish();
    if (!pumped) co_return failed(pumped.error());
    if (!taken) co_return failed(taken.error());
    if (as_json()) {
        json document;
        document["schema"] = 1;
        document["messages"] = *taken;
        document["bytes_left_over"] = cutter.left();
        document["datagrams_refused"] = cutter.odd();
        context_.out.result(json_text(document));
    } else {
        context_.out.say(fmt::format("{} messages published", *taken));
    }
    if (cutter.left() > 0 && most == 0)
        co_return failed(fail(errc::unfinished, "publish",
                              std::to_string(cutter.left()) + " bytes are no whole message"));
    co_return exit_code::done;
}

} // namespace sluice::client
