#include "http/websocket_dial.hpp"

#include "http/base64.hpp"
#include "http/reply_parser.hpp"
#include "http/websocket_offer.hpp"

#include <openssl/rand.h>

#include <array>
#include <stdexcept>

namespace sluice::http {
namespace {

constexpr std::size_t most_head = 16U << 10U;

std::string make_key()
{
    std::array<unsigned char, 16> bytes;
    if (::RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1)
        throw std::runtime_error("no random numbers");
    return encode_base64(std::as_bytes(std::span(bytes)));
}

std::string request_text(const websocket_place& where, const std::string& key)
{
    auto text = "GET " + where.target + " HTTP/1.1\r\nHost: " + where.host +
                "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13"
                "\r\nSec-WebSocket-Key: " +
                key + "\r\n";
    if (!where.token.empty()) text += "Authorization: Bearer " + where.token + "\r\n";
    return text + "\r\n";
}

errc meaning_of(int status)
{
    switch (status) {
    case 401: return errc::unauthenticated;
    case 403: return errc::permission_denied;
    case 404: return errc::not_found;
    case 426: return errc::unsupported;
    case 429:
    case 503: return errc::overloaded;
    default: return errc::bad_magic;
    }
}

result<> judge(const reply_start& reply, const std::string& key)
{
    if (reply.status != 101)
        return fail(meaning_of(reply.status), "websocket", "HTTP " + std::to_string(reply.status));
    const auto* accepted = reply.fields.find("sec-websocket-accept");
    const auto upgrade = reply.fields.joined("upgrade").value_or("");
    const auto connection = reply.fields.joined("connection").value_or("");
    const bool right = accepted && *accepted == websocket_accept(key) &&
                       has_token(upgrade, "websocket") && has_token(connection, "upgrade") &&
                       !reply.fields.find("sec-websocket-extensions") &&
                       !reply.fields.find("sec-websocket-protocol");
    if (!right) return fail(errc::bad_magic, "websocket", "a wrong answer to the opening");
    return ok;
}

/// Up to the empty line, and what came behind it.
task<result<std::string>> read_head(net::byte_stream& from, deadline limit)
{
    std::string all;
    std::array<std::byte, 4096> part;
    while (all.find("\r\n\r\n") == all.npos) {
        if (all.size() > most_head) co_return fail(errc::bad_magic, "websocket", "no end of head");
        const auto got = co_await net::read_some(from, part, limit);
        if (!got) co_return got.error();
        all += as_text(byte_view(part).first(*got));
    }
    co_return all;
}

} // namespace

task<result<std::unique_ptr<websocket>>> open_websocket(std::unique_ptr<net::byte_stream> on,
                                                        websocket_place where, deadline limit)
{
    const auto key = make_key();
    const auto asked = request_text(where, key);
    const auto sent = co_await on->write(as_bytes(asked), limit, net::follow_up::nothing);
    if (!sent) co_return sent.error();
    const auto all = co_await read_head(*on, limit);
    if (!all) co_return all.error();
    const auto end = all->find("\r\n\r\n") + 4;
    const auto reply = parse_reply_start(std::string_view(*all).substr(0, end));
    if (!reply) co_return reply.error();
    const auto judged = judge(*reply, key);
    if (!judged) co_return judged.error();
    co_return std::make_unique<websocket>(std::move(on), websocket_role::client, websocket_limits{},
                                          std::string_view(*all).substr(end));
}

} // namespace sluice::http
