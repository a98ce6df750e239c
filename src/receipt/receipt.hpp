#pragma once

#include "base/result.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace sluice::receipt {

/// What a receipt says about one finished transfer (docs/receipts.md names every member). Times are
/// ns since 1970 UTC.
struct statement {
    std::uint64_t number = 0;   // of the receipt: 1, 2, 3, ... without a gap
    std::uint64_t transfer = 0; // of the record in the ledger
    std::string key_id;         // of the key that signs
    std::string previous;       // SHA-256 of the text before this one; first_previous() before any
    std::string who;
    std::string peer;
    std::string what; // bytes that are not UTF-8 stand in what_bytes too
    std::string direction;
    std::string door;
    std::string digest_kind;
    std::string root_digest; // hexadecimal; empty: none was computed
    std::uint64_t bytes = 0;
    std::int64_t started_ns = 0;
    std::int64_t ended_ns = 0;
    std::string result;
    std::string program; // "sluice-server 1.0.0"
};

/// What `previous` is in the first receipt of a chain: 64 zeros.
std::string first_previous();

/// The text of a receipt: compact JSON, members in the order of docs/receipts.md. These bytes are
/// signed, hashed and stored. Pure.
std::string text_of(const statement& said);

/// The inverse of text_of. Errors: unsupported_version (another "schema"), malformed_message (no
/// receipt, or the bytes differ from what text_of writes).
result<statement> read_text(std::string_view text);

/// "2026-11-21T12:30:00.000000001Z": a time of a receipt. Pure.
std::string time_text(std::int64_t ns);

} // namespace sluice::receipt
