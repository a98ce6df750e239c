#include "net/byte_stream.hpp"

namespace sluice::net {

result<> byte_stream::move_to(asio::any_io_executor)
{
    return fail(errc::unsupported, "move", peer());
}

task<result<>> byte_stream::write_pieces(std::span<const byte_view> pieces, deadline limit)
{
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        const auto next = i + 1 < pieces.size() ? follow_up::more : follow_up::nothing;
        auto written = co_await write(pieces[i], limit, next);
        if (!written) co_return written;
    }
    co_return ok;
}

task<result<std::size_t>> read_some(byte_stream& from, std::span<std::byte> into, deadline limit)
{
    while (true) {
        const auto got = from.read_now(into);
        if (!got || *got > 0) co_return got;
        const auto ready = co_await from.wait_readable(limit);
        if (!ready) co_return ready.error();
    }
}

} // namespace sluice::net
