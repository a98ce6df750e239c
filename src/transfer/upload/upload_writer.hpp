#pragma once

#include "storage/checksum.hpp"
#include "transfer/upload/upload_session.hpp"

namespace sluice::transfer {

/// One connection that writes bytes of an upload, from the front of its range on. While the pool
/// writes and hashes one buffer, the next one fills. Of one loop; destroyed before finish it gives
/// its place to the next once its last write has ended, and what has not been asked for by filled
/// is lost, unless all_or_nothing: then everything is.
class upload_writer {
public:
    struct start {
        std::shared_ptr<upload_session> session;
        write_order order;  // first: where it begins
        std::uint64_t past; // of the file: no byte may come beyond
        std::shared_ptr<turnstile> gate;
        turnstile::pass pass;
        std::shared_ptr<unique_fd> file;
        asio::thread_pool& pool;
        storage::file_calls& calls;
        asio::any_io_executor executor;
    };
    explicit upload_writer(start with);
    upload_writer(const upload_writer&) = delete;
    upload_writer& operator=(const upload_writer&) = delete;
    ~upload_writer();

    /// Has the bytes hashed as they come; before the first of them.
    void hash_with(storage::checksum_kind kind);

    /// The bytes are on stable storage already: what comes is counted and dropped.
    bool already_there() const;

    /// A newer connection has taken over.
    bool fenced() const;

    std::uint64_t first() const;

    /// Where the next bytes go; at least one byte.
    std::span<std::byte> room();

    /// So many bytes were put into room(). Errors: fenced, too_large (more than ordered), no_space,
    /// io_failed, or how the upload ended.
    task<result<>> filled(std::size_t count, deadline limit);

    /// All has come. With a checksum given (of the kind hashed) bytes that are all-or-nothing count
    /// only if it matches. Success: everything is on stable storage; the value is where the writer
    /// stopped. Errors: as filled, checksum_mismatch, unfinished (all_or_nothing and too short).
    task<result<std::uint64_t>> finish(byte_view expected, deadline limit);

private:
    struct core;

    task<result<>> write_out(deadline limit);
    task<result<>> idle(deadline limit);
    result<> right(byte_view expected);

    std::shared_ptr<core> core_;
};

} // namespace sluice::transfer
