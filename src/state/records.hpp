#pragma once

#include "base/bytes.hpp"
#include "state/rights.hpp"

#include <optional>
#include <string>
#include <vector>

/// What the state store keeps. Plain data; times are ns since 1970 UTC.
namespace sluice::state {

/// Where an upload is in its life. published, failed and cancelled are for ever.
enum class upload_phase : std::uint8_t {
    open = 1,
    completing = 2,
    published = 3,
    failed = 4,
    cancelled = 5
};

/// Where the file shall appear.
enum class upload_place : std::uint8_t {
    tree = 1,    // below the served folder, under its path
    library = 2, // in the uploads folder, by id; listed by /api/files
    none = 3,    // nowhere: a part of another upload (tus concatenation)
    array = 4,   // in the folder of arrays, by id; listed by /api/v1/arrays under its target
};

/// One upload session. The durable ranges are rows of their own.
struct upload_record {
    std::string id;    // 32 hex digits
    std::string key;   // the client's own: Idempotency-Key, flowIdentifier; empty: none
    std::string door;  // "api", "tus", "flow", "form"
    std::string owner; // name of the token; empty: none was needed
    upload_phase phase = upload_phase::open;
    upload_place place = upload_place::tree;
    std::string target; // tree: path below the root; library, array: the name the client gave
    std::uint64_t size = 0;
    std::uint64_t chunk_size = 0; // 0: written by offset
    byte_buffer expected_sha256;  // of the whole file; empty: not given
    std::string metadata;         // the door's own, opaque
    std::uint64_t epoch = 1;      // raised by whoever takes the upload over
    std::int64_t created_ns = 0;
    std::int64_t expires_ns = 0;
    std::string outcome; // final path, or the code and text of the failure
};

/// Bytes [first, past) of an upload that are on stable storage.
struct durable_range {
    std::uint64_t first = 0;
    std::uint64_t past = 0;

    friend bool operator==(const durable_range&, const durable_range&) = default;
};

/// A file of the library (/api/files).
struct library_record {
    std::string id;
    std::string filename; // as the client named it
    std::uint64_t size = 0;
    std::string content_type;
    byte_buffer sha256;
    std::string owner;
    std::int64_t uploaded_ns = 0;
};

/// A finished transfer, whichever way and door.
struct ledger_record {
    std::uint64_t number = 0; // given by the store, rising
    std::string who;          // name of the token, or what the peer called itself
    std::string peer;         // ADDRESS:PORT
    std::string what;         // path
    std::string direction;    // "up", "down" or "pull"
    std::string door;         // "native", "http", "tus", ...
    std::string digest_kind;  // "xxh3" or "sha256"
    byte_buffer root_digest;  // empty where none was computed
    std::uint64_t bytes = 0;
    std::int64_t started_ns = 0;
    std::int64_t ended_ns = 0;
    std::string result; // "ok" or a code name
};

/// What identifies one version of one file on this machine.
struct digest_key {
    std::uint64_t device = 0;
    std::uint64_t inode = 0;
    std::uint64_t size = 0;
    std::int64_t modified_ns = 0;
    std::int64_t changed_ns = 0;

    friend bool operator==(const digest_key&, const digest_key&) = default;
};

/// A token without its secret. The store keeps the SHA-256 of the secret.
struct token_record {
    std::string id;   // 8 hex digits, the part of the token that is no secret
    std::string name; // unique
    byte_buffer secret_sha256;
    right_set rights;
    std::string path; // prefix below the root; empty: everything
    std::int64_t created_ns = 0;
    std::int64_t expires_ns = 0; // 0: never
    bool revoked = false;
};

} // namespace sluice::state
