#pragma once

#include "stream/topic_file.hpp"

namespace sluice::server {

/// The document that orders a topic (docs/streams.md); keep stands where it names no limits. Pure.
/// Errors: bad_usage, too_large.
result<stream::topic_facts> read_topic_order(std::string_view text, stream::journal_limits keep);

} // namespace sluice::server
