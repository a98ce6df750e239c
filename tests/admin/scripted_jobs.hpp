#pragma once

#include "support/http_script.hpp"

#include <nlohmann/json.hpp>

#include <mutex>

namespace sluice::test {

/// The document of a job in some phase, as the server writes it.
inline nlohmann::json job_document(const std::string& id, const std::string& phase)
{
    nlohmann::json made = {
        {"id", id},
        {"batch", "b1"},
        {"agent", "shop"},
        {"path", "~/sales.csv"},
        {"phase", phase},
        {"waiting_for", phase == "queued" ? nlohmann::json("the agent") : nlohmann::json()},
        {"attempts", 1},
        {"target", "shop/home/sales.csv"},
        {"bytes", {{"known", 100}, {"received", 60}, {"verified", 50}, {"durable", 40}}},
        {"percent", 40.0},
        {"rate", 10.5},
        {"error", nullptr},
        {"created", "2026-11-21T12:30:00Z"},
        {"started", nullptr},
        {"ended", nullptr}};
    if (phase == "failed")
        made["error"] = {{"code", "not_found"}, {"detail", "no such file there"}};
    return nlohmann::json::parse(made.dump()); // numbers as they come over the wire
}

/// A server with one job that goes on by a phase each time it is asked for.
class scripted_jobs {
public:
    explicit scripted_jobs(std::vector<std::string> phases)
        : phases_(std::move(phases)),
          server_([this](script_peer& to, const std::string& head) { answer(to, head); })
    {
    }

    std::uint16_t port() const { return server_.port(); }

    /// "METHOD TARGET BODY" of each request, in order.
    std::vector<std::string> asked() const
    {
        const std::scoped_lock lock(mutex_);
        return asked_;
    }

private:
    void answer(script_peer& to, const std::string& head)
    {
        const auto method = head.substr(0, head.find(' '));
        const auto target = target_of(head);
        const auto length = field_of(head, "content-length");
        const auto body = length.empty() ? std::string() : to.read_body(std::stoul(length));
        const std::scoped_lock lock(mutex_);
        asked_.push_back(method + " " + target + " " + body);
        const auto phase = phases_[std::min(at_, phases_.size() - 1)];
        ++at_;
        if (phase == "busy")
            to.send(http_text(503, "", R"({"code":"overloaded","detail":"busy"})"));
        else if (target == "/api/v1/agents")
            to.send(http_text(200, "", agents().dump()));
        else
            to.send(http_text(method == "POST" ? 202 : 200, "", job_document("7", phase).dump()));
    }

    static nlohmann::json agents()
    {
        return {{"agents", {{{"id", "shop"}, {"connected", true}, {"pulls", 2}}}}};
    }

    mutable std::mutex mutex_;
    std::vector<std::string> phases_;
    std::size_t at_ = 0;
    std::vector<std::string> asked_;
    http_script server_; // last: its threads use the rest
};

} // namespace sluice::test
