#pragma once

#include "http/multipart_ranges.hpp"
#include "server/http/route.hpp"
#include "server/pickup/zip_plan.hpp"

namespace sluice::server {

/// Sends the bytes of a planned archive: what is generated from memory, members by sendfile at the
/// rates of host and client. Members are opened, compared with their versions and checksummed on
/// the pool, some ahead of the bytes; after its last byte each is compared again.
class zip_body {
public:
    /// Both must outlive it.
    zip_body(route_call& call, zip_plan& plan) : call_(call), plan_(plan) {}

    /// A range, after a head that promised it. Errors: those of the connection and of the disk;
    /// source_changed where a member is no longer what was planned: then the connection is closed
    /// with the promised length unfinished.
    task<result<>> send(http::byte_range range);

    /// Makes the checksums of all members known. Errors: source_changed, io_failed.
    task<result<>> know_all();

private:
    /// Members that are open: [first, first + files.size()), folders as nothing.
    struct batch {
        std::size_t first = 0;
        std::vector<std::optional<served_file>> files;
        std::int64_t unsettled_ns = 0; // how long to wait before they can be trusted
        std::vector<bool> known;       // whose checksums were found
    };

    static result<batch> open_batch(host& shared, zip_plan& plan, std::size_t first);
    task<result<>> load(std::size_t member);
    task<result<>> sum_large();
    task<result<>> send_piece(const zip::piece& next, bool last);
    task<result<>> send_data(const zip::piece& next);
    bool holds(std::size_t member) const;
    error broken_off(const error& why);

    route_call& call_;
    zip_plan& plan_;
    batch open_;
    std::size_t known_ = 0; // members before this one have their checksums
};

} // namespace sluice::server
