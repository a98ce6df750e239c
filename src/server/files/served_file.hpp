#pragma once

#include "http/conditional.hpp"
#include "server/host.hpp"
#include "storage/root.hpp"

#include <memory>

namespace sluice::server {

/// An open file and the version it had then. Cheap to copy; the pool may use it while its request
/// goes on.
class served_file {
public:
    explicit served_file(storage::opened_file file);

    int descriptor() const { return opened_->file.get(); }
    std::uint64_t size() const { return opened_->stamp.size; }
    const storage::file_stamp& stamp() const { return opened_->stamp; }
    const std::shared_ptr<const storage::opened_file>& opened() const { return opened_; }

    /// Strong entity tag: the version in hexadecimal.
    const http::entity_tag& etag() const { return etag_; }

    /// For the conditions of a request.
    http::validators validators() const;

    /// False once the file on disk is no longer what was opened.
    bool unchanged() const;

private:
    std::shared_ptr<const storage::opened_file> opened_;
    http::entity_tag etag_;
};

/// Opens a regular file below a root: at once if the kernel knows the path, else on the pool. A
/// file that was changed within the last tick of the kernel's clock is waited for, since its next
/// change might not show. Errors: as storage::root::open_file, and source_changed (it is written
/// all the time).
task<result<served_file>> open_served(host& shared, const storage::root& below,
                                      storage::safe_path path);

} // namespace sluice::server
