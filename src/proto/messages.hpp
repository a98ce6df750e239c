#pragma once

#include "proto/agent_messages.hpp"
#include "proto/put_messages.hpp"
#include "proto/topic_messages.hpp"

#include <variant>
#include <vector>

/// The messages of docs/protocol.md. Every struct lists its fields once, in the order of the wire.
namespace sluice::proto {

/// The first frame of the side that dialled.
struct hello {
    static constexpr frame_type type = frame_type::hello;

    magic_bytes magic = proto::magic;
    std::uint16_t min_version = proto::min_version;
    std::uint16_t max_version = proto::max_version;
    std::uint64_t features = 0;
    proto::role role = role::asker;
    std::string peer_name;
    std::string credentials;

    static constexpr auto fields = std::make_tuple(
        field{"magic", &hello::magic, "\"SLUICE\", CR, LF"},
        field{"min_version", &hello::min_version, "lowest version spoken"},
        field{"max_version", &hello::max_version, "highest version spoken"},
        field{"features", &hello::features, "feature bits offered; unknown bits are ignored"},
        field{"role", &hello::role, "what the dialling side will be: 1 asker, 2 giver", 2},
        field{"peer_name", &hello::peer_name, "name for logs, UTF-8", max_name},
        field{"credentials", &hello::credentials, "empty, or a token", 2048});
    friend bool operator==(const hello&, const hello&) = default;
};

/// The answer that opens the session.
struct welcome {
    static constexpr frame_type type = frame_type::welcome;

    std::uint16_t version = proto::max_version;
    std::uint64_t features = 0;
    std::uint32_t max_control = max_control_body;
    std::uint32_t max_data = max_data_body;
    std::uint16_t max_outstanding = proto::max_outstanding;
    std::uint64_t session = 0;
    std::string peer_name;

    static constexpr auto fields = std::make_tuple(
        field{"version", &welcome::version, "the version both speak from now on"},
        field{"features", &welcome::features, "feature bits in force"},
        field{"max_control", &welcome::max_control, "most bytes of a control body"},
        field{"max_data", &welcome::max_data, "most bytes of a data body"},
        field{"max_outstanding", &welcome::max_outstanding, "requests that may be unanswered"},
        field{"session", &welcome::session, "number of the session in the giver's log"},
        field{"peer_name", &welcome::peer_name, "program and version, UTF-8", max_name});
    friend bool operator==(const welcome&, const welcome&) = default;
};

/// A file or folder of the catalog.
struct entry {
    std::string path;
    entry_kind kind = entry_kind::file;
    std::uint64_t size = 0;
    std::int64_t modified_ns = 0;
    version_token version{};
    std::uint32_t chunk_size = 0;

    static constexpr auto fields = std::make_tuple(
        field{"path", &entry::path, "relative to the root, components joined by /", max_path},
        field{"kind", &entry::kind, "1 file, 2 folder", 2},
        field{"size", &entry::size, "bytes; 0 for a folder"},
        field{"modified_ns", &entry::modified_ns, "last change, ns since 1970 UTC"},
        field{"version", &entry::version, "version token; zero for a folder"},
        field{"chunk_size", &entry::chunk_size, "bytes per chunk; 0 for a folder"});
    friend bool operator==(const entry&, const entry&) = default;
};

/// Asks for a page of the catalog.
struct list_request {
    static constexpr frame_type type = frame_type::list;

    std::string path;
    std::string pattern;
    std::string after;
    std::uint8_t recursive = 0;
    std::uint16_t most = max_page_entries;

    static constexpr auto fields = std::make_tuple(
        field{"path", &list_request::path, "folder or file to list; empty: the root", max_path},
        field{"pattern", &list_request::pattern, "glob over paths below it; empty: all", max_path},
        field{"after", &list_request::after, "`next` of the page before; empty: first page",
              max_path},
        field{"recursive", &list_request::recursive, "1: with all below, 0: one level"},
        field{"most", &list_request::most, "entries wanted at most"});
    friend bool operator==(const list_request&, const list_request&) = default;
};

/// A page of the catalog.
struct listing {
    static constexpr frame_type type = frame_type::listing;

    std::vector<entry> entries;
    std::string next;
    std::uint32_t skipped = 0;

    static constexpr auto fields = std::make_tuple(
        field{"entries", &listing::entries, "sorted by path, component by component",
              max_page_entries},
        field{"next", &listing::next, "ask again with it in `after`; empty: no more", max_path},
        field{"skipped", &listing::skipped,
              "things of this page that are not served (links, devices, bad names)"});
    friend bool operator==(const listing&, const listing&) = default;
};

/// Asks for one entry.
struct stat_request {
    static constexpr frame_type type = frame_type::stat;

    std::string path;

    static constexpr auto fields =
        std::make_tuple(field{"path", &stat_request::path, "file or folder", max_path});
    friend bool operator==(const stat_request&, const stat_request&) = default;
};

/// The answer to stat.
struct file_info {
    static constexpr frame_type type = frame_type::file_info;

    proto::entry entry;

    static constexpr auto fields =
        std::make_tuple(field{"entry", &file_info::entry, "what stands there now"});
    friend bool operator==(const file_info&, const file_info&) = default;
};

/// Asks for digests of chunks, computed now where they are not known.
struct manifest_request {
    static constexpr frame_type type = frame_type::manifest_request;

    std::string path;
    version_token version{};
    digest_kind kind = digest_kind::xxh3;
    std::uint64_t first_chunk = 0;
    std::uint32_t most = 1024;

