#include "support/raw_peer.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <array>
#include <stdexcept>

namespace sluice::test {
namespace {

using namespace std::chrono_literals;

void set_limits(int socket)
{
    const int yes = 1;
    ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    const timeval longest{20, 0};
    ::setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &longest, sizeof longest);
    ::setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &longest, sizeof longest);
}

unique_fd dial(std::uint16_t port)
{
    unique_fd socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(socket.get(), reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0)
        throw std::runtime_error("cannot dial port " + std::to_string(port));
    return socket;
}

} // namespace

proto::message raw_frame::message() const
{
    auto decoded = proto::decode(header.type, body);
    if (!decoded) throw std::runtime_error(decoded.error().text());
    return std::move(*decoded);
}

byte_buffer frame_of(std::uint8_t type, std::uint32_t id, byte_view body)
{
    byte_buffer frame;
    const auto start = proto::begin_control(frame);
    append(frame, body);
    proto::finish_control(frame, start, static_cast<proto::frame_type>(type), id);
    return frame;
}

byte_buffer frame_of(const proto::message& message, std::uint32_t id)
{
    byte_buffer frame;
    proto::encode(message, id, frame);
    return frame;
}

raw_peer::raw_peer(std::uint16_t port) : raw_peer(dial(port)) {}

raw_peer::raw_peer(unique_fd connected) : socket_(std::move(connected))
{
    set_limits(socket_.get());
}

raw_peer raw_peer::greeted(std::uint16_t port)
{
    raw_peer made(port);
    made.send(proto::hello{}, 0);
    const auto answer = made.receive();
    if (!answer || answer->header.type != proto::frame_type::welcome)
        throw std::runtime_error("no welcome");
    return made;
}

bool raw_peer::send(byte_view bytes)
{
    while (!bytes.empty()) {
        const auto sent = ::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR) continue;
        if (sent <= 0) return false;
        bytes = bytes.subspan(static_cast<std::size_t>(sent));
    }
    return true;
}

bool raw_peer::send(const proto::message& message, std::uint32_t id)
{
    return send(frame_of(message, id));
}

bool raw_peer::send_bytewise(byte_view bytes)
{
    for (std::size_t i = 0; i < bytes.size(); ++i)
        if (!send(bytes.subspan(i, 1))) return false;
    return true;
}

bool raw_peer::read_exactly(std::span<std::byte> into)
{
    while (!into.empty()) {
        const auto got = ::recv(socket_.get(), into.data(), into.size(), 0);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return false;
        into = into.subspan(static_cast<std::size_t>(got));
    }
    return true;
}

std::optional<raw_frame> raw_peer::receive()
{
    proto::header_bytes head{};
    if (!read_exactly(head)) return std::nullopt;
    const auto header = proto::decode_header(head);
    if (!header) throw std::runtime_error(header.error().text());
    raw_frame frame{*header, byte_buffer(header->length)};
    if (!read_exactly(frame.body)) return std::nullopt;
    return frame;
}

bool raw_peer::closed_by_other(deadline limit)
{
    std::array<std::byte, 65536> thrown_away{};
    while (!limit.expired()) {
        pollfd one{socket_.get(), POLLIN, 0};
        const auto left =
            std::chrono::ceil<std::chrono::milliseconds>(limit.at() - deadline::clock::now());
        if (::poll(&one, 1, static_cast<int>(std::max<std::int64_t>(0, left.count()))) <= 0)
            continue;
        const auto got = ::recv(socket_.get(), thrown_away.data(), thrown_away.size(), 0);
        if (got == 0 || (got < 0 && errno != EINTR)) return true;
    }
    return false;
}

void raw_peer::reset()
{
    const linger at_once{1, 0};
    ::setsockopt(socket_.get(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    socket_.reset();
}

void raw_peer::wake()
{
    ::shutdown(socket_.get(), SHUT_RDWR);
}

} // namespace sluice::test
