#include "http/problem.hpp"
#include "server/http/upgrade_websocket.hpp"
#include "server/streams/routes_topics.hpp"

namespace sluice::server {
namespace {

using nlohmann::json;

constexpr std::string_view json_type = "application/json";
constexpr std::string_view bytes_type = "application/octet-stream";
constexpr std::string_view one_topic = "/api/v1/topics/{name}";
constexpr std::string_view record_path = "/api/v1/topics/{name}/record";

parameter_description name_parameter()
{
    return {"name", "path", "letters, digits, '.', '_' and '-'", "string", true};
}

reply_description problem(int status, std::string_view why)
{
    return {status, why, http::problem_media_type, "Problem"};
}

route row_of(std::string_view method, std::string_view path, std::string_view operation,
             state::right needs)
{
    route row;
    row.method = method;
    row.path = path;
    row.operation = operation;
    row.tag = "topics";
    row.needs = needs;
    if (path != "/api/v1/topics") row.parameters = {name_parameter()};
    return row;
}

std::vector<parameter_description> subscription_parameters()
{
    return {name_parameter(),
            {"from", "query",
             "a sequence, a time as 2026-11-21T12:00:00Z, or -30s; without: what "
             "comes next"},
            {"policy", "query", "latest, drop-oldest, decimate:K, block or disconnect"}};
}

route list_row()
{
    auto row = row_of("GET", "/api/v1/topics", "listTopics", state::right::read);
    row.summary = "The topics of the server, by name.";
    row.replies = {{200, "all of them", json_type, "Topics",
                    json{{"topics", json::array({topic_example()})}}}};
    row.run = list_topics;
    return row;
}

route show_row()
{
    auto row = row_of("GET", one_topic, "getTopic", state::right::read);
    row.summary = "A topic and how it does.";
    row.replies = {{200, "the topic", json_type, "Topic", topic_example()},
                   problem(404, "There is none.")};
    row.run = show_topic;
    return row;
}

route subscribers_row()
{
    auto row =
        row_of("GET", "/api/v1/topics/{name}/subscribers", "listSubscribers", state::right::read);
    row.summary = "Who listens to a topic, by which policy, and what each got and missed.";
    const json one = {{"policy", "drop-oldest"},
                      {"next", 1200},
                      {"behind", 3},
                      {"sent", 1100},
                      {"missed", 97},
                      {"gaps", 2},
                      {"thinned", 0}};
    row.replies = {{200, "1000 of them at most", json_type, "Subscribers",
                    json{{"subscribers", json::array({one})}}},
                   problem(404, "There is no such topic.")};
    row.run = list_subscribers;
    return row;
}

route make_row()
{
    auto row = row_of("PUT", one_topic, "makeTopic", state::right::write);
    row.summary = "Makes a topic; again with the same layout it changes nothing.";
    row.body = {json_type, "TopicOrder",
                json{{"dtype", "<f8"}, {"shape", {100}}, {"units", "mV"}, {"keep_seconds", 600}}};
    row.replies = {{201, "It was made.", json_type, "Topic", topic_example()},
                   {200, "It was there.", json_type, "Topic", topic_example()},
                   problem(400, "not a layout"),
                   problem(409, "It is there with another layout.")};
    row.run = make_topic;
    return row;
}

route remove_row()
{
    auto row = row_of("DELETE", one_topic, "removeTopic", state::right::write);
    row.summary = "Ends a topic and removes what is kept of it.";
    row.replies = {{204, "It is gone."}, problem(404, "There is none.")};
    row.run = remove_topic;
    return row;
}

route publish_row()
{
    auto row = row_of("POST", one_topic, "publish", state::right::write);
    row.summary = "Publishes messages: their bytes, one behind the other.";
    row.rate_counted = false;
    row.parameters.push_back({"durable", "query", "answer when they are on stable storage"});
    row.body = {bytes_type, {}, {}};
    row.replies = {
        {200, "All were taken.", json_type, "Published", json{{"first", 1200}, {"count", 1}}},
        problem(400, "no whole number of messages"),
        problem(404, "There is none.")};
    row.run = publish_messages;
    return row;
}

route socket_row()
{
    auto row = row_of("GET", "/api/v1/topics/{name}/ws", "openTopic", state::right::read);
    row.summary = "Becomes a WebSocket on which the topic comes, or with `publish` goes.";
    row.rate_counted = false;
    row.parameters = subscription_parameters();
    row.parameters.push_back({"publish", "query", "send messages instead of getting them"});
    for (auto& one : websocket_parameters())
        row.parameters.push_back(one);
    row.replies = websocket_replies();
    row.replies.push_back(problem(404, "There is none."));
    row.run = open_topic_socket;
    return row;
}

route feed_row()
{
    auto row = row_of("GET", "/api/v1/topics/{name}/events", "followTopic", state::right::read);
    row.summary = "The topic as server-sent events: schema, data, gap.";
    row.rate_counted = false;
    row.parameters = subscription_parameters();
    row.parameters.push_back({"Last-Event-ID", "header", "go on behind this sequence"});
    row.replies = {{200, "the messages as they come", "text/event-stream"},
                   problem(400, "not a place to begin, or not a policy"),
                   problem(404, "There is none.")};
    row.run = follow_topic;
    return row;
}

route record_row()
{
    auto row = row_of("POST", record_path, "recordTopic", state::right::write);
    row.summary = "Takes the topic down from now on, as an array that grows by a row a message.";
    row.body = {json_type, "RecordOrder", json{{"array", "run-7"}}};
    row.replies = {{201, "It began.", json_type, "Topic", topic_example()},
                   problem(404, "There is no such topic."),
                   problem(409, "There is such an array, or a recording goes on.")};
    row.run = begin_recording;
    return row;
}

route stop_row()
{
    auto row = row_of("DELETE", record_path, "endRecording", state::right::write);
    row.summary = "Ends the recording; the array stays.";
    row.replies = {{204, "It has ended."}, problem(404, "There is none.")};
    row.run = end_recording;
    return row;
}

} // namespace

json topic_example()
{
    return {{"name", "lab"},
            {"dtype", "<f8"},
            {"shape", {100}},
            {"units", "mV"},
            {"first", 0},
            {"next", 1200},
            {"messages", 1200},
            {"bytes", 979232},
            {"rate", 20.0},
            {"subscribers", 2},
            {"published", 1200},
            {"missed", 0},
            {"journal", "ok"},
            {"unwritten", 0},
            {"keep_bytes", 67108864},
            {"keep_seconds", 3600.0},
            {"recording", nullptr},
            {"recorded", 0},
            {"recording_error", nullptr},
            {"source", nullptr}};
}

std::vector<route> topic_routes()
{
    return {list_row(),    show_row(),   subscribers_row(), make_row(),   remove_row(),
            publish_row(), socket_row(), feed_row(),        record_row(), stop_row()};
}

} // namespace sluice::server