    static constexpr auto fields = std::make_tuple(
        field{"path", &manifest_request::path, "file", max_path},
        field{"version", &manifest_request::version, "version wanted; zero: whichever"},
        field{"kind", &manifest_request::kind, "1 XXH3-128, 2 SHA-256", 2},
        field{"first_chunk", &manifest_request::first_chunk, "number of the first chunk"},
        field{"most", &manifest_request::most, "chunks wanted at most; the giver may send fewer"});
    friend bool operator==(const manifest_request&, const manifest_request&) = default;
};

/// A page of digests.
struct manifest {
    static constexpr frame_type type = frame_type::manifest;

    version_token version{};
    std::uint64_t size = 0;
    std::uint32_t chunk_size = 0;
    digest_kind kind = digest_kind::xxh3;
    std::uint64_t first_chunk = 0;
    byte_buffer digests;
    byte_buffer root;

    static constexpr auto fields = std::make_tuple(
        field{"version", &manifest::version, "version the digests belong to"},
        field{"size", &manifest::size, "bytes of the file"},
        field{"chunk_size", &manifest::chunk_size, "bytes per chunk, the last may be shorter"},
        field{"kind", &manifest::kind, "1 XXH3-128, 2 SHA-256", 2},
        field{"first_chunk", &manifest::first_chunk, "number of the first digest's chunk"},
        field{"digests", &manifest::digests, "16 or 32 bytes per chunk, one after the other",
              60U << 10U},
        field{"root", &manifest::root, "root digest, in the page with the last chunk; else empty",
              32});
    friend bool operator==(const manifest&, const manifest&) = default;
};

/// Asks for a range of one version of a file: answered by data frames and one range_end.
struct read_request {
    static constexpr frame_type type = frame_type::read;

    std::string path;
    version_token version{};
    std::uint64_t offset = 0;
    std::uint64_t length = 0;
    digest_kind kind = digest_kind::xxh3;

    static constexpr auto fields = std::make_tuple(
        field{"path", &read_request::path, "file", max_path},
        field{"version", &read_request::version, "version wanted; zero: whichever"},
        field{"offset", &read_request::offset, "first byte"},
        field{"length", &read_request::length, "bytes; beyond the end of the file: fewer come"},
        field{"kind", &read_request::kind, "digests wanted: 1 XXH3-128, 2 SHA-256", 2});
    friend bool operator==(const read_request&, const read_request&) = default;
};

/// Ends the data of a read: proves and versions what came.
struct range_end {
    static constexpr frame_type type = frame_type::range_end;

    version_token version{};
    std::uint64_t first_chunk = 0;
    byte_buffer digests;

    static constexpr auto fields = std::make_tuple(
        field{"version", &range_end::version, "version of every byte of the range"},
        field{"first_chunk", &range_end::first_chunk, "number of the first digest's chunk"},
        field{"digests", &range_end::digests, "of the chunks that lie whole in the range",
              8U << 10U});
    friend bool operator==(const range_end&, const range_end&) = default;
};

/// Takes the place of any reply, or ends the session when its request id is 0.
struct error_reply {
    static constexpr frame_type type = frame_type::error;

    std::uint16_t status = 0;
    std::uint8_t retryable = 0;
    std::uint32_t retry_after_ms = 0;
    std::string detail;

    static constexpr auto fields = std::make_tuple(
        field{"status", &error_reply::status, "number of the status table"},
        field{"retryable", &error_reply::retryable, "1: the same request may succeed later"},
        field{"retry_after_ms", &error_reply::retry_after_ms, "wait at least, ms; 0: your choice"},
        field{"detail", &error_reply::detail, "for people, UTF-8", 1024});
    friend bool operator==(const error_reply&, const error_reply&) = default;
};

/// Answered in turn like any request, so it measures a round trip behind what is outstanding.
struct ping {
    static constexpr frame_type type = frame_type::ping;

    std::uint64_t nonce = 0;

    static constexpr auto fields =
        std::make_tuple(field{"nonce", &ping::nonce, "comes back unchanged"});
    friend bool operator==(const ping&, const ping&) = default;
};

/// The answer to ping.
struct pong {
    static constexpr frame_type type = frame_type::pong;

    std::uint64_t nonce = 0;

    static constexpr auto fields =
        std::make_tuple(field{"nonce", &pong::nonce, "that of the ping"});
    friend bool operator==(const pong&, const pong&) = default;
};

/// The request named by the header's request id need not be finished: it ends with an error reply
/// "cancelled", or normally if it was done already.
struct cancel {
    static constexpr frame_type type = frame_type::cancel;
    static constexpr auto fields = std::make_tuple();
    friend bool operator==(const cancel&, const cancel&) = default;
};

/// The sender stops: outstanding requests are answered until the limit, new ones refused.
struct going_away {
    static constexpr frame_type type = frame_type::going_away;

    std::uint32_t limit_ms = 0;
    std::string reason;

    static constexpr auto fields = std::make_tuple(
        field{"limit_ms", &going_away::limit_ms, "time left for what is outstanding, ms"},
        field{"reason", &going_away::reason, "for people, UTF-8", 255});
    friend bool operator==(const going_away&, const going_away&) = default;
};

/// Any control message. Data frames have no message: their body is the file's bytes.
using message =
    std::variant<hello, welcome, list_request, listing, stat_request, file_info, manifest_request,
                 manifest, read_request, range_end, error_reply, ping, pong, cancel, going_away,
                 put_request, put_accepted, attach, put_progress, put_file, put_end, agent_register,
                 agent_accepted, agent_resolve, agent_resolved, agent_dial, agent_hang_up,
                 topic_open, topic_schema, topic_data, topic_gap, topic_accepted>;

} // namespace sluice::proto
