#pragma once

#include "state/records.hpp"
#include "storage/file_stamp.hpp"
#include "storage/part_file.hpp"
#include "transfer/download/range_set.hpp"

namespace sluice::transfer {

/// What a new upload shall be.
struct upload_order {
    state::upload_place place = state::upload_place::tree;
    std::string target; // tree: path below the root; library, array: a name; none: empty
    std::uint64_t size = 0;
    std::uint64_t chunk_size = 0;     // 0: written from front to back
    byte_buffer expected_sha256 = {}; // of the whole file; empty: not promised
    std::string key = {};             // the client's own; empty: none
    std::string door = {};
    std::string owner = {};
    std::string metadata = {}; // the door's own
    storage::on_exists policy = storage::on_exists::fail;
};

/// An upload as it stands.
struct upload_view {
    state::upload_record record; // metadata as the order had it
    storage::on_exists policy = storage::on_exists::fail;
    range_set durable; // empty once it has ended

    /// Where a writer from front to back goes on.
    std::uint64_t offset() const
    {
        return record.phase == state::upload_phase::published ? record.size : durable.prefix();
    }
};

/// A finished upload.
struct published_upload {
    std::string id;
    std::string name; // tree: path below the root; library: the client's name
    std::uint64_t size = 0;
    byte_buffer sha256;
    storage::file_stamp stamp; // of the file as it stands
    std::string content_type;  // library only
};

/// Which bytes a connection is about to write.
struct write_order {
    std::string id;
    std::uint64_t first = 0;  // not looked at for a writer that is alone
    std::uint64_t length = 0; // the most that may come
    bool alone = true; // front to back: one writer for the whole upload; else one for the range
    bool all_or_nothing = false; // bytes count only once finish has found them right and complete
};

/// The policy and the door's own words in one text for the store, and back. Pure.
std::string pack_metadata(storage::on_exists policy, const std::string& metadata);
std::pair<storage::on_exists, std::string> unpack_metadata(const std::string& packed);

/// A record for an order, with an id of its own and open. The expiry is the caller's.
state::upload_record upload_record_of(const upload_order& order, std::int64_t now_ns);

/// What a completing upload keeps in its outcome, so that a killed program can go on. Pure.
struct completing_note {
    byte_buffer sha256;
    std::uint64_t device = 0; // of the staging file
    std::uint64_t inode = 0;
};
std::string to_text(const completing_note& note);
std::optional<completing_note> completing_note_of(const std::string& text);

} // namespace sluice::transfer
