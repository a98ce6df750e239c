#include "client/schedule/same_bytes.hpp"

#include "storage/checksum.hpp"
#include "storage/read_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>

namespace sluice::client {
namespace {

enum class likeness { missing, different, same };

likeness compare(int folder, const std::string& name, const file_bytes& wanted)
{
    const unique_fd file(
        ::openat(folder, name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    if (!file) return errno == ENOENT ? likeness::missing : likeness::different;
    struct ::stat found{};
    if (::fstat(file.get(), &found) != 0 || !S_ISREG(found.st_mode) ||
        static_cast<std::uint64_t>(found.st_size) != wanted.size)
        return likeness::different;
    storage::checksum whole(storage::checksum_kind::sha256);
    byte_buffer piece(std::size_t{256} << 10U);
    for (std::uint64_t at = 0;;) {
        const auto got = storage::read_at(file.get(), at, piece);
        if (!got) return likeness::different;
        if (*got == 0) break;
        whole.update(byte_view(piece).first(*got));
        at += *got;
    }
    return whole.finish() == wanted.sha256 ? likeness::same : likeness::different;
}

} // namespace

std::optional<std::string> find_same_bytes(int folder, const std::string& name,
                                           const file_bytes& wanted, storage::on_exists policy)
{
    constexpr unsigned most_numbers = 1000;
    auto tried = name;
    for (unsigned number = 1; number <= most_numbers; ++number) {
        const auto found = compare(folder, tried, wanted);
        if (found == likeness::same) return tried;
        if (found == likeness::missing || policy != storage::on_exists::rename) break;
        tried = storage::numbered_name(name, number);
    }
    return std::nullopt;
}

} // namespace sluice::client
