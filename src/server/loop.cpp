#include "server/loop.hpp"

#include "async/with_deadline.hpp"
#include "net/tcp_stream.hpp"

namespace sluice::server {
namespace {

/// What a session throws is a bug: it ends that session alone and is logged.
task_group::on_failure logged(host& shared)
{
    return [&shared](std::exception_ptr thrown) {
        log_event what;
        what.level = log_level::critical;
        what.event = "bug";
        what.code = "internal";
        try {
            std::rethrow_exception(thrown);
        } catch (const std::exception& e) {
            what.detail = e.what();
        } catch (...) {
            what.detail = "unknown exception";
        }
        shared.log.write(what);
    };
}

task<result<>> join_all(task_group& group)
{
    co_await group.join();
    co_return ok;
}

} // namespace

loop::loop(host& shared)
    : shared_(shared),
      work_(asio::make_work_guard(context_)),
      door_(shared, context_.get_executor()),
      sessions_(context_.get_executor(), logged(shared)),
      ends_(context_.get_executor(), logged(shared))
{
}

void loop::run()
{
    context_.run();
}

void loop::let_in(unique_fd connected, asio::ip::tcp protocol, port_use port)
{
    asio::ip::tcp::socket socket(context_);
    std::error_code failed;
    socket.assign(protocol, connected.get(), failed);
    if (failed) return;
    static_cast<void>(connected.release());
    sessions_.spawn(door_.receive(std::make_unique<net::tcp_stream>(std::move(socket)), port));
}

void loop::take(unique_fd connected, asio::ip::tcp protocol, port_use port)
{
    auto shared_fd = std::make_shared<unique_fd>(std::move(connected));
    asio::post(context_, [this, shared_fd, protocol, port] {
        let_in(std::move(*shared_fd), protocol, port);
    });
}

void loop::let_admin_in(unique_fd connected, std::string peer)
{
    if (!shared_.http_for_admin) return;
    asio::ip::tcp::socket socket(context_);
    std::error_code failed;
    socket.assign(asio::ip::tcp::v4(), connected.get(), failed);
    if (failed) return;
    static_cast<void>(connected.release());
    auto stream = std::make_unique<net::tcp_stream>(std::move(socket), std::move(peer));
    sessions_.spawn(shared_.http_for_admin(std::move(stream)));
}

void loop::take_admin(unique_fd connected, std::string peer)
{
    auto shared_fd = std::make_shared<unique_fd>(std::move(connected));
    asio::post(context_, [this, shared_fd, name = std::move(peer)] {
        let_admin_in(std::move(*shared_fd), name);
    });
}

task<void> loop::shut(deadline limit)
{
    door_.shut();
    const auto drained = co_await with_deadline(limit, join_all(sessions_));
    if (!drained) sessions_.cancel();
    co_await sessions_.join();
    work_.reset();
}

void loop::stop(deadline limit)
{
    asio::post(context_, [this, limit] { ends_.spawn(shut(limit)); });
}

} // namespace sluice::server
