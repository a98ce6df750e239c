#pragma once

#include "client/part_sink.hpp"
#include "client/schedule/pickup_document.hpp"
#include "client/schedule/pull.hpp"

namespace sluice::client {

/// Fetches the archive of what is fresh in a project into a hidden part of the target folder. What
/// is cut off is gone on with by the next run, where the server still has the same archive.
class fresh_archive {
public:
    /// All are borrowed; the document is at "receiving", or empty.
    fresh_archive(pull_desk& desk, const pull_order& order, pickup_document& document)
        : desk_(desk),
          order_(order),
          document_(document)
    {
    }

    /// True: the document is at "received". False: nothing is fresh; `detail` has the server's
    /// words. Blocks. Errors: those of fetch::ask, of the server, and of the disk.
    result<bool> receive(const fetch::access& how, deadline limit);

    std::uint64_t bytes() const { return bytes_; } // that came
    const std::string& detail() const { return detail_; }

private:
    part_terms terms(storage::target_folder& into);
    result<void> ask_for_rest(part_sink& sink, fetch::request& what) const;
    result<bool> take(part_sink& sink, const fetch::answer& came);
    result<void> note_received(part_sink& sink, const fetch::answer& came);
    void forget_part(part_sink& sink);

    pull_desk& desk_;
    const pull_order& order_;
    pickup_document& document_;
    std::uint64_t bytes_ = 0;
    std::string detail_;
};

} // namespace sluice::client
