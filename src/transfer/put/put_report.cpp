#include "transfer/put/put_report.hpp"

#include "proto/status.hpp"
#include "storage/digest.hpp"

#include <charconv>

namespace sluice::transfer {
namespace {

std::uint64_t microseconds(double seconds)
{
    return seconds > 0 ? static_cast<std::uint64_t>(seconds * 1e6) : 0;
}

double seconds_of(std::uint64_t microseconds)
{
    return static_cast<double>(microseconds) / 1e6;
}

byte_buffer from_hex(std::string_view text)
{
    byte_buffer bytes;
    for (std::size_t at = 0; at + 2 <= text.size(); at += 2) {
        std::uint8_t value = 0;
        std::from_chars(text.data() + at, text.data() + at + 2, value, 16);
        bytes.push_back(static_cast<std::byte>(value));
    }
    return bytes;
}

error error_from(std::uint16_t status, std::string detail)
{
    proto::error_reply reply;
    reply.status = status;
    const auto known = proto::error_of(reply);
    return fail(known.code(), "put", std::move(detail));
}

std::uint16_t narrow(unsigned value)
{
    return static_cast<std::uint16_t>(std::min(value, 65535U));
}

} // namespace

proto::put_file to_message(const file_report& report, const std::string& into)
{
    proto::put_file made;
    made.source = report.remote.substr(0, proto::max_path);
    if (!report.local.empty()) made.path = into.empty() ? report.local : into + "/" + report.local;
    if (made.path.size() > proto::max_path) made.path.resize(proto::max_path);
    made.bytes = report.bytes;
    made.resumed_bytes = report.resumed_bytes;
    made.retries = static_cast<std::uint32_t>(report.retries);
    made.duration_us = microseconds(report.seconds);
    made.skipped = report.skipped ? 1 : 0;
    made.root = from_hex(report.digest);
    if (report.failed) {
        auto why = proto::reply_of(*report.failed);
        made.status = why.status;
        made.detail = std::move(why.detail);
    }
    return made;
}

proto::put_progress to_message(const download_progress& progress)
{
    proto::put_progress made;
    made.files_known = progress.files_known;
    made.files_done = progress.files_done;
    made.bytes_known = progress.bytes_known;
    made.bytes_done = progress.bytes_done;
    made.bytes_received = progress.bytes_received;
    made.streams = narrow(progress.streams);
    made.listing = progress.listing ? 1 : 0;
    made.verifying = progress.verifying;
    made.syncing = progress.syncing;
    made.current = progress.current;
    return made;
}

proto::put_end to_message(const download_summary& summary)
{
    proto::put_end made;
    made.files_done = summary.files_done;
    made.files_skipped = summary.files_skipped;
    made.files_failed = summary.files_failed;
    made.bytes = summary.bytes;
    made.resumed_bytes = summary.resumed_bytes;
    made.retries = summary.retries;
    made.duration_us = microseconds(summary.seconds);
    if (summary.stopped) {
        auto why = proto::reply_of(*summary.stopped);
        made.status = why.status;
        made.detail = std::move(why.detail);
    }
    return made;
}

file_report report_of(const proto::put_file& message)
{
    file_report made;
    made.remote = message.source;
    made.local = message.path;
    made.bytes = message.bytes;
    made.resumed_bytes = message.resumed_bytes;
    made.retries = message.retries;
    made.seconds = seconds_of(message.duration_us);
    made.times.started -= std::chrono::microseconds(message.duration_us);
    made.skipped = message.skipped != 0;
    const bool whole = message.root.size() == 16 || message.root.size() == 32;
    if (whole) made.digest = storage::digest(message.root).hex();
    if (message.status != 0) made.failed = error_from(message.status, message.detail);
    return made;
}

download_progress progress_of(const proto::put_progress& message)
{
    download_progress made;
    made.files_known = message.files_known;
    made.files_done = message.files_done;
    made.bytes_known = message.bytes_known;
    made.bytes_done = message.bytes_done;
    made.bytes_received = message.bytes_received;
    made.streams = message.streams;
    made.listing = message.listing != 0;
    made.verifying = message.verifying;
    made.syncing = message.syncing;
    made.current = message.current;
    return made;
}

download_summary summary_of(const proto::put_end& message)
{
    download_summary made;
    made.files_done = message.files_done;
    made.files_skipped = message.files_skipped;
    made.files_failed = message.files_failed;
    made.bytes = message.bytes;
    made.resumed_bytes = message.resumed_bytes;
    made.retries = message.retries;
    made.seconds = seconds_of(message.duration_us);
    if (message.status != 0) made.stopped = error_from(message.status, message.detail);
    return made;
}

} // namespace sluice::transfer
