#include "transfer/giver_desk.hpp"

#include "proto/status.hpp"
#include "support/run_task.hpp"

namespace sluice::test {
namespace {

/// Runs until the coroutine ended, though others go on.
template <class T>
T run_until_done(asio::io_context& io, task<T> work)
{
    std::optional<T> value;
    auto done = [&](std::exception_ptr thrown, T made) {
        if (thrown) std::rethrow_exception(thrown);
        value.emplace(std::move(made));
    };
    asio::co_spawn(io, std::move(work), done);
    io.restart();
    while (!value && io.run_one() > 0) {
    }
    if (!value) throw std::logic_error("the coroutine did not end");
    return std::move(*value);
}

} // namespace

errc raw_reply::refusal() const
{
    const auto* refused = std::get_if<proto::error_reply>(&message);
    return refused ? static_cast<errc>(refused->status) : errc::internal;
}

giver_desk::giver_desk(giving_folder& folder, pipe_options options)
    : giver_desk(
          [&folder](std::unique_ptr<net::byte_stream> stream) {
              return folder.serve(std::move(stream));
          },
          options)
{
    greet();
}

giver_desk::giver_desk(const far_end& serve, const pipe_options& options)
    : serving_(io_.get_executor(),
               [](std::exception_ptr thrown) { std::rethrow_exception(thrown); })
{
    auto ends = pipe_stream::make(io_.get_executor(), options);
    near_ = std::move(ends.dialled);
    serving_.spawn(serve(std::move(ends.accepted)));
}

raw_reply giver_desk::greet()
{
    send(proto::hello{}, 0);
    return receive();
}

void giver_desk::settle()
{
    run_until_done(io_, []() -> task<bool> {
        co_await let_others_run();
        co_return true;
    }());
}

giver_desk::~giver_desk()
{
    near_->close();
    run_watched(io_);
}

void giver_desk::send(const proto::message& request, std::uint32_t id)
{
    byte_buffer bytes;
    proto::encode(request, id, bytes);
    send(bytes);
}

void giver_desk::send(byte_view bytes)
{
    const auto sent = run_until_done(io_, near_->write(bytes, soon(), net::follow_up::nothing));
    if (!sent) throw std::runtime_error(sent.error().text());
}

void giver_desk::parse(byte_view input)
{
    while (true) {
        const auto next = parser_.next(input);
        if (!next) throw std::runtime_error(next.error().text());
        if (std::holds_alternative<proto::need_more>(*next)) return;
        if (const auto* piece = std::get_if<proto::data_piece>(&*next)) {
            append(coming_.data, piece->bytes);
            if (piece->ends) ++coming_.frames;
            continue;
        }
        const auto& frame = std::get<proto::control_frame>(*next);
        auto message = proto::decode(frame.header.type, frame.body);
        if (!message) throw std::runtime_error(message.error().text());
        coming_.id = frame.header.request_id;
        coming_.message = std::move(*message);
        whole_.push_back(std::exchange(coming_, {}));
    }
}

task<bool> giver_desk::read_more()
{
    byte_buffer some(64U << 10U);
    const auto got = co_await net::read_some(*near_, some, soon());
    if (got) parse(byte_view(some).first(*got));
    co_return bool(got);
}

raw_reply giver_desk::receive()
{
    while (whole_.empty()) {
        const bool more = run_until_done(io_, read_more());
        if (!more) throw std::runtime_error("the connection ended");
    }
    auto first = std::move(whole_.front());
    whole_.pop_front();
    return first;
}

raw_reply giver_desk::ask(const proto::message& request)
{
    send(request, ++last_id_);
    auto reply = receive();
    if (reply.id != last_id_) throw std::runtime_error("the reply to another request");
    return reply;
}

void giver_desk::receive_some(std::size_t bytes)
{
    while (whole_.empty() && coming_.data.size() < bytes) {
        const bool more = run_until_done(io_, read_more());
        if (!more) throw std::runtime_error("the connection ended");
    }
}

bool giver_desk::ended()
{
    return whole_.empty() && !run_until_done(io_, read_more());
}

void giver_desk::wait_until_given_up()
{
    io_.restart();
    while (serving_.size() > 0 && io_.run_one() > 0) {
    }
}

proto::read_request read_of(std::string path, std::uint64_t offset, std::uint64_t length)
{
    proto::read_request made;
    made.path = std::move(path);
    made.offset = offset;
    made.length = length;
    return made;
}

} // namespace sluice::test
