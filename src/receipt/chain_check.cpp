#include "receipt/chain_check.hpp"

#include "receipt/sha256.hpp"
#include "receipt/signed_receipt.hpp"

#include <fmt/format.h>

namespace sluice::receipt {
namespace {

error mismatch(std::string why)
{
    return fail(errc::checksum_mismatch, "receipt", std::move(why));
}

} // namespace

result<> chain_check::judge_link(const statement& said) const
{
    if (!last_) {
        const bool begins = said.number == 1;
        if (begins != (said.previous == first_previous()))
            return mismatch(
                fmt::format("receipt {}: only the first has no receipt before it", said.number));
        return ok;
    }
    if (said.number == last_->number)
        return mismatch(fmt::format("receipt {} is there twice", said.number));
    if (said.number < last_->number)
        return mismatch(
            fmt::format("receipt {} stands behind receipt {}", said.number, last_->number));
    if (said.number > last_->number + 1)
        return mismatch(
            fmt::format("receipts are missing between {} and {}", last_->number, said.number));
    if (said.previous != last_->hash)
        return mismatch(
            fmt::format("receipt {} follows another receipt {}", said.number, last_->number));
    return ok;
}

result<statement> chain_check::add(std::string_view line)
{
    const auto whole = read_line(line);
    if (!whole) return mismatch(whole.error().detail());
    const bool fits = key_.fits(whole->text, whole->signature);
    auto said = read_text(whole->text);
    // A newer form is one only if the server wrote it.
    if (!said && fits && said.error() == errc::unsupported_version) return said;
    if (!said) return mismatch(said.error().detail());
    auto judged = rule_ == chain_rule::linked ? judge_link(*said) : result<>(ok);
    last_ = known{said->number, sha256_hex(whole->text)};
    if (!fits && said->key_id != key_.id())
        return mismatch(fmt::format("receipt {} is signed by another key ({}, not {})",
                                    said->number, said->key_id, key_.id()));
    if (!fits) return mismatch(fmt::format("receipt {}: the signature does not fit", said->number));
    if (!judged) return judged.error();
    return said;
}

} // namespace sluice::receipt
