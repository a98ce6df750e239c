#include "net/tls_stream.hpp"

#include "net/tls_error.hpp"

#include <openssl/ssl.h>
#include <unistd.h>

#include <algorithm>

namespace sluice::net {
namespace {

/// What is shorter waits for what follows it, so that a frame's header shares a record with its
/// body; one record holds 16 KiB.
constexpr std::size_t most_held = 4U << 10U;

constexpr std::size_t scratch_bytes = 128U << 10U;

/// Filled and encrypted before anything else runs on this thread, so all streams share it.
std::span<std::byte> scratch()
{
    static thread_local byte_buffer buffer(scratch_bytes);
    return buffer;
}

ssize_t read_file(int file, std::span<std::byte> into, std::uint64_t offset)
{
    while (true) {
        const auto got = ::pread(file, into.data(), into.size(), static_cast<off_t>(offset));
        if (got >= 0 || errno != EINTR) return got;
    }
}

} // namespace

void tls_stream::raw_deleter::operator()(ssl_st* ssl) const
{
    SSL_free(ssl);
}

tls_stream::~tls_stream()
{
    tls_stream::close();
}

error tls_stream::broken(int code, std::string_view stage)
{
    usable_ = false;
    return tls_failure(code, stage, peer());
}

result<std::size_t> tls_stream::read_now(std::span<std::byte> into)
{
    std::size_t done = 0;
    while (done < into.size()) {
        forget_tls_errors();
        errno = 0;
        std::size_t got = 0;
        const int good = SSL_read_ex(ssl_.get(), into.data() + done, into.size() - done, &got);
        if (good == 1) {
            done += got;
            may_have_more_ = true;
            continue;
        }
        const int code = SSL_get_error(ssl_.get(), good);
        if (code == SSL_ERROR_WANT_READ || code == SSL_ERROR_WANT_WRITE) {
            may_have_more_ = false;
            return done;
        }
        // What was read comes first; the next call finds the same end.
        if (done > 0) return done;
        if (code == SSL_ERROR_ZERO_RETURN) return fail(errc::peer_closed, "receive", peer());
        return broken(code, "receive");
    }
    return done;
}

result<std::optional<std::byte>> tls_stream::peek_byte()
{
    forget_tls_errors();
    errno = 0;
    std::byte first{};
    std::size_t got = 0;
    const int good = SSL_peek_ex(ssl_.get(), &first, 1, &got);
    may_have_more_ = good == 1;
    if (good == 1) return std::optional<std::byte>(first);
    const int code = SSL_get_error(ssl_.get(), good);
    if (code != SSL_ERROR_WANT_READ && code != SSL_ERROR_WANT_WRITE) return broken(code, "receive");
    return std::optional<std::byte>();
}

task<result<>> tls_stream::wait_readable(deadline limit)
{
    if (may_have_more_) co_return ok;
    auto ready = co_await socket_->wait_readable(limit);
    co_return ready;
}

task<result<>> tls_stream::wait_for(int wanted, deadline limit)
{
    if (wanted == SSL_ERROR_WANT_READ) {
        auto ready = co_await socket_->wait_readable(limit);
        co_return ready;
    }
    auto ready = co_await socket_->wait_writable(limit);
    co_return ready;
}

result<std::size_t> tls_stream::write_now(byte_view bytes)
{
    std::size_t done = 0;
    while (done < bytes.size()) {
        forget_tls_errors();
        errno = 0;
        std::size_t sent = 0;
        const auto left = bytes.subspan(done);
        const int good = SSL_write_ex(ssl_.get(), left.data(), left.size(), &sent);
        if (good == 1) {
            done += sent;
            continue;
        }
        wanted_ = SSL_get_error(ssl_.get(), good);
        if (wanted_ == SSL_ERROR_WANT_WRITE || wanted_ == SSL_ERROR_WANT_READ) return done;
        return broken(wanted_, "send");
    }
    return done;
}

task<result<>> tls_stream::write_all(byte_view bytes, deadline limit)
{
    while (!bytes.empty()) {
        const auto sent = write_now(bytes);
        if (!sent) co_return sent.error();
        bytes = bytes.subspan(*sent);
        if (bytes.empty()) break;
        const auto ready = co_await wait_for(wanted_, limit);
        if (!ready) co_return ready.error();
    }
    co_return ok;
}

task<result<>> tls_stream::write(byte_view bytes, deadline limit, follow_up next)
{
    if (next == follow_up::more && held_.size() + bytes.size() <= most_held) {
        append(held_, bytes);
        co_return ok;
    }
    if (!held_.empty()) {
        const bool joined = bytes.size() <= most_held;
        if (joined) append(held_, bytes);
        const byte_buffer first = std::exchange(held_, {});
        const auto sent = co_await write_all(first, limit);
        if (!sent || joined) co_return sent;
    }
    auto sent = co_await write_all(bytes, limit);
    co_return sent;
}

task<result<std::uint64_t>> tls_stream::send_file(int file, std::uint64_t offset,
                                                  std::uint64_t length, deadline limit)
{
    if (kernel_sends()) {
        auto sent = co_await send_by_kernel(file, offset, length, limit);
        co_return sent;
    }
    auto sent = co_await send_copied(file, offset, length, limit);
    co_return sent;
}

task<result<std::uint64_t>> tls_stream::send_copied(int file, std::uint64_t offset,
                                                    std::uint64_t length, deadline limit)
{
    std::uint64_t done = 0;
    while (done < length) {
        const auto into = scratch();
        const auto head = std::exchange(held_, {});
        std::copy(head.begin(), head.end(), into.begin());
        const auto room = std::min<std::uint64_t>(into.size() - head.size(), length - done);
        const auto got = read_file(file, into.subspan(head.size(), room), offset + done);
        if (got < 0) co_return fail_errno("send file", peer());
        if (got == 0) {
            held_ = head;
            break;
        }
        done += static_cast<std::uint64_t>(got);
        const byte_view all = into.first(head.size() + static_cast<std::size_t>(got));
        const auto sent = write_now(all);
        if (!sent) co_return sent.error();
        if (*sent == all.size()) continue;
        // Others use the scratch meanwhile.
        const byte_buffer kept(all.begin() + static_cast<std::ptrdiff_t>(*sent), all.end());
        const auto ready = co_await wait_for(wanted_, limit);
        if (!ready) co_return ready.error();
        const auto rest = co_await write_all(kept, limit);
        if (!rest) co_return rest.error();
    }
    co_return done;
}

result<std::size_t> tls_stream::sendfile_now(int file, std::uint64_t offset, std::uint64_t length)
{
    constexpr std::uint64_t most = 1U << 30U;
    forget_tls_errors();
    errno = 0;
    wanted_ = SSL_ERROR_NONE;
    const auto count = static_cast<std::size_t>(std::min(length, most));
    const auto sent = SSL_sendfile(ssl_.get(), file, static_cast<off_t>(offset), count, 0);
    if (sent >= 0) return static_cast<std::size_t>(sent);
    wanted_ = SSL_get_error(ssl_.get(), static_cast<int>(sent));
    if (wanted_ == SSL_ERROR_WANT_WRITE || wanted_ == SSL_ERROR_WANT_READ) return std::size_t{0};
    return broken(wanted_, "send file");
}

task<result<std::uint64_t>> tls_stream::send_by_kernel(int file, std::uint64_t offset,
                                                       std::uint64_t length, deadline limit)
{
    const byte_buffer head = std::exchange(held_, {});
    const auto headed = co_await write_all(head, limit);
    if (!headed) co_return headed.error();
    std::uint64_t done = 0;
    while (done < length) {
        const auto sent = sendfile_now(file, offset + done, length - done);
        if (!sent) co_return sent.error();
        done += *sent;
        if (*sent > 0) continue;
        if (wanted_ == SSL_ERROR_NONE) break; // the end of the file
        const auto ready = co_await wait_for(wanted_, limit);
        if (!ready) co_return ready.error();
    }
    co_return done;
}

void tls_stream::end_sending() noexcept
{
    if (usable_) SSL_shutdown(ssl_.get());
    forget_tls_errors();
    socket_->end_sending();
}

void tls_stream::close() noexcept
{
    // Says the end where that goes at once; nobody waits for the answer.
    if (usable_) SSL_shutdown(ssl_.get());
    usable_ = false;
    forget_tls_errors();
    socket_->close();
}

} // namespace sluice::net
