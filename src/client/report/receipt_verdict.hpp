#pragma once

#include "receipt/chain_check.hpp"

#include <iosfwd>
#include <string>
#include <vector>

namespace sluice::client {

/// What is wrong with one line of one file.
struct receipt_failure {
    std::string file;
    std::size_t line = 0; // from 1
    error why;
};

/// What was found about receipts, file after file.
struct receipt_verdict {
    std::size_t receipts = 0; // lines, good or not
    std::vector<receipt::statement> good;
    std::vector<receipt_failure> failures;
};

/// Judges every line of a file; empty lines at its end are passed over. A check that goes on over
/// several files judges them as one chain. Blocks only in `in`.
void judge_receipts(std::istream& in, const std::string& file, receipt::chain_check& check,
                    receipt_verdict& into);

/// A public key from the text of --key: 64 digits, or a file with digits, PEM or JSON. Blocks.
/// Errors: bad_usage, not_found, io_failed.
result<receipt::public_key> key_named(const std::string& text);

} // namespace sluice::client
