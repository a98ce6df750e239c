#pragma once

#include "async/notifier.hpp"
#include "server/agents/agent_book.hpp"

#include <deque>
#include <set>

namespace sluice::test {

/// What one pull of a scripted agent does.
struct pull_script {
    std::uint64_t size = 100;          // bytes of the file
    std::uint64_t arrives = 100;       // of these, until it ends
    std::optional<error> fails;        // how it ends; none: complete
    bool hangs = false;                // ends when it is interrupted or the agent goes
    std::function<void()> on_run = {}; // when it begins
};

/// A connected agent that does as it is told. On one loop.
class scripted_agent final : public server::agent_link {
public:
    scripted_agent(asio::any_io_executor loop, std::string id) : loop_(loop), bell_(loop)
    {
        facts_.id = std::move(id);
        facts_.name = "scripted 1.0";
        facts_.peer = "127.0.0.1:9";
        facts_.door = "native";
        facts_.exports = {"home"};
        facts_.connected_at = std::chrono::system_clock::now();
    }

    const server::agent_facts& facts() const override { return facts_; }
    asio::any_io_executor loop() const override { return loop_; }

    task<result<server::resolved_path>> resolve(std::string asked, deadline) override
    {
        asked_.push_back(asked);
        if (resolve_hangs)
            while (!gone_ && !released_)
                co_await bell_.wait(deadline::never());
        if (gone_) co_return fail(errc::peer_closed, "agent");
        if (!resolve_fails.empty()) {
            auto why = resolve_fails.front();
            resolve_fails.pop_front();
            co_return why;
        }
        auto found = resolves(asked);
        co_return found;
    }

    std::unique_ptr<server::agent_pull> pull(server::pull_order order) override
    {
        orders.push_back(order);
        pull_script script = usual;
        if (!scripts.empty()) {
            script = scripts.front();
            scripts.pop_front();
        }
        return std::make_unique<one_pull>(*this, std::move(script));
    }

    void close(error) override { leave(); }

    /// The connection is gone: whatever waits ends with peer_closed.
    void leave()
    {
        gone_ = true;
        bell_.notify_all();
    }

    /// What hangs goes on, and ends as if it had not hung.
    void release()
    {
        released_ = true;
        bell_.notify_all();
    }

    const std::vector<std::string>& asked() const { return asked_; }

    std::function<result<server::resolved_path>(const std::string&)> resolves =
        [](const std::string& asked) {
            server::resolved_path found;
            found.path = asked;
            found.is_file = true;
            return result<server::resolved_path>(found);
        };
    bool resolve_hangs = false;
    std::deque<error> resolve_fails; // the first questions are answered like this
    std::deque<pull_script> scripts; // of the first pulls
    pull_script usual;               // of the others
    std::vector<server::pull_order> orders;
    unsigned running = 0;
    unsigned most_running = 0;

private:
    class one_pull final : public server::agent_pull {
    public:
        one_pull(scripted_agent& of, pull_script script) : of_(of), script_(std::move(script)) {}

        task<server::pull_outcome> run() override
        {
            ++of_.running;
            of_.most_running = std::max(of_.most_running, of_.running);
            if (script_.on_run) script_.on_run();
            progress_.bytes_known = script_.size;
            progress_.files_known = 1;
            progress_.bytes_received = script_.arrives;
            progress_.bytes_verified = script_.arrives;
            progress_.bytes_durable = script_.arrives;
            progress_.current = "home/x";
            while (script_.hangs && !interrupted_ && !of_.gone_ && !of_.released_)
                co_await of_.bell_.wait(deadline::never());
            --of_.running;
            server::pull_outcome outcome;
            outcome.failed = script_.fails;
            if (of_.gone_) outcome.failed = fail(errc::peer_closed, "agent");
            if (interrupted_) outcome.failed = interrupted_;
            if (!outcome.failed) {
                progress_.files_done = 1;
                outcome.digest = "00ff";
            }
            outcome.reached = progress_;
            co_return outcome;
        }

        void interrupt(error why) override
        {
            interrupted_ = std::move(why);
            of_.bell_.notify_all();
        }

        server::pull_progress progress() const override { return progress_; }

    private:
        scripted_agent& of_;
        pull_script script_;
        server::pull_progress progress_;
        std::optional<error> interrupted_;
    };

    asio::any_io_executor loop_;
    notifier bell_;
    server::agent_facts facts_;
    bool gone_ = false;
    bool released_ = false;
    std::vector<std::string> asked_;
};

} // namespace sluice::test
