#include "transfer/scripted_giver.hpp"

#include "net/handshake.hpp"
#include "storage/chunking.hpp"
#include "storage/digest.hpp"

namespace sluice::test {

task<void> scripted_giver::serve(std::unique_ptr<net::byte_stream> stream)
{
    net::frame_stream frames(std::move(stream), proto::login_limits);
    const auto limit = deadline::after(std::chrono::seconds(20));
    const auto hello = co_await net::await_hello(frames, limit);
    if (!hello) co_return;
    const proto::welcome welcome;
    frames.queue(welcome, 0);
    bool open = true;
    while (open) {
        const auto sent = co_await frames.flush(limit);
        if (!sent) co_return;
        const auto request = co_await frames.receive(limit);
        if (!request) co_return;
        open = answer_(frames, *request);
    }
    const auto ignored = co_await frames.flush(limit);
    (void)ignored;
}

proto::entry told_file::entry() const
{
    proto::entry made;
    made.path = path;
    made.size = content.size();
    made.version.fill(static_cast<std::byte>(version));
    made.chunk_size = storage::chunk_size_for(content.size());
    return made;
}

std::string_view told_file::part(const proto::read_request& wanted) const
{
    return std::string_view(content).substr(wanted.offset, wanted.length);
}

proto::range_end told_file::end_of(const proto::read_request& wanted) const
{
    const std::uint64_t chunk = storage::chunk_size_for(content.size());
    proto::range_end end;
    end.version = entry().version;
    end.first_chunk = wanted.offset / chunk;
    for (auto at = wanted.offset; at < wanted.offset + wanted.length; at += chunk) {
        const auto bytes = as_bytes(std::string_view(content).substr(at, chunk));
        append(end.digests, storage::digest_of(wanted.kind, bytes).bytes());
    }
    return end;
}

bool told_file::answer(net::frame_stream& to, const net::incoming& request) const
{
    if (std::holds_alternative<proto::stat_request>(request.message)) {
        proto::file_info info;
        info.entry = entry();
        to.queue(info, request.request_id);
        return true;
    }
    const auto* read = std::get_if<proto::read_request>(&request.message);
    if (!read) return false;
    auto left = part(*read);
    while (!left.empty()) {
        const auto piece = left.substr(0, proto::max_data_body);
        to.queue_data(as_bytes(piece), request.request_id);
        left.remove_prefix(piece.size());
    }
    to.queue(end_of(*read), request.request_id);
    return true;
}

} // namespace sluice::test
