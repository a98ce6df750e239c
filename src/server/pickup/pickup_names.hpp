#pragma once

#include "state/pickup_records.hpp"

#include <map>
#include <mutex>
#include <string>
#include <string_view>

namespace sluice::server {

/// Whether /stream and /fetch take files with this extension: drc ply vpcc gpcc zip. Pure.
bool is_pickup_extension(std::string_view extension);

/// The media type of a segment by its extension, as the predecessor of /media had it; empty for
/// others. Pure.
std::string_view segment_type_of(std::string_view name);

/// "drc_2files_20261121_120000.zip". Pure.
std::string archive_name_of(const state::pickup_offer& offer);

/// Makes stamps that no two archives share: the UTC time, and a number where several are of one
/// second. Thread-safe.
class pickup_stamps {
public:
    std::string next(std::int64_t now_ns);

private:
    std::mutex mutex_;
    std::int64_t second_ = 0; // of the last one; never runs backwards
    unsigned used_ = 0;       // in that second
};

} // namespace sluice::server
