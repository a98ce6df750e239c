#pragma once

#include "async/asio.hpp"
#include "receipt/signed_receipt.hpp"
#include "receipt/signing_key.hpp"
#include "state/store.hpp"

#include <chrono>
#include <memory>

namespace sluice::server {

/// Writes the receipts of a store and signs them (docs/receipts.md). The text of a receipt is
/// written with the ledger record, in one transaction; the signature follows when the transfers
/// pause, by a job of the pool. Thread-safe.
class receipt_desk {
public:
    /// From now on the store writes receipts; what was left without a signature by a kill is signed
    /// soon. The pool and the store must outlive it.
    receipt_desk(asio::thread_pool& pool, state::store& into, receipt::signing_key key,
                 std::chrono::milliseconds pause = std::chrono::milliseconds(500));
    receipt_desk(const receipt_desk&) = delete;
    receipt_desk& operator=(const receipt_desk&) = delete;
    ~receipt_desk();

    const receipt::public_key& key() const;

    /// A receipt with its signature, which is made now if the store has none yet. Errors: internal.
    result<receipt::signed_receipt> complete(state::receipt_record one) const;

    /// Signs what has no signature yet. Blocks. To be called before the pool is joined, which would
    /// wait for the pause.
    void flush();

private:
    struct signing;
    std::shared_ptr<signing> signing_;
};

/// A receipt with its signature, by the key if the store has none. Pure. Errors: internal.
result<receipt::signed_receipt> complete_receipt(state::receipt_record one,
                                                 const receipt::signing_key& key);

} // namespace sluice::server
