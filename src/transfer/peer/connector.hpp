#pragma once

#include "net/dial.hpp"
#include "net/frame_stream.hpp"
#include "net/tls_context.hpp"

#include <chrono>
#include <functional>

namespace sluice::transfer {

/// Makes greeted connections to one peer; the seam at which tests put scripted ones.
class connector {
public:
    virtual ~connector() = default;

    /// A connection that is past its greeting. Errors as net::dial and net::greet.
    virtual task<result<std::unique_ptr<net::frame_stream>>> connect() = 0;

    /// The same with the roles exchanged: this side will give. Errors also: unsupported (the
    /// default).
    virtual task<result<std::unique_ptr<net::frame_stream>>> connect_as_giver();
};

/// Makes another stream of one that was dialled, before the greeting: one that goes through a
/// WebSocket.
using stream_layer = std::function<task<result<std::unique_ptr<net::byte_stream>>>(
    std::unique_ptr<net::byte_stream>, deadline)>;

/// Dials a server over TCP.
class tcp_connector final : public connector {
public:
    /// limit: for dialling and greeting together.
    tcp_connector(net::endpoint_name where, std::string peer_name, std::chrono::milliseconds limit)
        : where_(std::move(where)),
          peer_name_(std::move(peer_name)),
          limit_(limit)
    {
    }

    /// From now on TLS is spoken; null: not.
    void use_tls(std::shared_ptr<const net::tls_context> how) { tls_ = std::move(how); }

    /// What is put between the transport, TLS included, and the protocol; empty: nothing.
    void speak_through(stream_layer layer) { layer_ = std::move(layer); }

    /// The token to log in with. Without TLS it is sent to this machine only: elsewhere connecting
    /// fails with bad_usage.
    void use_token(std::string token) { token_ = std::move(token); }

    task<result<std::unique_ptr<net::frame_stream>>> connect() override;
    task<result<std::unique_ptr<net::frame_stream>>> connect_as_giver() override;

private:
    task<result<std::unique_ptr<net::byte_stream>>> dial(deadline limit);
    task<result<std::unique_ptr<net::byte_stream>>> dial_transport(deadline limit);
    task<result<std::unique_ptr<net::frame_stream>>> connect_as(proto::role role);
    task<result<std::unique_ptr<net::frame_stream>>> connect_once(proto::role role, deadline limit);

    net::endpoint_name where_;
    std::string peer_name_;
    std::chrono::milliseconds limit_;
    std::shared_ptr<const net::tls_context> tls_;
    std::string token_;
    stream_layer layer_;
};

} // namespace sluice::transfer
