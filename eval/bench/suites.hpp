#pragma once

namespace sluice::eval {

/// Cutting streams of small control frames and of large data frames, in pieces as recv(2) brings
/// them.
void register_frame_parser_suite();

/// Encoding and decoding of the messages that a download sends most, and of a page of the catalog.
void register_codec_suite();

/// The digests of chunks and files, and the checksum of frames and journals.
void register_digest_suite();

/// Finding, making and dropping what the giver remembers of a file.
void register_digest_cache_suite();

/// One download of 1 TiB, as its 64 workers ask for ranges.
void register_chunk_plan_suite();

/// Noting verified chunks in memory-backed files, and reading a journal back.
void register_journal_suite();

/// Frames over a TCP connection of this machine with itself.
void register_stream_suite();

} // namespace sluice::eval
