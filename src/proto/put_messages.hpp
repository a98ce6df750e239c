#pragma once

#include "proto/basic_types.hpp"

/// The messages with which a side that dialled has its files fetched: docs/protocol.md, "Putting".
namespace sluice::proto {

/// Asks the other side to fetch everything that this side shows on connections it will attach.
struct put_request {
    static constexpr frame_type type = frame_type::put_request;

    std::string into;
    name_taken on_exists = name_taken::rename;
    durable_when durability = durable_when::published;
    digest_kind kind = digest_kind::xxh3;
    std::uint16_t connections = 2;
    std::array<std::byte, 16> source_id{};

    static constexpr auto fields = std::make_tuple(
        field{"into", &put_request::into, "folder below the root to write to; empty: the root",
              max_path},
        field{"on_exists", &put_request::on_exists, "1 rename, 2 overwrite, 3 skip, 4 fail", 4},
        field{"durability", &put_request::durability, "1 none, 2 before a file appears", 2},
        field{"kind", &put_request::kind, "digests: 1 XXH3-128, 2 SHA-256", 2},
        field{"connections", &put_request::connections, "that fetch; one more is for listing"},
        field{"source_id", &put_request::source_id,
              "of the machine and the names given; a later put with the same one ends this one"});
    friend bool operator==(const put_request&, const put_request&) = default;
};

/// The answer to put_request.
struct put_accepted {
    static constexpr frame_type type = frame_type::put_accepted;

    ticket_bytes ticket{};

    static constexpr auto fields =
        std::make_tuple(field{"ticket", &put_accepted::ticket, "for attach; random"});
    friend bool operator==(const put_accepted&, const put_accepted&) = default;
};

/// The first frame of a giver that dialled: its connection is for this put, or for this pull.
struct attach {
    static constexpr frame_type type = frame_type::attach;

    ticket_bytes ticket{};

    static constexpr auto fields =
        std::make_tuple(field{"ticket", &attach::ticket, "of put_accepted or agent_dial"});
    friend bool operator==(const attach&, const attach&) = default;
};

/// How far a put is.
struct put_progress {
    static constexpr frame_type type = frame_type::put_progress;

    std::uint64_t files_known = 0;
    std::uint64_t files_done = 0;
    std::uint64_t bytes_known = 0;
    std::uint64_t bytes_done = 0;
    std::uint64_t bytes_received = 0;
    std::uint16_t streams = 0;
    std::uint8_t listing = 0;
    std::uint32_t verifying = 0;
    std::uint32_t syncing = 0;
    std::string current;

    static constexpr auto fields = std::make_tuple(
        field{"files_known", &put_progress::files_known, "files found so far"},
        field{"files_done", &put_progress::files_done, "files dealt with, failed ones too"},
        field{"bytes_known", &put_progress::bytes_known, "bytes of the files found"},
        field{"bytes_done", &put_progress::bytes_done, "bytes verified, resumed ones too"},
        field{"bytes_received", &put_progress::bytes_received, "bytes that came"},
        field{"streams", &put_progress::streams, "connections at work"},
        field{"listing", &put_progress::listing, "1: more files may be found"},
        field{"verifying", &put_progress::verifying, "parts of an earlier put being read"},
        field{"syncing", &put_progress::syncing, "files being put on stable storage"},
        field{"current", &put_progress::current, "path of a file on its way", max_path});
    friend bool operator==(const put_progress&, const put_progress&) = default;
};

/// What became of one file of a put.
struct put_file {
    static constexpr frame_type type = frame_type::put_file;

    std::string source;
    std::string path;
    std::uint64_t bytes = 0;
    std::uint64_t resumed_bytes = 0;
    std::uint32_t retries = 0;
    std::uint64_t duration_us = 0;
    std::uint8_t skipped = 0;
    byte_buffer root;
    std::uint16_t status = 0;
    std::string detail;

    static constexpr auto fields = std::make_tuple(
        field{"source", &put_file::source, "path as the giver showed it", max_path},
        field{"path", &put_file::path, "where it stands now; empty: nowhere", max_path},
        field{"bytes", &put_file::bytes, "its size"},
        field{"resumed_bytes", &put_file::resumed_bytes, "of an earlier put, verified again"},
        field{"retries", &put_file::retries, "ranges that were asked for again"},
        field{"duration_us", &put_file::duration_us, "how long it took, us"},
        field{"skipped", &put_file::skipped, "1: its name was taken and left alone"},
        field{"root", &put_file::root, "root digest; empty when it is not there", 32},
        field{"status", &put_file::status, "0, or number of the status table"},
        field{"detail", &put_file::detail, "for people, UTF-8", 1024});
    friend bool operator==(const put_file&, const put_file&) = default;
};

/// The put is over.
struct put_end {
    static constexpr frame_type type = frame_type::put_end;

    std::uint64_t files_done = 0;
    std::uint64_t files_skipped = 0;
    std::uint64_t files_failed = 0;
    std::uint64_t bytes = 0;
    std::uint64_t resumed_bytes = 0;
    std::uint64_t retries = 0;
    std::uint64_t duration_us = 0;
    std::uint16_t status = 0;
    std::string detail;

    static constexpr auto fields = std::make_tuple(
        field{"files_done", &put_end::files_done, "files that stand there now"},
        field{"files_skipped", &put_end::files_skipped, "whose name was taken and left alone"},
        field{"files_failed", &put_end::files_failed, "that did not arrive"},
        field{"bytes", &put_end::bytes, "of the files done"},
        field{"resumed_bytes", &put_end::resumed_bytes, "of them, from an earlier put"},
        field{"retries", &put_end::retries, "of ranges and of connections"},
        field{"duration_us", &put_end::duration_us, "how long it took, us"},
        field{"status", &put_end::status, "0: everything was tried; else why not, by the table"},
        field{"detail", &put_end::detail, "for people, UTF-8", 1024});
    friend bool operator==(const put_end&, const put_end&) = default;
};

} // namespace sluice::proto
