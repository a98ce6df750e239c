#pragma once

#include "base/unique_fd.hpp"

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace sluice::test {

/// One accepted connection of an http_script.
class script_peer {
public:
    explicit script_peer(unique_fd connected) : socket_(std::move(connected)) {}

    /// The head of the next request with its empty line; empty once the other side has closed.
    std::string read_head();

    /// The next bytes of a body.
    std::string read_body(std::size_t size);

    /// False once the other side takes no more.
    bool send(std::string_view bytes);

    /// Makes calls of another thread on this peer return.
    void wake();

private:
    unique_fd socket_;
    std::string left_; // received behind what was read
};

/// An HTTP server in the test that answers whatever its script says, one thread and one request for
/// each connection. On a free port of 127.0.0.1, or on a Unix socket.
class http_script {
public:
    /// Called with the head of the request; on several threads.
    using script = std::function<void(script_peer&, const std::string& head)>;

    explicit http_script(script answer, const std::string& unix_path = {});
    http_script(const http_script&) = delete;
    http_script& operator=(const http_script&) = delete;
    ~http_script();

    std::uint16_t port() const { return port_; }
    unsigned requests() const { return requests_; }

    /// "http://127.0.0.1:PORT" and this path.
    std::string url(std::string_view path = "/") const;

private:
    void accept_all();

    script answer_;
    std::uint16_t port_ = 0; // before listening_, whose making sets it
    unique_fd listening_;
    std::atomic<unsigned> requests_ = 0;
    std::mutex mutex_;
    bool ending_ = false;
    std::vector<std::shared_ptr<script_peer>> peers_;
    std::vector<std::thread> threads_;
    std::thread acceptor_;
};

/// A whole answer with Content-Length and Connection: close.
std::string http_text(int status, std::string_view fields, std::string_view body);

/// The value of a field in a head; empty if there is none. name in lower case.
std::string field_of(const std::string& head, const std::string& name);

/// The target in the first line of a head.
std::string target_of(const std::string& head);

} // namespace sluice::test
