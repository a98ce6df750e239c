#include "support/http_peer.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <array>

namespace sluice::test {
namespace {

std::string in_lower_case(std::string text)
{
    std::ranges::transform(text, text.begin(), [](unsigned char c) { return std::tolower(c); });
    return text;
}

std::map<std::string, std::string> fields_in(const std::string& head)
{
    std::map<std::string, std::string> fields;
    for (auto at = head.find("\r\n"); at != std::string::npos;) {
        const auto next = head.find("\r\n", at + 2);
        const auto line = head.substr(at + 2, next == std::string::npos ? next : next - at - 2);
        const auto colon = line.find(": ");
        if (colon != std::string::npos)
            fields[in_lower_case(line.substr(0, colon))] = line.substr(colon + 2);
        at = next;
    }
    return fields;
}

bool read_some(int socket, std::string& into)
{
    std::array<char, 16384> piece{};
    const auto got = ::recv(socket, piece.data(), piece.size(), 0);
    if (got <= 0) return false;
    into.append(piece.data(), static_cast<std::size_t>(got));
    return true;
}

} // namespace

std::string wire_text(const http_ask& what)
{
    auto fields = what.fields;
    fields.try_emplace("Host", "localhost");
    fields.try_emplace("Connection", "close");
    if (!what.body.empty() || what.method == "POST" || what.method == "PATCH")
        fields.try_emplace("Content-Length", std::to_string(what.body.size()));
    auto text = what.method + " " + what.target + " HTTP/1.1\r\n";
    for (const auto& [name, value] : fields)
        text += name + ": " + value + "\r\n";
    return text + "\r\n" + what.body;
}

http_answer read_answer(raw_peer& from, const std::string& method)
{
    std::string all;
    auto end = all.find("\r\n\r\n");
    while (end == std::string::npos) {
        if (!read_some(from.descriptor(), all)) return {};
        end = all.find("\r\n\r\n");
    }
    http_answer made;
    made.fields = fields_in(all.substr(0, end));
    made.body = all.substr(end + 4);
    const auto length = made.fields.find("content-length");
    const auto wanted =
        length == made.fields.end() || method == "HEAD" ? 0 : std::stoull(length->second);
    while (made.body.size() < wanted)
        if (!read_some(from.descriptor(), made.body)) return {};
    made.status = std::stoi(all.substr(9, 3));
    return made;
}

http_answer ask(std::uint16_t port, const http_ask& what)
{
    try {
        raw_peer peer(port);
        peer.send(wire_text(what));
        return read_answer(peer, what.method);
    } catch (const std::runtime_error&) {
        return {};
    }
}

} // namespace sluice::test
