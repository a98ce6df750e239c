#pragma once

#include "support/scripted_server.hpp"

#include <condition_variable>

namespace sluice::test {

/// What the agent says next, other than pings.
inline proto::message next_of(raw_peer& peer)
{
    while (true) {
        const auto frame = peer.receive();
        if (!frame) throw std::runtime_error("the agent closed the connection");
        auto message = frame->message();
        if (!std::holds_alternative<proto::ping>(message)) return message;
    }
}

/// Says welcome; the agent's first message.
inline proto::message welcome(raw_peer& peer)
{
    next_of(peer);
    proto::welcome hello;
    hello.features = proto::known_features;
    peer.send(hello, 0);
    return next_of(peer);
}

/// A server whose first connection from an agent, and whose attached ones, follow scripts; what
/// comes later is held open without a word.
class hostile_server {
public:
    using script = std::function<void(raw_peer&)>;

    explicit hostile_server(script control, script attached = {})
        : control_(std::move(control)),
          attached_(std::move(attached)),
          server_(script_of())
    {
    }

    std::uint16_t port() const { return server_.port(); }
    unsigned connections() const { return server_.connections(); }
    unsigned controls() const { return controls_; }
    unsigned attached() const { return attached_count_; }

    /// Waits until a script came to its end; what it threw comes out.
    void wait(unsigned scripts = 1)
    {
        std::unique_lock lock(mutex_);
        const bool ended = ended_.wait_for(lock, std::chrono::seconds(60),
                                           [&] { return over_ >= scripts || failed_; });
        if (failed_) std::rethrow_exception(failed_);
        if (!ended) throw std::runtime_error("a script does not end");
    }

private:
    server_script script_of()
    {
        server_script made;
        made.at_start = [this](raw_peer& peer) {
            play(peer);
            return false;
        };
        return made;
    }

    void play(raw_peer& peer)
    {
        std::exception_ptr thrown;
        bool counts = false; // a connection that was given up before it said what it is does not
        try {
            const auto first = welcome(peer);
            counts = true;
            const bool controls = std::holds_alternative<proto::agent_register>(first);
            if (controls && controls_++ == 0) {
                peer.send(proto::agent_accepted{60'000, 180'000}, 1);
                control_(peer);
            } else if (!controls) {
                ++attached_count_;
                counts = static_cast<bool>(attached_);
                if (attached_)
                    attached_(peer);
                else
                    peer.closed_by_other(deadline::after(std::chrono::seconds(20)));
            } else {
                counts = false;
            }
        } catch (...) {
            thrown = std::current_exception();
        }
        const std::scoped_lock lock(mutex_);
        if (thrown && counts && !failed_ && over_ == 0) failed_ = thrown;
        if (counts) ++over_;
        ended_.notify_all();
    }

    script control_;
    script attached_;
    std::atomic<unsigned> controls_ = 0;
    std::atomic<unsigned> attached_count_ = 0;
    std::mutex mutex_;
    std::condition_variable ended_;
    unsigned over_ = 0;
    std::exception_ptr failed_;
    scripted_server server_;
};

} // namespace sluice::test
