#pragma once

#include "net/tcp_stream.hpp"
#include "server/first_byte.hpp"
#include "server/host.hpp"

#include <set>

namespace sluice::server {

/// Where connections of one loop come in: counts them, opens TLS where it is spoken, and finds out
/// by the first byte which protocol it shall be. Outlives its connections.
class door {
public:
    door(host& shared, asio::any_io_executor loop) : shared_(shared), loop_(std::move(loop)) {}

    /// Serves one connection to its end. It has login-limit from now on to have logged in.
    task<void> receive(std::unique_ptr<net::tcp_stream> caller, port_use port);

    /// Ends the connections that have not said what they speak, and those that come later.
    void shut();

private:
    struct opened;
    class watched;

    task<result<std::unique_ptr<opened>>> open(std::unique_ptr<net::tcp_stream> caller,
                                               port_use port, deadline limit);
    task<result<>> open_tls(std::unique_ptr<net::tcp_stream> caller, opened& into, deadline limit);
    task<result<std::byte>> first_byte(net::byte_stream& from, deadline limit);
    task<void> serve(opened& one, admission_place place, deadline limit);
    task<void> turn_away(std::unique_ptr<net::tcp_stream> caller, error why);
    task<void> refuse(std::unique_ptr<net::byte_stream> whom, spoken what, error why);
    void note(const std::string& peer, const error& why);

    host& shared_;
    asio::any_io_executor loop_;
    std::set<net::byte_stream*> waiting_;
    bool shut_ = false;
};

} // namespace sluice::server
