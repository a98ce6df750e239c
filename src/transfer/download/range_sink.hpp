#pragma once

#include "transfer/download/download_file.hpp"
#include "transfer/upload/arrival_gate.hpp"

namespace sluice::transfer {

/// How files are taken in.
struct sink_rules {
    storage::file_calls& calls;
    storage::target_folder& target;
    storage::on_exists policy = storage::on_exists::rename;
    storage::durability durability = storage::durability::file;
    storage::digest_kind kind = storage::digest_kind::xxh3;
    arrival_gate* gate = nullptr; // none: everything may appear

    /// Asks the gate about a complete file. Blocks; what is refused is removed.
    result<> inspect(download_file& file) const;
};

/// What a connection brought, in order: bytes of a range, then its end with the digests, or that it
/// will not come.
struct sink_step {
    enum class what { begin, bytes, end, lost };

    what kind = what::bytes;
    shared_file file;
    byte_range range;             // begin: the range that follows; lost: the one that does not
    byte_view bytes;              // bytes: a view into the batch's slab
    byte_buffer digests;          // end: of the chunks of the range
    std::optional<error> refused; // lost: the peer's reason; none when the connection ended
};

/// What became of a range, or of its part up to an error. Nothing of the range is written any more.
struct sink_outcome {
    shared_file file;
    byte_range range;
    bool lost = false;               // it did not come, or not as it was asked for
    std::optional<error> refused;    // lost: the peer's reason; none when the connection ended
    std::vector<std::uint64_t> good; // chunks written and verified
    std::vector<std::uint64_t> bad;  // chunks whose digest did not match
    std::optional<error> failed;     // writing did not work
    std::optional<storage::publish_outcome> published; // small file without durability: all done
};

/// Writes, hashes and compares what one connection receives; every call blocks and belongs on the
/// pool, one at a time.
class range_sink {
public:
    explicit range_sink(sink_rules rules) : rules_(rules), hasher_(rules.kind) {}

    /// Takes the steps of a batch; an outcome for every range that ended or was lost in it.
    std::vector<sink_outcome> take(const std::vector<sink_step>& steps);

private:
    result<void> open(download_file& file);
    result<void> take_bytes(download_file& file, byte_view bytes);
    sink_outcome end_range(const sink_step& step);
    sink_outcome lose_range(const sink_step& step);
    void compare(const sink_step& step, sink_outcome& outcome);

    sink_rules rules_;
    storage::hasher hasher_;
    byte_range range_;           // at hand
    std::uint64_t position_ = 0; // of the next byte in the file
    byte_buffer computed_;       // digests of the chunks of the range so far
    std::optional<error> failed_;
};

} // namespace sluice::transfer
