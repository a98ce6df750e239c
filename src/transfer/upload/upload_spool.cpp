#include "transfer/upload/upload_spool.hpp"

#include "base/hex.hpp"
#include "storage/read_file.hpp"

#include <fcntl.h>
#include <sys/random.h>

namespace sluice::transfer {
namespace {

/// So much is written in the background at a time: the last sync then finds little to do.
constexpr std::uint64_t write_ahead = 8U << 20U;

} // namespace

std::string random_upload_id()
{
    std::array<std::byte, 16> bits{};
    while (::getrandom(bits.data(), bits.size(), 0) != static_cast<ssize_t>(bits.size())) {
    }
    return to_hex(bits);
}

upload_spool::upload_spool(upload_shared& shared, std::string id, unique_fd file)
    : shared_(shared),
      id_(std::move(id)),
      file_(std::move(file))
{
}

upload_spool::~upload_spool()
{
    if (!kept_) shared_.calls.unlink_at(shared_.incoming->get(), id_.c_str());
}

result<std::unique_ptr<upload_spool>> upload_spool::open(upload_shared& shared)
{
    auto id = random_upload_id();
    unique_fd file(shared.calls.open_at(shared.incoming->get(), id.c_str(),
                                        O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (!file) return storage::target_error("spool", id);
    return std::unique_ptr<upload_spool>(new upload_spool(shared, std::move(id), std::move(file)));
}

result<> upload_spool::append(byte_view bytes)
{
    hash(bytes);
    return write(bytes);
}

result<> upload_spool::write(byte_view bytes)
{
    while (!bytes.empty()) {
        const auto wrote = shared_.calls.write_at(file_.get(), bytes.data(), bytes.size(),
                                                  static_cast<off_t>(size_));
        if (wrote < 0 && errno == EINTR) continue;
        if (wrote < 0) return storage::target_error("spool", id_);
        bytes = bytes.subspan(static_cast<std::size_t>(wrote));
        size_ += static_cast<std::uint64_t>(wrote);
    }
    if (size_ - begun_ < write_ahead) return ok;
    // Only a hint: what fails here fails again when it is synced.
    shared_.calls.start_writing(file_.get(), static_cast<off_t>(begun_),
                                static_cast<off_t>(size_ - begun_));
    begun_ = size_;
    return ok;
}

result<std::size_t> upload_spool::read(std::uint64_t offset, std::span<std::byte> into) const
{
    return storage::read_at(file_.get(), offset, into);
}

} // namespace sluice::transfer
