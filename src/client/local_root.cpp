#include "client/local_root.hpp"

#include "base/unique_fd.hpp"
#include "storage/chunking.hpp"
#include "storage/file_stamp.hpp"
#include "storage/hash_file.hpp"
#include "storage/read_file.hpp"

#include <fcntl.h>

#include <algorithm>
namespace sluice::client {
namespace {

result<std::string> root_of(const storage::hashed_file& file)
{
    storage::root_hasher root(file.kind, file.size, file.chunk_size);
    const auto chunks = storage::chunk_count(file.size, file.chunk_size);
    for (std::uint64_t chunk = 0; chunk < chunks; ++chunk) {
        const auto one = storage::hash_chunk(file, chunk);
        if (!one) return one.error();
        root.add(one->bytes());
    }
    return root.finish().hex();
}

result<std::string> whole_digest_of(const storage::hashed_file& file, const std::string& local)
{
    storage::hasher over(file.kind);
    byte_buffer buffer(256U << 10U);
    for (std::uint64_t at = 0; at < file.size;) {
        const auto left = std::min<std::uint64_t>(buffer.size(), file.size - at);
        const auto piece = std::span(buffer).first(static_cast<std::size_t>(left));
        const auto got = storage::read_at(file.descriptor, at, piece);
        if (!got) return got.error();
        if (*got < piece.size()) return fail(errc::source_changed, "read", local);
        over.update(piece);
        at += piece.size();
    }
    return over.finish().hex();
}

} // namespace

result<bool> has_root(const std::string& local, storage::digest_kind kind,
                      const std::string& root_digest)
{
    const unique_fd file(::open(local.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
    if (!file) return fail_errno("open", local);
    const auto stamp = storage::stamp_of_open(file.get());
    if (!stamp) return fail(stamp.error().code(), "open", local);
    const storage::hashed_file on_disk{file.get(), stamp->size,
                                       storage::chunk_size_for(stamp->size), kind};
    const auto root = root_of(on_disk);
    if (!root) return root.error();
    if (*root == root_digest || kind != storage::digest_kind::sha256) return *root == root_digest;
    const auto whole = whole_digest_of(on_disk, local);
    if (!whole) return whole.error();
    return *whole == root_digest;
}

} // namespace sluice::client
