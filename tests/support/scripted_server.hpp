#pragma once

#include "support/raw_peer.hpp"

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace sluice::test {

/// What a scripted_server does instead of the honest answer. False: it closes the connection.
using scripted_answer = std::function<bool(raw_peer&, const raw_frame&)>;

struct server_script {
    /// The one file that is offered.
    std::string name = "a.bin";
    std::string content;

    /// By type of the request; types not in it are answered honestly, hello too.
    std::map<proto::frame_type, scripted_answer> instead;

    /// Called first on every connection, before anything is read. False: close at once.
    std::function<bool(raw_peer&)> at_start;

    proto::welcome welcome;
};

/// A small server in the test, one thread per connection, that follows its script. It listens on a
/// free loopback port and ends all connections with itself.
class scripted_server {
public:
    explicit scripted_server(server_script script);
    scripted_server(const scripted_server&) = delete;
    scripted_server& operator=(const scripted_server&) = delete;
    ~scripted_server();

    std::uint16_t port() const { return port_; }
    unsigned connections() const { return accepted_; }

    /// The honest answers.
    proto::entry entry() const;
    bool answer(raw_peer& to, const raw_frame& request) const;
    proto::range_end end_of(const proto::read_request& wanted) const;
    std::string_view bytes_of(const proto::read_request& wanted) const;

private:
    void accept_all();
    void serve(raw_peer& one) const;

    server_script script_;
    unique_fd listening_;
    std::uint16_t port_ = 0;
    std::atomic<unsigned> accepted_ = 0;
    std::mutex mutex_;
    bool ending_ = false;
    std::vector<std::shared_ptr<raw_peer>> peers_;
    std::vector<std::thread> threads_;
    std::thread acceptor_;
};

/// A data frame of these bytes.
bool send_data(raw_peer& to, std::uint32_t id, std::string_view bytes);

} // namespace sluice::test
