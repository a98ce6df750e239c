#pragma once

#include "net/byte_stream.hpp"
#include "net/delivery.hpp"
#include "server/security/admission.hpp"

#include <memory>

namespace sluice::server {

/// A stream that keeps its place among the counted connections for as long as it lives, so that
/// what outlives its session counts too. May die on another loop than the one it began on.
class counted_stream final : public net::byte_stream, public net::delivery_gauge {
public:
    counted_stream(std::unique_ptr<net::byte_stream> inner, admission_place place)
        : place_(std::move(place)),
          inner_(std::move(inner))
    {
    }

    result<std::size_t> read_now(std::span<std::byte> into) override
    {
        return inner_->read_now(into);
    }
    result<std::optional<std::byte>> peek_byte() override { return inner_->peek_byte(); }
    task<result<>> wait_readable(deadline limit) override { return inner_->wait_readable(limit); }
    task<result<>> write(byte_view bytes, deadline limit, net::follow_up next) override
    {
        return inner_->write(bytes, limit, next);
    }
    task<result<>> write_pieces(std::span<const byte_view> pieces, deadline limit) override
    {
        return inner_->write_pieces(pieces, limit);
    }
    void limit_unsent(std::size_t most) noexcept override { inner_->limit_unsent(most); }
    task<result<std::uint64_t>> send_file(int file, std::uint64_t offset, std::uint64_t length,
                                          deadline limit) override
    {
        return inner_->send_file(file, offset, length, limit);
    }
    void interrupt() noexcept override { inner_->interrupt(); }
    void end_sending() noexcept override { inner_->end_sending(); }
    result<> move_to(asio::any_io_executor loop) override
    {
        return inner_->move_to(std::move(loop));
    }
    void close() noexcept override { inner_->close(); }
    const std::string& peer() const noexcept override { return inner_->peer(); }
    result<net::delivery> delivery_now() override
    {
        auto* gauge = dynamic_cast<net::delivery_gauge*>(inner_.get());
        if (!gauge) return fail(errc::unsupported, "delivery");
        return gauge->delivery_now();
    }

private:
    admission_place place_;
    std::unique_ptr<net::byte_stream> inner_;
};

} // namespace sluice::server
