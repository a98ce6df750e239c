#include "http/websocket_offer.hpp"

#include "http/base64.hpp"
#include "http/text.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <stdexcept>

namespace sluice::http {
namespace {

constexpr std::string_view version = "13";

websocket_answer refused(int status, std::string_view detail)
{
    websocket_answer made;
    made.status = status;
    made.detail = detail;
    if (status != 426) return made;
    made.fields.set("upgrade", "websocket");
    made.fields.set("connection", "Upgrade");
    made.fields.set("sec-websocket-version", version);
    return made;
}

std::string choose(std::string_view named, std::span<const std::string_view> ours)
{
    while (!named.empty()) {
        const auto one = cut_element(named, ',');
        if (std::ranges::find(ours, one) != ours.end()) return std::string(one);
    }
    return {};
}

bool is_key(std::string_view text)
{
    const auto bytes = decode_base64(text);
    return bytes && bytes->size() == 16;
}

} // namespace

std::string websocket_accept(std::string_view key)
{
    const auto text = std::string(key) + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest;
    unsigned size = 0;
    const int made =
        ::EVP_Digest(text.data(), text.size(), digest.data(), &size, ::EVP_sha1(), nullptr);
    if (made != 1) throw std::runtime_error("no SHA-1");
    return encode_base64(std::as_bytes(std::span(digest).first(size)));
}

bool asks_for_websocket(const request& asked)
{
    const auto offered = asked.fields.joined("upgrade");
    return offered && has_token(*offered, "websocket");
}

websocket_answer judge_websocket(const request& asked, std::span<const std::string_view> ours)
{
    const auto connection = asked.fields.joined("connection");
    if (!asks_for_websocket(asked) || !connection || !has_token(*connection, "upgrade"))
        return refused(426, "this is a WebSocket: ask with Upgrade and Connection");
    if (asked.method != "GET" || asked.minor_version < 1 || asked.has_body() || !asked.keep_alive)
        return refused(400, "a WebSocket is opened by GET of HTTP/1.1 without a body");
    const auto* wanted = asked.fields.find("sec-websocket-version");
    if (!wanted || *wanted != version || asked.fields.count("sec-websocket-version") != 1)
        return refused(426, "Sec-WebSocket-Version must be 13");
    const auto* key = asked.fields.find("sec-websocket-key");
    if (!key || asked.fields.count("sec-websocket-key") != 1 || !is_key(*key))
        return refused(400, "Sec-WebSocket-Key must be 16 bytes in base64");
    websocket_answer made;
    made.protocol = choose(asked.fields.joined("sec-websocket-protocol").value_or(""), ours);
    made.fields.set("upgrade", "websocket");
    made.fields.set("connection", "Upgrade");
    made.fields.set("sec-websocket-accept", websocket_accept(*key));
    if (!made.protocol.empty()) made.fields.set("sec-websocket-protocol", made.protocol);
    return made;
}

} // namespace sluice::http
