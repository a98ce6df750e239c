#pragma once

#include <nlohmann/json.hpp>

namespace sluice::server {

/// The schemas Topic, Topics, TopicOrder, Published, RecordOrder and StreamStatus. Pure.
nlohmann::json topic_schemas();

} // namespace sluice::server
