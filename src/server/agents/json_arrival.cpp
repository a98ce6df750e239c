#include "server/agents/json_arrival.hpp"

#include "async/on_pool.hpp"
#include "server/host.hpp"
#include "storage/adopt_file.hpp"
#include "storage/checksum.hpp"
#include "storage/chunking.hpp"
#include "storage/hash_file.hpp"
#include "storage/read_file.hpp"

namespace sluice::server {
namespace {

/// The root digest of the file; reads what was just written.
result<std::string> root_of(int descriptor, std::uint64_t size)
{
    const auto kind = storage::digest_kind::xxh3;
    const storage::hashed_file whole{descriptor, size, storage::chunk_size_for(size), kind};
    storage::root_hasher root(kind, size, whole.chunk_size);
    for (std::uint64_t at = 0; at < storage::chunk_count(size, whole.chunk_size); ++at) {
        const auto chunk = storage::hash_chunk(whole, at);
        if (!chunk) return chunk.error();
        root.add(chunk->bytes());
    }
    return root.finish().hex();
}

/// Compares a checksum that the agent gave.
result<> compare(int descriptor, storage::checksum_kind kind, const std::string& hex)
{
    const auto wanted = storage::bytes_of_hex(hex);
    if (!wanted || wanted->size() != storage::checksum_size(kind))
        return fail(errc::malformed_message, "checksum", "not hex digits of its kind");
    storage::checksum computed(kind);
    byte_buffer buffer(256U << 10U);
    std::uint64_t offset = 0;
    while (true) {
        const auto got = storage::read_at(descriptor, offset, buffer);
        if (!got) return got.error();
        if (*got == 0) break;
        computed.update(byte_view(buffer).first(*got));
        offset += *got;
    }
    if (computed.finish() == *wanted) return ok;
    return fail(errc::checksum_mismatch, "checksum",
                kind == storage::checksum_kind::md5 ? "md5" : "sha256");
}

} // namespace

json_arrival::json_arrival(host& shared, const pull_order& order)
    : shared_(shared),
      target_(order.target),
      job_(order.job),
      rate_(order.rate)
{
}

json_arrival::~json_arrival()
{
    if (part_ && !published_) part_->discard();
}

void json_arrival::fail_with(error why)
{
    if (!over()) failed_ = std::move(why);
}

task<result<>> json_arrival::open()
{
    auto path = storage::check_path(target_);
    if (!path) co_return path.error();
    if (path->is_root()) co_return fail(errc::bad_name, "pull", "no target");
    auto work = [this, path = *path]() -> result<> {
        auto& calls = storage::system_file_calls();
        auto all = storage::target_folder::open(calls, shared_.downloads.string());
        if (!all) return all.error();
        folder_ = std::move(*all);
        auto in = folder_->folder(path.folder());
        if (!in) return in.error();
        storage::part_source source;
        source.path = "json " + job_;
        source.chunk_size = storage::min_chunk_size;
        storage::part_target target{std::move(*in), std::string(path.name())};
        auto part = storage::part_file::open(calls, std::move(target), std::move(source));
        if (!part) return part.error();
        part_ = std::move(*part);
        return ok;
    };
    auto opened = co_await on_pool(shared_.pool, std::move(work));
    co_return opened;
}

result<> json_arrival::store(std::uint64_t offset, const std::string& bytes)
{
    auto written = part_->write(offset, as_bytes(bytes));
    if (written) part_->start_writing(offset, bytes.size());
    return written;
}

std::chrono::milliseconds json_arrival::pause_after(std::size_t bytes) const
{
    if (rate_ == 0) return {};
    return std::chrono::milliseconds(bytes * 1000U / rate_);
}

task<void> json_arrival::take(json_chunk came)
{
    if (over()) co_return;
    const auto offset = sequence_.bytes();
    const auto counted = sequence_.take(came);
    if (!counted) {
        fail_with(counted.error());
        co_return;
    }
    const auto size = came.bytes.size();
    auto work = [this, offset, bytes = std::move(came.bytes)] { return store(offset, bytes); };
    const auto stored = co_await on_pool(shared_.pool, std::move(work));
    if (stored)
        stored_ += size;
    else
        fail_with(stored.error());
}

/// Blocks. The folder is synced last: only then the name counts.
result<> json_arrival::check_and_publish(const json_complete& said)
{
    const int file = part_->descriptor();
    if (!said.sha256.empty()) {
        const auto same = compare(file, storage::checksum_kind::sha256, said.sha256);
        if (!same) return same.error();
    }
    if (!said.md5.empty()) {
        const auto same = compare(file, storage::checksum_kind::md5, said.md5);
        if (!same) return same.error();
    }
    auto root = root_of(file, sequence_.bytes());
    if (!root) return root.error();
    digest_ = std::move(*root);
    const auto synced = part_->sync();
    if (!synced) return synced.error();
    // The name belongs to this job: what stands there is of an earlier attempt.
    const auto named = part_->publish(storage::on_exists::overwrite);
    if (!named) return named.error();
    if (!storage::sync_names(storage::system_file_calls(), part_->opened_folder()))
        return storage::target_error("sync folder", target_);
    return ok;
}

task<void> json_arrival::end(json_complete said)
{
    if (over()) co_return;
    const auto fits = sequence_.end(said);
    if (!fits) {
        fail_with(fits.error());
        co_return;
    }
    auto work = [this, said = std::move(said)] { return check_and_publish(said); };
    const auto published = co_await on_pool(shared_.pool, std::move(work));
    // Somebody may have given up meanwhile; the file is there all the same.
    published_ = static_cast<bool>(published);
    if (published)
        failed_.reset();
    else
        fail_with(published.error());
}

pull_progress json_arrival::progress() const
{
    pull_progress made;
    made.bytes_known = sequence_.expected_bytes();
    made.bytes_received = stored_;
    made.bytes_verified = published_ ? stored_ : 0;
    made.bytes_durable = made.bytes_verified;
    made.files_known = 1;
    made.files_done = published_ ? 1 : 0;
    if (!over()) made.current = target_;
    return made;
}

} // namespace sluice::server
