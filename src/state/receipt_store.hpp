#pragma once

#include "state/records.hpp"

#include <memory>

namespace sluice::state {

/// A receipt as the store keeps it: opaque bytes and their signature.
struct receipt_record {
    std::uint64_t number = 0;   // 1, 2, 3, ... without a gap
    std::uint64_t transfer = 0; // the ledger record that it is about
    std::string who;            // of that record
    std::string text;
    byte_buffer signature; // empty: not signed yet

    friend bool operator==(const receipt_record&, const receipt_record&) = default;
};

/// Writes what a receipt says, while the store is inside of the transaction that adds the ledger
/// record: it must be quick, and may be asked again for the same number if the transaction failed.
class receipt_writer {
public:
    virtual ~receipt_writer() = default;

    /// about.number is known; previous is the text of the receipt before, empty for the first one.
    virtual std::string write(const ledger_record& about, std::uint64_t number,
                              const std::string& previous) = 0;
};

/// Which receipts are wanted, lowest number first.
struct receipt_query {
    std::uint64_t after = 0;
    std::size_t most = 100;
    std::optional<std::string> who = {}; // only this one's
};

/// The part of the store that keeps the chain of receipts. As `store` says.
class receipt_store {
public:
    virtual ~receipt_store() = default;

    /// From now on each record that append_ledger adds gets a receipt in the same transaction: both
    /// are there, or neither. To be called before other threads use the store. Null: none.
    virtual void write_receipts_by(std::shared_ptr<receipt_writer> author) = 0;

    virtual result<std::vector<receipt_record>> receipts(const receipt_query& wanted) = 0;
    virtual result<std::optional<receipt_record>> find_receipt(std::uint64_t number) = 0;

    /// Those without a signature, lowest first.
    virtual result<std::vector<receipt_record>> unsigned_receipts(std::size_t most) = 0;

    /// Gives each of these its signature, where it has none yet and the text is the same.
    virtual result<> sign_receipts(const std::vector<receipt_record>& signed_now) = 0;
};

} // namespace sluice::state
