#pragma once

#include <cstddef>
#include <cstdint>

/// What RFC 6455 leaves no choice about. Pure.
namespace sluice::http {

/// Which side of a WebSocket: a client masks what it sends, a server does not.
enum class websocket_role { server, client };

enum class websocket_kind { text, binary };

/// Opcodes (RFC 6455, 5.2).
namespace opcode {
inline constexpr std::uint8_t continuation = 0x0;
inline constexpr std::uint8_t text = 0x1;
inline constexpr std::uint8_t binary = 0x2;
inline constexpr std::uint8_t close = 0x8;
inline constexpr std::uint8_t ping = 0x9;
inline constexpr std::uint8_t pong = 0xa;
} // namespace opcode

/// Why a WebSocket is closed (RFC 6455, 7.4.1).
namespace close_code {
inline constexpr std::uint16_t normal = 1000;
inline constexpr std::uint16_t going_away = 1001;
inline constexpr std::uint16_t protocol_error = 1002;
inline constexpr std::uint16_t unsupported_data = 1003;
inline constexpr std::uint16_t none = 1005;     // never sent: a close frame without a code
inline constexpr std::uint16_t abnormal = 1006; // never sent: no close frame came
inline constexpr std::uint16_t invalid_text = 1007;
inline constexpr std::uint16_t policy = 1008;
inline constexpr std::uint16_t too_big = 1009;
inline constexpr std::uint16_t internal = 1011;
inline constexpr std::uint16_t try_again_later = 1013;
} // namespace close_code

/// True for the codes that may stand in a close frame: those that RFC 6455 and the register at IANA
/// define for it, and 3000 to 4999.
constexpr bool may_be_sent(std::uint16_t code)
{
    const bool defined = code >= 1000 && code <= 1014 && code != 1004 && code != close_code::none &&
                         code != close_code::abnormal;
    return defined || (code >= 3000 && code <= 4999);
}

/// The most that a control frame carries (RFC 6455, 5.5).
inline constexpr std::size_t max_control_payload = 125;

/// How long a message of a peer may be.
struct websocket_limits {
    std::uint64_t text = 8U << 20U;
    std::uint64_t binary = 16U << 20U;
};

} // namespace sluice::http
