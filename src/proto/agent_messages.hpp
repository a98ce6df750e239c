#pragma once

#include "proto/basic_types.hpp"

#include <vector>

/// The messages between an agent, which dials and gives, and the server that fetches from it:
/// docs/protocol.md, "Agents".
namespace sluice::proto {

/// Most exports of one agent.
inline constexpr std::size_t max_exports = 128;

/// What stands under a name that an agent was asked for.
enum class shown_kind : std::uint8_t { file = 1, folder = 2, pattern = 3 };

/// The first frame of an agent on its control connection.
struct agent_register {
    static constexpr frame_type type = frame_type::agent_register;

    std::string id;
    std::array<std::byte, 16> instance{};
    std::vector<std::string> exports;
    std::string name;

    static constexpr auto fields = std::make_tuple(
        field{"id", &agent_register::id, "letters, digits, `.`, `_`, `-`; no dot in front", 64},
        field{"instance", &agent_register::instance, "random; another one is another program"},
        field{"exports", &agent_register::exports, "names of what is shown", max_exports},
        field{"name", &agent_register::name, "program and version, UTF-8", max_name});
    friend bool operator==(const agent_register&, const agent_register&) = default;
};

/// The answer to agent_register.
struct agent_accepted {
    static constexpr frame_type type = frame_type::agent_accepted;

    std::uint32_t heartbeat_ms = 0;
    std::uint32_t dead_after_ms = 0;

    static constexpr auto fields = std::make_tuple(
        field{"heartbeat_ms", &agent_accepted::heartbeat_ms, "each side sends a ping so often, ms"},
        field{"dead_after_ms", &agent_accepted::dead_after_ms,
              "who has said nothing for so long is gone, ms"});
    friend bool operator==(const agent_accepted&, const agent_accepted&) = default;
};

/// Asks an agent what it shows under a name.
struct agent_resolve {
    static constexpr frame_type type = frame_type::agent_resolve;

    std::string asked;

    static constexpr auto fields =
        std::make_tuple(field{"asked", &agent_resolve::asked,
                              "as a user wrote it, also absolute or a pattern", max_path});
    friend bool operator==(const agent_resolve&, const agent_resolve&) = default;
};

/// The answer to agent_resolve.
struct agent_resolved {
    static constexpr frame_type type = frame_type::agent_resolved;

    std::string path;
    shown_kind kind = shown_kind::file;

    static constexpr auto fields = std::make_tuple(
        field{"path", &agent_resolved::path, "to be asked for on attached connections", max_path},
        field{"kind", &agent_resolved::kind, "1 file, 2 folder, 3 pattern", 3});
    friend bool operator==(const agent_resolved&, const agent_resolved&) = default;
};

/// Asks an agent to dial connections and to attach each of them with this ticket.
struct agent_dial {
    static constexpr frame_type type = frame_type::agent_dial;

    ticket_bytes ticket{};
    std::uint16_t connections = 1;

    static constexpr auto fields = std::make_tuple(
        field{"ticket", &agent_dial::ticket, "for attach; random"},
        field{"connections", &agent_dial::connections, "how many; what breaks is dialled again"});
    friend bool operator==(const agent_dial&, const agent_dial&) = default;
};

/// What an agent dialled for this ticket is not needed any more.
struct agent_hang_up {
    static constexpr frame_type type = frame_type::agent_hang_up;

    ticket_bytes ticket{};

    static constexpr auto fields =
        std::make_tuple(field{"ticket", &agent_hang_up::ticket, "of agent_dial"});
    friend bool operator==(const agent_hang_up&, const agent_hang_up&) = default;
};

} // namespace sluice::proto
