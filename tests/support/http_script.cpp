#include "support/http_script.hpp"

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>

#include <cctype>
#include <stdexcept>

namespace sluice::test {
namespace {

unique_fd listen_at(const std::string& unix_path, std::uint16_t& port)
{
    unique_fd made(::socket(unix_path.empty() ? AF_INET : AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_storage here{};
    socklen_t size = sizeof(sockaddr_in);
    if (unix_path.empty()) {
        auto& address = reinterpret_cast<sockaddr_in&>(here);
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    } else {
        auto& address = reinterpret_cast<sockaddr_un&>(here);
        address.sun_family = AF_UNIX;
        unix_path.copy(address.sun_path, sizeof address.sun_path - 1);
        size = sizeof(sockaddr_un);
    }
    auto* address = reinterpret_cast<sockaddr*>(&here);
    if (::bind(made.get(), address, size) != 0 || ::listen(made.get(), 64) != 0 ||
        ::getsockname(made.get(), address, &size) != 0)
        throw std::runtime_error("http_script cannot listen");
    if (unix_path.empty()) port = ntohs(reinterpret_cast<sockaddr_in&>(here).sin_port);
    return made;
}

} // namespace

std::string script_peer::read_head()
{
    while (true) {
        const auto end = left_.find("\r\n\r\n");
        if (end != left_.npos) {
            auto head = left_.substr(0, end + 4);
            left_.erase(0, end + 4);
            return head;
        }
        char piece[4096];
        const auto got = ::recv(socket_.get(), piece, sizeof piece, 0);
        if (got <= 0) return {};
        left_.append(piece, static_cast<std::size_t>(got));
    }
}

std::string script_peer::read_body(std::size_t size)
{
    char piece[4096];
    while (left_.size() < size) {
        const auto got = ::recv(socket_.get(), piece, sizeof piece, 0);
        if (got <= 0) break;
        left_.append(piece, static_cast<std::size_t>(got));
    }
    auto body = left_.substr(0, size);
    left_.erase(0, body.size());
    return body;
}

bool script_peer::send(std::string_view bytes)
{
    while (!bytes.empty()) {
        const auto sent = ::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

void script_peer::wake()
{
    ::shutdown(socket_.get(), SHUT_RDWR);
}

http_script::http_script(script answer, const std::string& unix_path)
    : answer_(std::move(answer)),
      listening_(listen_at(unix_path, port_)),
      acceptor_([this] { accept_all(); })
{
}

http_script::~http_script()
{
    {
        const std::scoped_lock lock(mutex_);
        ending_ = true;
        for (const auto& one : peers_)
            one->wake();
    }
    ::shutdown(listening_.get(), SHUT_RDWR);
    acceptor_.join();
    for (auto& one : threads_)
        one.join();
}

void http_script::accept_all()
{
    while (true) {
        unique_fd connected(::accept4(listening_.get(), nullptr, nullptr, SOCK_CLOEXEC));
        const std::scoped_lock lock(mutex_);
        if (!connected || ending_) return;
        // A test that goes wrong must end all the same.
        const timeval limit{20, 0};
        ::setsockopt(connected.get(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
        ::setsockopt(connected.get(), SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
        auto one = std::make_shared<script_peer>(std::move(connected));
        peers_.push_back(one);
        threads_.emplace_back([this, one] {
            const auto head = one->read_head();
            if (!head.empty()) {
                ++requests_;
                answer_(*one, head);
            }
            one->wake();
        });
    }
}

std::string http_script::url(std::string_view path) const
{
    return "http://127.0.0.1:" + std::to_string(port_) + std::string(path);
}

std::string http_text(int status, std::string_view fields, std::string_view body)
{
    return "HTTP/1.1 " + std::to_string(status) +
           " Scripted\r\nContent-Length: " + std::to_string(body.size()) +
           "\r\nConnection: close\r\n" + std::string(fields) + "\r\n" + std::string(body);
}

std::string field_of(const std::string& head, const std::string& name)
{
    std::string lower;
    for (const char c : head)
        lower += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    const auto at = lower.find("\r\n" + name + ":");
    if (at == lower.npos) return {};
    const auto from = head.find_first_not_of(' ', at + name.size() + 3);
    return head.substr(from, head.find("\r\n", from) - from);
}

std::string target_of(const std::string& head)
{
    const auto from = head.find(' ') + 1;
    return head.substr(from, head.find(' ', from) - from);
}

} // namespace sluice::test
