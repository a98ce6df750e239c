#pragma once

#include "state/records.hpp"

namespace sluice::state {

/// Where an offer of files is in its life; the last two are for ever.
enum class pickup_phase : std::uint8_t {
    sending = 1,   // the answer is under way
    awaiting = 2,  // sent to its end; the client has until expires_ns to confirm
    confirmed = 3, // proved: the files are being put away
    archived = 4,  // they are put away
    released = 5,  // not proved: the files were given back
};

/// A file of an offer, and the version that was offered.
struct pickup_file {
    std::string name;
    digest_key version;
    std::uint32_t crc32 = 0; // of the bytes; known once the offer is confirmed
    std::string archived_as; // its name in the archive; empty: not put there

    friend bool operator==(const pickup_file&, const pickup_file&) = default;
};

/// Files of a project that were given to one client, and to no other while the offer lives.
struct pickup_offer {
    std::string id; // 32 hex digits, the receipt
    std::string project;
    std::string extension; // without a dot
    std::string owner;     // name of the token; empty: none was needed
    std::string stamp;     // of the name of the archive: "20261121_120000", unique
    pickup_phase phase = pickup_phase::sending;
    std::string proof;           // what proved it, or why it was given back
    std::int64_t made_ns = 0;    // since 1970 UTC, as all here
    std::int64_t expires_ns = 0; // of `awaiting`
    std::int64_t ended_ns = 0;   // of `archived` and `released`
    std::vector<pickup_file> files;
};

} // namespace sluice::state
