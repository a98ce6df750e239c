#pragma once

#include "support/scripted_server.hpp"

#include <functional>
#include <thread>

namespace sluice::test {

/// A connection past its greeting, on which the test will give.
inline raw_peer greeted_giver(std::uint16_t port)
{
    raw_peer made(port);
    proto::hello hello;
    hello.role = proto::role::giver;
    hello.features = proto::known_features;
    made.send(hello, 0);
    if (!made.receive()) throw std::runtime_error("no welcome");
    return made;
}

/// The registration of an agent with this id.
inline proto::agent_register called(std::string id)
{
    proto::agent_register made;
    made.id = std::move(id);
    made.exports = {"data"};
    return made;
}

/// An agent that answers as it likes: `resolved` to every name, `answering` on what it attaches.
class lying_agent {
public:
    using answering = std::function<bool(raw_peer&, const raw_frame&)>;

    lying_agent(std::uint16_t port, proto::agent_resolved resolved, answering answer)
        : port_(port),
          control_(greeted_giver(port)),
          resolved_(std::move(resolved)),
          answer_(std::move(answer))
    {
        control_.send(called("liar"), 1);
        thread_ = std::thread([this] { listen(); });
    }
    lying_agent(const lying_agent&) = delete;
    lying_agent& operator=(const lying_agent&) = delete;
    ~lying_agent()
    {
        control_.wake();
        thread_.join();
        for (auto& one : givers_)
            one.join();
    }

private:
    void listen()
    {
        while (const auto frame = control_.receive()) {
            const auto id = frame->header.request_id;
            const auto message = frame->message();
            if (std::holds_alternative<proto::agent_resolve>(message))
                control_.send(resolved_, id);
            else if (const auto* dial = std::get_if<proto::agent_dial>(&message))
                for (unsigned i = 0; i < dial->connections; ++i)
                    givers_.emplace_back([this, ticket = dial->ticket] { give(ticket); });
            else if (const auto* ping = std::get_if<proto::ping>(&message))
                control_.send(proto::pong{ping->nonce}, id);
        }
    }

    void give(const proto::ticket_bytes& ticket)
    {
        auto peer = greeted_giver(port_);
        peer.send(proto::attach{ticket}, 0);
        while (const auto request = peer.receive())
            if (!answer_(peer, *request)) return;
    }

    std::uint16_t port_;
    raw_peer control_;
    proto::agent_resolved resolved_;
    answering answer_;
    std::thread thread_;
    std::vector<std::thread> givers_;
};

} // namespace sluice::test
