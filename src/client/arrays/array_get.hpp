#pragma once

#include "client/settings/client_settings.hpp"
#include "fetch/fetch.hpp"
#include "storage/part_file.hpp"

namespace sluice::client {

/// What to fetch, and where it goes.
struct array_get_order {
    std::string name;   // of the array, for errors
    std::string url;    // of it, with its query
    std::string folder; // made if missing
    std::string file;   // name in it
    bool whole = true;  // the file as it is, so that an earlier attempt is gone on with
    storage::on_exists policy = storage::on_exists::rename;
    bool durable = true;
};

/// How far it is, for another thread to look at.
struct array_flow {
    std::atomic<std::uint64_t> came = 0; // with what an earlier attempt left
    std::atomic<std::uint64_t> size = 0; // 0: not known
};

/// What came of it.
struct array_got {
    std::string file; // the name it got; empty: one was there and stays
    std::uint64_t bytes = 0;
    std::uint64_t resumed = 0; // of them from an earlier attempt
    std::string sha256;        // hexadecimal
};

/// Fetches an array, or elements of it, into a file that appears only when it is complete and
/// matches the digest that the server told. Blocks. Errors: those of ask,
/// the server's, checksum_mismatch, those of writing.
result<array_got> fetch_array(const array_get_order& order, const fetch::access& how,
                              const fetch::stop_flag& stop, array_flow& flow);

/// The Content-Length; 0 where there is none.
std::uint64_t body_length(const http::fields& said);

/// Whether bytes with this SHA-256 are those that the fields of an answer promise by Repr-Digest;
/// without a promise they are. Errors: checksum_mismatch, malformed_message (the field).
result<> prove_digest(const http::fields& said, byte_view sha256, const std::string& name);

} // namespace sluice::client
