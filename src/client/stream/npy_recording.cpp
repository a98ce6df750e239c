#include "client/stream/npy_recording.hpp"

#include "stream/npy_head.hpp"

#include <fcntl.h>

namespace sluice::client {
namespace {

constexpr mode_t file_mode = 0666;

result<> write_at(int file, byte_view bytes, std::uint64_t at)
{
    while (!bytes.empty()) {
        const auto done = ::pwrite(file, bytes.data(), bytes.size(), static_cast<off_t>(at));
        if (done < 0 && errno == EINTR) continue;
        if (done <= 0) return fail_errno("record");
        at += static_cast<std::uint64_t>(done);
        bytes = bytes.subspan(static_cast<std::size_t>(done));
    }
    return ok;
}

} // namespace

npy_recording::npy_recording(unique_fd file, stream::schema of, std::size_t head_size)
    : file_(std::move(file)),
      layout_(std::move(of)),
      head_size_(head_size),
      message_bytes_(*stream::message_size(layout_))
{
}

npy_recording::~npy_recording()
{
    if (!file_) return;
    const auto ignored = count();
    static_cast<void>(ignored);
}

result<npy_recording> npy_recording::create(const std::string& path, const stream::schema& of)
{
    const auto head = stream::npy_head(of, 0);
    if (!head) return head.error();
    unique_fd file(::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, file_mode));
    if (!file && errno == EEXIST) return fail(errc::target_exists, "record", path);
    if (!file) return fail_errno("record", path);
    const auto written = write_at(file.get(), *head, 0);
    if (!written) return written.error();
    return npy_recording(std::move(file), of, head->size());
}

result<> npy_recording::add(const stream::message& one)
{
    const auto at = head_size_ + messages_ * message_bytes_;
    auto written = write_at(file_.get(), one.payload(), at);
    if (written) ++messages_;
    return written;
}

result<> npy_recording::count()
{
    const auto head = stream::npy_head(layout_, messages_);
    if (!head) return head.error();
    return write_at(file_.get(), *head, 0);
}

result<> npy_recording::finish()
{
    // What stands behind the last whole message is no part of it.
    const auto end = static_cast<off_t>(head_size_ + messages_ * message_bytes_);
    if (::ftruncate(file_.get(), end) != 0) return fail_errno("record");
    const auto counted = count();
    if (!counted) return counted;
    if (::fdatasync(file_.get()) != 0) return fail_errno("record");
    return ok;
}

} // namespace sluice::client
