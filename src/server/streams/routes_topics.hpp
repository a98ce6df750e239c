#pragma once

#include "server/http/route.hpp"

namespace sluice::server {

/// /api/v1/topics and below: topics, messages, subscriptions.
std::vector<route> topic_routes();

/// What they run.
task<void> list_topics(route_call& call);
task<void> show_topic(route_call& call);
task<void> list_subscribers(route_call& call);
task<void> make_topic(route_call& call);
task<void> remove_topic(route_call& call);
task<void> publish_messages(route_call& call);
task<void> open_topic_socket(route_call& call);
task<void> follow_topic(route_call& call);
task<void> begin_recording(route_call& call);
task<void> end_recording(route_call& call);

/// Examples for the description.
nlohmann::json topic_example();

} // namespace sluice::server
