#pragma once

#include "proto/codec.hpp"
#include "proto/frame_parser.hpp"
#include "support/scripted_connector.hpp"
#include "support/temp_folder.hpp"

namespace sluice::test {

/// A reply as it came over the wire: the data before it and the message that ended it.
struct raw_reply {
    std::uint32_t id = 0;
    byte_buffer data;
    std::size_t frames = 0; // data frames
    proto::message message;

    /// The error reply's code; internal if it is none.
    errc refusal() const;

    const proto::range_end* end() const { return std::get_if<proto::range_end>(&message); }
};

/// A client of one giver, which looks at every frame.
class giver_desk {
public:
    using far_end = scripted_connector::far_end;

    /// Greets.
    explicit giver_desk(giving_folder& folder, pipe_options options = {});

    /// Says nothing yet.
    explicit giver_desk(const far_end& serve, const pipe_options& options = {});
    ~giver_desk();

    raw_reply greet();

    void send(const proto::message& request, std::uint32_t id);
    void send(byte_view bytes);

    /// Waits for the next reply, whole with its data. Throws when the connection ended or a frame
    /// was broken.
    raw_reply receive();

    /// Both of it.
    raw_reply ask(const proto::message& request);

    /// Until so many bytes of data came that belong to no reply taken yet.
    void receive_some(std::size_t bytes);

    /// The giver has ended the connection.
    bool ended();

    /// Takes nothing until the giver gives up.
    void wait_until_given_up();

    pipe_stream& stream() { return *near_; }

    /// Lets everything happen that can happen at once.
    void settle();

private:
    task<bool> read_more();
    void parse(byte_view input);

    asio::io_context io_;
    std::unique_ptr<pipe_stream> near_;
    task_group serving_;
    proto::frame_parser parser_{proto::reply_limits};
    std::deque<raw_reply> whole_;
    raw_reply coming_;
    std::uint32_t last_id_ = 1000;
};

proto::read_request read_of(std::string path, std::uint64_t offset, std::uint64_t length);

} // namespace sluice::test
