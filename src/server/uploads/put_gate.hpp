#pragma once

#include "transfer/upload/arrival_gate.hpp"
#include "transfer/upload/arrival_rules.hpp"
#include "transfer/upload/target_claims.hpp"

#include <map>

namespace sluice::server {

/// What a put may write: asks the server's rules and claims every path while it is written, so that
/// no other door writes there.
class put_gate final : public transfer::arrival_gate {
public:
    /// rules may be null: then only names of parts are refused. into: where paths begin, below the
    /// served folder.
    put_gate(transfer::target_claims& claims, transfer::arrival_rules* rules, std::string into);

    /// Errors: target_busy, bad_name, and those of arrival_rules.
    result<> admit(const std::string& path, std::uint64_t size) override;
    result<> inspect(const std::string& path, int file) override;
    void settled(const std::string& path) override;

private:
    std::string whole(const std::string& path) const;

    transfer::target_claims& claims_;
    transfer::arrival_rules* rules_;
    std::string into_;
    std::map<std::string, transfer::target_claims::claim> held_;
};

} // namespace sluice::server
