#pragma once

#include "net/acceptor.hpp"
#include "net/local_acceptor.hpp"
#include "server/loop.hpp"

#include <optional>

namespace sluice::server {

class http_service;

/// The loops, their threads and the listening socket. made, listening, run, stopped: in this order.
class server {
public:
    /// threads 0: one per core.
    server(host& shared, unsigned threads);
    ~server();

    /// Returns "ADDRESS:PORT" with the port in use. Errors as net::acceptor::listen.
    result<std::string> listen(const std::string& address, std::uint16_t port);

    /// Listens for HTTP too, on a port of its own; the first one then speaks the native protocol
    /// only. As listen otherwise.
    result<std::string> listen_for_http(const std::string& address, std::uint16_t port);

    /// Opens the admin socket, a Unix socket of this name. Errors as net::local_acceptor::listen.
    result<> listen_locally(const std::string& path);

    /// Who answers HTTP; must outlive run(). Without it there is no HTTP.
    void use(http_service& http);

    /// Serves until stop() is through; the first loop runs on the calling thread.
    void run();

    /// Stops accepting, drains the sessions for as long as the settings say, cancels the rest and
    /// the control coroutines. On the first loop; a second call does nothing.
    void stop();

    /// For the program's own coroutines (signals, prompt); they run on the first loop.
    task_group& control() { return control_; }
    asio::any_io_executor executor() { return loops_.front()->context().get_executor(); }

    host& shared() { return shared_; }
    http_service* http() { return http_; }
    const std::string& name() const { return name_; }

private:
    void hand_over(unique_fd connected, asio::ip::tcp protocol, port_use port);
    void accept_on(net::acceptor& on, port_use port);
    void accept_admins();

    host& shared_;
    http_service* http_ = nullptr;
    std::vector<std::unique_ptr<loop>> loops_;
    task_group control_;
    std::optional<net::acceptor> acceptor_;
    std::optional<net::acceptor> http_acceptor_;
    std::optional<net::local_acceptor> admin_acceptor_;
    std::string name_;
    std::size_t next_loop_ = 0;
    bool stopping_ = false;
};

} // namespace sluice::server
