#pragma once

#include "async/notifier.hpp"
#include "net/byte_stream.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <random>

namespace sluice::test {

/// Counts the operations of all streams that share it, so that a test can make each of them fail in
/// turn. One loop.
class stream_script {
public:
    /// The operation with this number, counted from 1, fails and its connection with it.
    void fail_at(std::uint64_t number, errc why)
    {
        fatal_ = number;
        why_ = why;
    }

    /// Called before each operation with its number.
    void before_each(std::function<void(std::uint64_t)> call) { before_ = std::move(call); }

    std::uint64_t operations() const { return made_; }
    bool struck() const { return fatal_ > 0 && made_ >= fatal_; }

    /// Counts one. An error: it shall fail.
    result<void> next();

private:
    std::uint64_t made_ = 0;
    std::uint64_t fatal_ = 0;
    errc why_ = errc::peer_closed;
    std::function<void(std::uint64_t)> before_;
};

/// What happens to the bytes of one direction.
struct wire_faults {
    std::optional<std::size_t> capacity;     // bytes, instead of that of both directions
    std::optional<std::uint64_t> cut_after;  // bytes; then the connection is gone
    std::optional<std::uint64_t> hold_after; // bytes; what follows never arrives
    std::optional<std::uint64_t> flip_bit;   // number of the bit: 8 to a byte, lowest first
    byte_buffer* record = nullptr;           // all that passed, as it was sent
};

struct pipe_options {
    std::size_t capacity = 256U << 10U; // bytes in each direction
    std::size_t most_read = 0;          // bytes of one read; 0: what is there
    std::uint64_t seed = 0;             // not 0: reads of 1 to most_read bytes
    wire_faults there;                  // what the dialling end writes
    wire_faults back;                   // what the other end writes
    stream_script* script = nullptr;
};

/// One end of a connection in memory. Both ends live on one loop.
class pipe_stream final : public net::byte_stream {
public:
    struct pair {
        std::unique_ptr<pipe_stream> dialled;
        std::unique_ptr<pipe_stream> accepted;
    };
    static pair make(asio::any_io_executor executor, pipe_options options = {});

    ~pipe_stream() override { pipe_stream::close(); }

    result<std::size_t> read_now(std::span<std::byte> into) override;
    result<std::optional<std::byte>> peek_byte() override;
    task<result<>> wait_readable(deadline limit) override;
    task<result<>> write(byte_view bytes, deadline limit, net::follow_up next) override;
    task<result<std::uint64_t>> send_file(int file, std::uint64_t offset, std::uint64_t length,
                                          deadline limit) override;
    void interrupt() noexcept override;
    void end_sending() noexcept override;
    void close() noexcept override;
    const std::string& peer() const noexcept override { return peer_; }

    /// Bytes that wait to be read by the other end.
    std::size_t unread() const;

private:
    struct wire;

    pipe_stream(std::shared_ptr<wire> in, std::shared_ptr<wire> out, const pipe_options& options);

    result<void> begin_operation();
    task<result<>> wait(wire& on, bool (*ready)(const wire&), deadline limit);
    task<result<>> put(byte_view bytes, deadline limit);
    std::size_t next_segment();

    std::shared_ptr<wire> in_;
    std::shared_ptr<wire> out_;
    stream_script* script_;
    std::size_t most_read_;
    bool random_segments_;
    bool gap_ = false; // the next read finds nothing, though bytes are there
    std::mt19937_64 random_;
    std::uint64_t interrupts_ = 0;
    std::string peer_ = "pipe";
};

} // namespace sluice::test
