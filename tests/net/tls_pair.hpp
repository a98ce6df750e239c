#pragma once

#include "net/self_signed.hpp"
#include "net/tcp_pair.hpp"
#include "net/tls_stream.hpp"
#include "support/temp_folder.hpp"

#include <csignal>

namespace sluice::test {

/// A certificate of its own in a folder, and what both sides make of it.
class tls_desk {
public:
    explicit tls_desk(net::certificate_wish wish = {{"localhost", "127.0.0.1"}})
    {
        std::signal(SIGPIPE, SIG_IGN);
        const auto pair = net::make_self_signed(wish);
        folder_.write("cert.pem", pair->certificate);
        folder_.write("key.pem", pair->key);
        server = *net::tls_context::server(certificate(), folder_.at("key.pem"));
        client = trusting({pin(), {}});
    }

    std::string certificate() const { return folder_.at("cert.pem"); }
    std::string key() const { return folder_.at("key.pem"); }
    net::fingerprint pin() const { return *net::fingerprint_of_file(certificate()); }

    static std::shared_ptr<const net::tls_context> trusting(net::tls_trust trust)
    {
        return *net::tls_context::client(std::move(trust));
    }

    std::shared_ptr<const net::tls_context> server;
    std::shared_ptr<const net::tls_context> client;

private:
    temp_folder folder_;
};

} // namespace sluice::test
