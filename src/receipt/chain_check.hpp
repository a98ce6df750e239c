#pragma once

#include "receipt/public_key.hpp"
#include "receipt/receipt.hpp"

#include <optional>

namespace sluice::receipt {

/// Whether receipts must follow each other without a gap.
enum class chain_rule { linked, each_alone };

/// Judges receipts one after the other, as they stand in a file. Pure.
class chain_check {
public:
    explicit chain_check(public_key of_server, chain_rule rule = chain_rule::linked)
        : key_(of_server),
          rule_(rule)
    {
    }

    /// One line. Gives what it says if all is well. Errors: checksum_mismatch with what failed; the
    /// check may go on with the next line, which is then judged against this one as far as it could
    /// be read. unsupported_version: a newer form.
    result<statement> add(std::string_view line);

private:
    struct known {
        std::uint64_t number = 0;
        std::string hash; // of the text
    };

    result<> judge_link(const statement& said) const;

    public_key key_;
    chain_rule rule_;
    std::optional<known> last_;
};

} // namespace sluice::receipt
