#pragma once

#include "stream/journal.hpp"
#include "stream/schema.hpp"

namespace sluice::stream {

/// What has to be known of a topic besides its messages.
struct topic_facts {
    schema layout;
    journal_limits keep;

    /// No message has this number or a higher one. Written ahead of use, so that a number is never
    /// given twice, even if the messages that had it were lost.
    std::uint64_t reserved = 0;

    /// The program ended in order: the journal is whole and nothing was lost.
    bool clean = false;

    friend bool operator==(const topic_facts& a, const topic_facts& b)
    {
        return a.layout == b.layout && a.keep.bytes == b.keep.bytes && a.keep.age == b.keep.age &&
               a.reserved == b.reserved && a.clean == b.clean;
    }
};

/// The text of a topic's file, with a checksum in its last line. Pure.
std::string to_text(const topic_facts& what);

/// Errors: malformed_message.
result<topic_facts> parse_topic_file(std::string_view text);

/// Replaces the file `topic` in an open folder; afterwards it is on stable storage. Errors: those
/// of the disk.
result<> write_topic_file(int folder, const topic_facts& what,
                          storage::file_calls& calls = storage::system_file_calls());

/// Errors: not_found, malformed_message, those of the disk.
result<topic_facts> read_topic_file(int folder);

} // namespace sluice::stream
