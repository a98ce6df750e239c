#include "support/scripted_server.hpp"

#include "storage/chunking.hpp"
#include "storage/digest.hpp"

#include <netinet/in.h>
#include <sys/socket.h>

#include <stdexcept>

namespace sluice::test {
namespace {

constexpr proto::version_token only_version{std::byte{7}};

} // namespace

bool send_data(raw_peer& to, std::uint32_t id, std::string_view bytes)
{
    const auto head = proto::encode_data_header(id, static_cast<std::uint32_t>(bytes.size()));
    return to.send(byte_view(head)) && to.send(bytes);
}

scripted_server::scripted_server(server_script script)
    : script_(std::move(script)),
      listening_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
{
    sockaddr_in here{};
    here.sin_family = AF_INET;
    here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof here;
    auto* address = reinterpret_cast<sockaddr*>(&here);
    if (::bind(listening_.get(), address, size) != 0 || ::listen(listening_.get(), 64) != 0 ||
        ::getsockname(listening_.get(), address, &size) != 0)
        throw std::runtime_error("scripted_server cannot listen");
    port_ = ntohs(here.sin_port);
    acceptor_ = std::thread([this] { accept_all(); });
}

scripted_server::~scripted_server()
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

void scripted_server::accept_all()
{
    while (true) {
        unique_fd connected(::accept4(listening_.get(), nullptr, nullptr, SOCK_CLOEXEC));
        const std::scoped_lock lock(mutex_);
        if (!connected || ending_) return;
        ++accepted_;
        auto one = std::make_shared<raw_peer>(std::move(connected));
        peers_.push_back(one);
        threads_.emplace_back([this, one] {
            serve(*one);
            one->wake();
        });
    }
}

void scripted_server::serve(raw_peer& one) const
{
    if (script_.at_start && !script_.at_start(one)) return;
    while (const auto request = one.receive()) {
        const auto instead = script_.instead.find(request->header.type);
        const bool goes_on = instead == script_.instead.end() ? answer(one, *request)
                                                              : instead->second(one, *request);
        if (!goes_on) return;
    }
}

proto::entry scripted_server::entry() const
{
    proto::entry made;
    made.path = script_.name;
    made.size = script_.content.size();
    made.version = only_version;
    made.chunk_size = storage::chunk_size_for(made.size);
    return made;
}

std::string_view scripted_server::bytes_of(const proto::read_request& wanted) const
{
    return std::string_view(script_.content).substr(wanted.offset, wanted.length);
}

proto::range_end scripted_server::end_of(const proto::read_request& wanted) const
{
    proto::range_end end;
    end.version = only_version;
    const auto chunk_size = entry().chunk_size;
    end.first_chunk = wanted.offset / chunk_size;
    for (auto left = bytes_of(wanted); !left.empty();) {
        const auto chunk = left.substr(0, chunk_size);
        append(end.digests, storage::digest_of(wanted.kind, as_bytes(chunk)).bytes());
        left.remove_prefix(chunk.size());
    }
    return end;
}

bool scripted_server::answer(raw_peer& to, const raw_frame& request) const
{
    const auto id = request.header.request_id;
    const auto message = request.message();
    if (std::holds_alternative<proto::hello>(message)) return to.send(script_.welcome, id);
    if (std::holds_alternative<proto::stat_request>(message))
        return to.send(proto::file_info{entry()}, id);
    if (std::holds_alternative<proto::list_request>(message))
        return to.send(proto::listing{{entry()}, {}, 0}, id);
    const auto* wanted = std::get_if<proto::read_request>(&message);
    if (!wanted) return false;
    for (auto left = bytes_of(*wanted); !left.empty();) {
        const auto piece = left.substr(0, proto::max_data_body);
        if (!send_data(to, id, piece)) return false;
        left.remove_prefix(piece.size());
    }
    return to.send(end_of(*wanted), id);
}

} // namespace sluice::test
