#pragma once

#include "proto/messages.hpp"
#include "transfer/download/download.hpp"

/// What a download says about itself, as messages of a put and back. Pure.
namespace sluice::transfer {

/// into: where the target folder lies; it becomes part of the path.
proto::put_file to_message(const file_report& report, const std::string& into);
proto::put_progress to_message(const download_progress& progress);
proto::put_end to_message(const download_summary& summary);

/// Errors come back with the stage "put".
file_report report_of(const proto::put_file& message);
download_progress progress_of(const proto::put_progress& message);
download_summary summary_of(const proto::put_end& message);

} // namespace sluice::transfer
