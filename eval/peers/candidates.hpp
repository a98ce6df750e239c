#pragma once

#include "eval/peers/peer.hpp"

namespace sluice::eval {

/// Who takes part, and why others do not.
struct candidates {
    std::vector<const peer*> present;
    std::vector<std::string> skipped;  // "wget2: not installed (Debian package wget2)"
    std::vector<std::string> versions; // "curl: curl 7.88.1 ..."

    /// What its program said of its version; empty: nothing.
    std::string version_of(const std::string& program) const;
};

/// Looks for the programs of options.peers and of their servers and asks for their versions;
/// `ground` gets their paths. Errors: bad_usage for a peer that nobody knows. Blocks.
result<candidates> find_candidates(const peer_options& options, peer_ground& ground);

} // namespace sluice::eval
