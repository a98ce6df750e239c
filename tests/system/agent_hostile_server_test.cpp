#include "support/catch.hpp"
#include "support/hostile_server.hpp"
#include "support/test_client.hpp"
#include "transfer/peer/dial_pace.hpp"

#include <thread>

namespace sluice::test {
namespace {

using namespace std::chrono_literals;

const std::vector<std::string>& hostile_names()
{
    static const std::vector<std::string> names{
        "..",
        "../secret",
        "data/../../secret",
        "data/..",
        "/etc/passwd",
        "//etc/passwd",
        "/proc/self/environ",
        "data/link",
        "data/link-folder/secret",
        "data/./x",
        "data//x",
        "./data/x",
        "~/.ssh/id_ed25519",
        "$HOME/secret",
        "${PATH}",
        "secret",
        std::string("data/x\0y", 8),
        "data/\x1b[2J",
        std::string(4096, 'a'),
        std::string(300, 'n'),
    };
    return names;
}

/// What one export must not let out, around it.
struct trap {
    trap()
    {
        around.write("secret", "the secret");
        around.write("shown/a.txt", "shown");
        std::filesystem::create_symlink("../secret", around.at("shown/link"));
        std::filesystem::create_symlink("..", around.at("shown/link-folder"));
    }

    program agent(std::uint16_t port) const
    {
        return start_client(port, home,
                            {"--id", "shop-1", "--export", "data=" + around.at("shown"), "agent"});
    }

    temp_folder around;
    temp_folder home;
};

void require_refused(raw_peer& peer, const proto::message& asked)
{
    if (!peer.send(asked, 9)) throw std::runtime_error("the agent closed the connection");
    const auto reply = next_of(peer);
    if (const auto* found = std::get_if<proto::agent_resolved>(&reply))
        throw std::runtime_error("resolved to " + found->path);
    if (!std::holds_alternative<proto::error_reply>(reply))
        throw std::runtime_error("not refused: " + proto::to_text(asked));
}

} // namespace

TEST_CASE("a server gets no name resolved that is not exported", "[system][agent][hostile]")
{
    const trap set;
    hostile_server server([](raw_peer& control) {
        for (const auto& name : hostile_names())
            require_refused(control, proto::agent_resolve{name});
        control.send(proto::agent_resolve{"data/a.txt"}, 10);
        if (!std::holds_alternative<proto::agent_resolved>(next_of(control)))
            throw std::runtime_error("an honest name is refused");
    });
    const auto agent = set.agent(server.port());

    server.wait();
}

TEST_CASE("a server gets nothing read or listed that is not exported", "[system][agent][hostile]")
{
    const trap set;
    std::atomic<bool> done = false;
    hostile_server server(
        [&done](raw_peer& control) {
            proto::agent_dial dial;
            dial.ticket.fill(std::byte{5});
            control.send(dial, 3);
            const auto limit = deadline::after(30s);
            while (!done && !limit.expired())
                std::this_thread::sleep_for(5ms);
        },
        [&done](raw_peer& attached) {
            for (const auto& name : hostile_names()) {
                require_refused(attached, proto::stat_request{name});
                proto::read_request read;
                read.path = name;
                read.length = 100;
                require_refused(attached, read);
                proto::manifest_request manifest;
                manifest.path = name;
                require_refused(attached, manifest);
                proto::list_request list;
                list.path = name;
                require_refused(attached, list);
            }
            proto::list_request all;
            all.recursive = 1;
            attached.send(all, 11);
            const auto reply = next_of(attached);
            const auto* page = std::get_if<proto::listing>(&reply);
            if (!page || page->entries.size() != 2)
                throw std::runtime_error("not the export and its one file");
            done = true;
        });
    const auto agent = set.agent(server.port());

    server.wait(2);
}

TEST_CASE("a server cannot make an agent dial more than 64 connections", "[system][agent][hostile]")
{
    const trap set;
    unsigned refused = 0;
    hostile_server server([&refused](raw_peer& control) {
        proto::agent_dial many;
        many.connections = 65;
        require_refused(control, many);
        for (std::uint8_t i = 0; i < 100; ++i) {
            proto::agent_dial one;
            one.ticket.fill(std::byte{i});
            control.send(one, 100U + i);
        }
        control.send(proto::agent_resolve{"data"}, 99);
        while (true) {
            const auto reply = next_of(control);
            if (std::holds_alternative<proto::agent_resolved>(reply)) break;
            if (std::holds_alternative<proto::error_reply>(reply)) ++refused;
        }
    });
    const auto agent = set.agent(server.port());

    server.wait();

    CHECK(refused >= 36);
    CHECK(server.attached() <= 64);
}

TEST_CASE("a server that has an agent dial and hang up all the time is slowed down",
          "[system][agent][hostile]")
{
    const trap set;
    constexpr unsigned asked = 1000;
    unsigned refused = 0;
    const auto begun = std::chrono::steady_clock::now();
    hostile_server server([&refused](raw_peer& control) {
        for (unsigned i = 0; i < asked; ++i) {
            proto::agent_dial one;
            one.ticket[0] = static_cast<std::byte>(i);
            one.ticket[1] = static_cast<std::byte>(i >> 8U);
            control.send(one, 100U + i);
            control.send(proto::agent_hang_up{one.ticket}, 100U + i);
            control.send(proto::agent_resolve{"data"}, 99);
            while (true) {
                const auto reply = next_of(control);
                if (std::holds_alternative<proto::agent_resolved>(reply)) break;
                if (std::holds_alternative<proto::error_reply>(reply)) ++refused;
            }
        }
    });
    const auto agent = set.agent(server.port());

    server.wait();

    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begun;
    using pace = transfer::dial_pace;
    const auto allowed =
        pace::at_once +
        pace::per_second * (took.count() + static_cast<double>(pace::longest_wait.count()));
    CHECK(asked - refused <= allowed + 1);
}

TEST_CASE("garbage ends the connection, and the agent lives", "[system][agent][hostile]")
{
    const trap set;
    const std::vector<byte_buffer> garbage{
        byte_buffer(64, std::byte{0xff}),
        frame_of(255, 1),
        frame_of(proto::hello{}, 1),
        frame_of(proto::put_request{}, 1),
        frame_of(proto::read_request{}, 1),
        frame_of(static_cast<std::uint8_t>(proto::frame_type::agent_dial), 1),
        byte_buffer(as_bytes(std::string_view("GET / HTTP/1.1\r\n\r\n")).begin(),
                    as_bytes(std::string_view("GET / HTTP/1.1\r\n\r\n")).end()),
    };
    for (std::size_t i = 0; i < garbage.size(); ++i) {
        INFO("garbage " << i);
        hostile_server server([&](raw_peer& control) {
            control.send(garbage[i]);
            if (!control.closed_by_other(deadline::after(20s)))
                throw std::runtime_error("the agent goes on");
        });
        auto agent = set.agent(server.port());

        server.wait();

        // It dials again, after a while.
        CHECK(eventually([&] { return server.controls() >= 2; }, deadline::after(30s)));
        CHECK_FALSE(agent.has_ended());
    }
}

TEST_CASE("a server without agents is told apart from one that is not there",
          "[system][agent][hostile]")
{
    const trap set;
    server_script old;
    old.content = "x";
    scripted_server server(std::move(old)); // its welcome offers no features
    auto agent = set.agent(server.port());

    const auto ended = agent.wait(deadline::after(20s));

    CHECK(ended.status == 1);
    CHECK(ended.err.find("no agents") != std::string::npos);
}

} // namespace sluice::test
