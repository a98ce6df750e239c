#include "server/server.hpp"

#include "server/admin/admin_door.hpp"
#include "server/http/http_service.hpp"
#include "server/jobs/job_desk.hpp"
#include "server/session.hpp"

#include <algorithm>

namespace sluice::server {
namespace {

/// Pulls that do not finish while the server drains are ended a little before everything is, so
/// that what came of them is written down.
std::chrono::milliseconds before_the_end_of(std::chrono::milliseconds span)
{
    return span - std::min<std::chrono::milliseconds>(span / 10, std::chrono::milliseconds(500));
}

std::vector<std::unique_ptr<loop>> make_loops(host& shared, unsigned threads)
{
    const auto count = threads > 0 ? threads : std::max(1U, std::thread::hardware_concurrency());
    std::vector<std::unique_ptr<loop>> loops;
    for (unsigned i = 0; i < count; ++i)
        loops.push_back(std::make_unique<loop>(shared));
    return loops;
}

} // namespace

server::server(host& shared, unsigned threads)
    : shared_(shared),
      loops_(make_loops(shared, threads)),
      control_(loops_.front()->context().get_executor(), [this](std::exception_ptr thrown) {
          // A bug in the program's own coroutines: there is nothing sensible left to serve with.
          stop();
          std::rethrow_exception(thrown);
      })
{
    shared_.stop_server = [this] { asio::post(executor(), [this] { stop(); }); };
}

server::~server()
{
    shared_.stop_server = {};
}

result<> server::listen_locally(const std::string& path)
{
    auto made = net::local_acceptor::listen(executor(), path);
    if (!made) return made.error();
    admin_acceptor_.emplace(std::move(*made));
    return ok;
}

void server::accept_admins()
{
    control_.spawn(admin_acceptor_->run([this](unique_fd connected) {
        auto admitted = admit_admin(connected, shared_.log);
        if (admitted) loops_.front()->take_admin(std::move(connected), std::move(*admitted));
    }));
}

result<std::string> server::listen(const std::string& address, std::uint16_t port)
{
    auto made = net::acceptor::listen(executor(), address, port);
    if (!made) return made.error();
    acceptor_.emplace(std::move(*made));
    name_ = acceptor_->name();
    return name_;
}

result<std::string> server::listen_for_http(const std::string& address, std::uint16_t port)
{
    auto made = net::acceptor::listen(executor(), address, port);
    if (!made) return made.error();
    http_acceptor_.emplace(std::move(*made));
    return http_acceptor_->name();
}

void server::use(http_service& http)
{
    http_ = &http;
    shared_.http = [&http](std::unique_ptr<net::byte_stream> stream) {
        return http.serve(std::move(stream));
    };
    shared_.http_for_admin = [&http](std::unique_ptr<net::byte_stream> stream) {
        return http.serve(std::move(stream), caller::admin);
    };
}

void server::hand_over(unique_fd connected, asio::ip::tcp protocol, port_use port)
{
    ++shared_.accepted;
    loops_[next_loop_]->take(std::move(connected), protocol, port);
    next_loop_ = (next_loop_ + 1) % loops_.size();
}

void server::accept_on(net::acceptor& on, port_use port)
{
    const auto protocol = on.protocol();
    control_.spawn(on.run([this, protocol, port](unique_fd connected) {
        hand_over(std::move(connected), protocol, port);
    }));
}

void server::run()
{
    accept_on(*acceptor_, http_acceptor_ ? port_use::native : port_use::any);
    if (http_acceptor_) accept_on(*http_acceptor_, port_use::http);
    if (admin_acceptor_) accept_admins();
    std::vector<std::thread> threads;
    for (std::size_t i = 1; i < loops_.size(); ++i)
        threads.emplace_back([one = loops_[i].get()] { one->run(); });
    loops_.front()->run();
    for (auto& t : threads)
        t.join();
    shared_.ledger.flush();
    if (shared_.receipts) shared_.receipts->flush();
    shared_.pool.join();
}

void server::stop()
{
    if (stopping_) return;
    stopping_ = true;
    shared_.stopping = true;
    acceptor_->close();
    if (http_acceptor_) http_acceptor_->close();
    if (admin_acceptor_) admin_acceptor_->close();
    control_.cancel();
    const std::chrono::milliseconds span(shared_.drain_ms.load());
    for (const auto& one : shared_.sessions.all())
        one->drain(span);
    for (const auto& one : shared_.agents.all()) // the others are told by their sessions
        if (one->facts().door == "json")
            one->close(fail(errc::going_away, "agent", "the server stops"));
    if (http_) http_->drain();
    if (shared_.jobs) shared_.jobs->stop(deadline::after(before_the_end_of(span)));
    for (const auto& one : loops_)
        one->stop(deadline::after(span));
}

} // namespace sluice::server
