#pragma once

#include "fetch/request.hpp"
#include "storage/checksum.hpp"
#include "storage/part_file.hpp"

#include <functional>

namespace sluice::client {

/// What must be known of a part to go on with it later.
struct part_memory {
    std::string etag; // strong
    std::string name; // offered by the server, made safe
    std::uint64_t size = 0;
};

/// What a part_sink is told.
struct part_terms {
    storage::file_calls& calls;
    storage::target_folder& into;
    std::string source;           // the URL: what the part is a part of
    std::string name;             // of the file; empty: what the server offers
    std::uint64_t most_bytes = 0; // of a body
    std::function<result<void>(const part_memory&)> remember; // before the first byte; may be empty
};

/// Writes the body of an answer into a hidden part of a target folder, and digests it on its way.
/// A part with a strong entity tag and a length is resumable: its chunks stand in a journal. For
/// one thread at a time.
class part_sink final : public fetch::body_sink {
public:
    explicit part_sink(part_terms terms);

    /// Opens the part of an earlier attempt. Gives the bytes of it that are there and verified: the
    /// request should ask for those behind, If-Range of the tag. Errors as part_file::open.
    result<std::uint64_t> resume(const part_memory& known);

    /// Errors: malformed_message (a range that was not asked for), unsupported (a coding),
    /// too_large and those of the disk.
    result<void> begin(const fetch::answer& head) override;
    result<void> take(byte_view bytes) override;

    /// After the request: ends the last chunk. False if no body came.
    result<bool> finish();

    /// Of the whole body; after finish.
    const byte_buffer& sha256() const { return sha256_; }
    std::uint64_t size() const { return offset_; }
    std::uint64_t received() const { return received_; }
    const std::string& name() const { return memory_.name; }

    /// The part; null before a body began. May be taken away to be published.
    std::unique_ptr<storage::part_file>& part() { return part_; }

    /// Removes the part.
    void discard();

private:
    result<void> open_part();
    result<void> begin_anew(const fetch::answer& head);
    result<void> go_on(const fetch::answer& head);
    result<void> end_chunk();
    result<void> digest_resumed();

    part_terms terms_;
    part_memory memory_;
    std::unique_ptr<storage::part_file> part_;
    std::uint64_t offset_ = 0;   // where the next byte goes
    std::uint64_t received_ = 0; // bytes that came now
    std::uint64_t chunk_filled_ = 0;
    storage::hasher chunk_digest_;
    storage::checksum whole_;
    byte_buffer sha256_;
};

} // namespace sluice::client
