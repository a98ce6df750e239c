#pragma once

#include "base/hex.hpp"
#include "server/agents/json_agent.hpp"
#include "server/agents/serve_websocket.hpp"
#include "server/session_server.hpp"
#include "storage/checksum.hpp"
#include "support/catch.hpp"
#include "support/run_task.hpp"

#include <nlohmann/json.hpp>

#include <thread>

namespace sluice::test {

using json = nlohmann::json;

/// Somebody whose token allows everything, for a connection that comes from nowhere.
inline server::principal everybody()
{
    server::principal who;
    who.rights = state::right_set::all();
    who.token_id = "00000000";
    return who;
}

/// A server with one agent that speaks JSON; the test plays the agent.
struct json_desk {
    json_desk() : ends(pipe_stream::make(io.get_executor()))
    {
        server.host.downloads = downloads.path();
        agent = std::make_unique<http::websocket>(std::move(ends.dialled),
                                                  http::websocket_role::client);
        auto serving =
            server::serve_websocket(server.host, everybody(), std::move(ends.accepted), "");
        asio::co_spawn(io, std::move(serving), [this](std::exception_ptr thrown) {
            if (thrown) std::rethrow_exception(thrown);
            over = true;
        });
    }

    task<void> say(json what)
    {
        const auto text = what.dump();
        const auto sent = co_await agent->send(http::websocket_kind::text, as_bytes(text), soon());
        CHECK(sent);
    }

    task<json> hear()
    {
        const auto got = co_await agent->receive(soon());
        if (!got) co_return json();
        co_return json::parse(got->bytes);
    }

    task<void> leave()
    {
        const auto closed = co_await agent->close(1000, "", soon());
        static_cast<void>(closed);
    }

    /// Registers; the link to the agent.
    task<std::shared_ptr<server::agent_link>> come(std::string id = "r-1")
    {
        auto wanted = json::object({{"type", "register"}, {"client_id", id}});
        co_await say(std::move(wanted));
        const auto said = co_await hear();
        CHECK(said.value("type", "") == "registered");
        co_await let_others_run();
        co_return server.host.agents.find(id);
    }

    /// Begins a pull; what came of it stands in `outcome` when it has ended.
    task<std::string> order(server::agent_link& link, std::string target)
    {
        const auto shown = co_await link.resolve("$HOME/x", soon());
        CHECK((shown && shown->is_file));
        server::pull_order wanted;
        wanted.job = "job-" + target;
        wanted.from = *shown;
        wanted.target = target;
        wanted.file_done = [this](const transfer::file_report& one) { reports.push_back(one); };
        pulls.push_back(link.pull(std::move(wanted)));
        auto done = [this](std::exception_ptr thrown, server::pull_outcome came) {
            if (thrown) std::rethrow_exception(thrown);
            outcomes.push_back(std::move(came));
        };
        asio::co_spawn(io, pulls.back()->run(), std::move(done));
        const auto asked = co_await hear();
        CHECK(asked.value("type", "") == "download_request");
        CHECK(asked.value("file_path", "") == "$HOME/x");
        co_return asked.value("download_id", "");
    }

    task<void> send_chunk(std::string id, int number, int total, std::string text)
    {
        return say({{"type", "file_chunk"},
                    {"download_id", id},
                    {"chunk_num", number},
                    {"total_chunks", total},
                    {"data", text}});
    }

    task<void> wait_for_outcomes(std::size_t count)
    {
        const auto limit = soon();
        while (outcomes.size() < count && !limit.expired()) {
            co_await let_others_run();
            std::this_thread::yield();
        }
    }

    asio::io_context io;
    temp_folder downloads{memory_folder()};
    session_server server;
    pipe_stream::pair ends;
    std::unique_ptr<http::websocket> agent;
    bool over = false;
    std::vector<std::unique_ptr<server::agent_pull>> pulls;
    std::vector<server::pull_outcome> outcomes;
    std::vector<transfer::file_report> reports;
};

inline json end_of(const std::string& id, int size, int chunks)
{
    return {{"type", "file_complete"},
            {"download_id", id},
            {"total_size", size},
            {"total_chunks", chunks}};
}

inline std::string sha256_hex(std::string_view text)
{
    storage::checksum sum(storage::checksum_kind::sha256);
    sum.update(as_bytes(text));
    return to_hex(sum.finish());
}

} // namespace sluice::test
