#pragma once

#include "net/frame_stream.hpp"

#include <chrono>

namespace sluice::transfer {

/// The asking side of a connection, one request at a time: what verbs and listings need. An error
/// reply of the peer leaves it usable; any other error does not.
class asker {
public:
    /// limit: the longest wait for a reply.
    asker(std::unique_ptr<net::frame_stream> stream, std::chrono::milliseconds limit);

    /// malformed_message also where the peer answers with another name than was asked for, or with
    /// a page that does not come after the one before.
    task<result<proto::entry>> stat(std::string path);
    task<result<proto::listing>> list(proto::list_request wanted);

    /// One page. The peer may have to read the file: the limit is ten times as long.
    task<result<proto::manifest>> manifest(proto::manifest_request wanted);

    /// The time there and back.
    task<result<std::chrono::nanoseconds>> ping();

    /// False once the connection failed.
    bool usable() const { return usable_; }

private:
    template <class Reply>
    task<result<Reply>> ask(proto::message request, std::chrono::milliseconds limit);

    std::unique_ptr<net::frame_stream> stream_;
    std::chrono::milliseconds limit_;
    std::uint32_t last_id_ = 0;
    bool usable_ = true;
};

} // namespace sluice::transfer
