#include "eval/record/records.hpp"

#include <nlohmann/json.hpp>

#include <fstream>

namespace sluice::eval {
namespace {

using json = nlohmann::ordered_json;

json start_of(std::string_view kind, const configuration& what, unsigned repeat)
{
    json made;
    made["schema"] = record_schema;
    made["kind"] = kind;
    made["configuration"] = label_of(what);
    made["clients"] = what.clients;
    made["file_size"] = what.file_size;
    made["files"] = what.files;
    made["workers"] = what.workers;
    made["mode"] = mode_name(what.mode);
    made["rate"] = what.rate;
    made["link"] = what.link;
    made["repeat"] = repeat;
    return made;
}

configuration configuration_of(const json& from)
{
    configuration made;
    made.clients = from.at("clients");
    made.file_size = from.at("file_size");
    made.files = from.at("files");
    made.workers = from.at("workers");
    made.mode = from.at("mode") == "process" ? client_mode::programs : client_mode::coroutines;
    made.rate = from.at("rate");
    made.link = from.at("link");
    return made;
}

json point(const std::optional<double>& when)
{
    return when ? json(*when) : json(nullptr);
}

std::optional<double> point_of(const json& from)
{
    return from.is_null() ? std::nullopt : std::optional<double>(from.get<double>());
}

json to_json(const file_record& one)
{
    auto made = start_of("file", one.what, one.repeat);
    made["client"] = one.client;
    made["file"] = one.file;
    made["planned"] = one.planned;
    made["start"] = point(one.start);
    made["first_byte"] = point(one.first_byte);
    made["received"] = point(one.received);
    made["verified"] = point(one.verified);
    made["durable"] = point(one.durable);
    made["done"] = point(one.done);
    made["bytes"] = one.bytes;
    made["retries"] = one.retries;
    made["exit"] = one.exit;
    made["error"] = one.error;
    return made;
}

json to_json(const client_record& one)
{
    auto made = start_of("client", one.what, one.repeat);
    made["client"] = one.client;
    made["wall"] = one.wall;
    made["bytes"] = one.bytes;
    made["cpu_seconds"] = one.cpu_seconds;
    made["peak_bytes"] = one.peak_bytes;
    made["exit"] = one.exit;
    made["error"] = one.error;
    return made;
}

json to_json(const repeat_record& one)
{
    auto made = start_of("repeat", one.what, one.repeat);
    made["wall"] = one.wall;
    made["bytes"] = one.bytes;
    made["server_cpu_seconds"] = one.server_cpu_seconds;
    made["server_peak_bytes"] = one.server_peak_bytes;
    made["failed"] = one.failed;
    return made;
}

file_record file_of(const json& from)
{
    file_record made;
    made.what = configuration_of(from);
    made.repeat = from.at("repeat");
    made.client = from.at("client");
    made.file = from.at("file");
    made.planned = from.at("planned");
    made.start = point_of(from.at("start"));
    made.first_byte = point_of(from.at("first_byte"));
    made.received = point_of(from.at("received"));
    made.verified = point_of(from.at("verified"));
    made.durable = point_of(from.at("durable"));
    made.done = point_of(from.at("done"));
    made.bytes = from.at("bytes");
    made.retries = from.at("retries");
    made.exit = from.at("exit");
    made.error = from.at("error");
    return made;
}

client_record client_of(const json& from)
{
    client_record made;
    made.what = configuration_of(from);
    made.repeat = from.at("repeat");
    made.client = from.at("client");
    made.wall = from.at("wall");
    made.bytes = from.at("bytes");
    made.cpu_seconds = from.at("cpu_seconds");
    made.peak_bytes = from.at("peak_bytes");
    made.exit = from.at("exit");
    made.error = from.at("error");
    return made;
}

repeat_record repeat_of(const json& from)
{
    repeat_record made;
    made.what = configuration_of(from);
    made.repeat = from.at("repeat");
    made.wall = from.at("wall");
    made.bytes = from.at("bytes");
    made.server_cpu_seconds = from.at("server_cpu_seconds");
    made.server_peak_bytes = from.at("server_peak_bytes");
    made.failed = from.at("failed");
    return made;
}

} // namespace

std::optional<double> file_record::latency() const
{
    if (!done || exit != 0) return std::nullopt;
    return *done - planned;
}

std::string line_of(const record& one)
{
    const auto made = std::visit([](const auto& any) { return to_json(any); }, one);
    return made.dump(-1, ' ', false, json::error_handler_t::replace);
}

result<record> record_of(std::string_view line)
{
    try {
        const auto from = json::parse(line);
        if (from.at("schema") != record_schema)
            return fail(errc::unsupported_version, "read record", from.at("schema").dump());
        const auto kind = from.at("kind").get<std::string>();
        if (kind == "file") return record(file_of(from));
        if (kind == "client") return record(client_of(from));
        if (kind == "repeat") return record(repeat_of(from));
        return fail(errc::malformed_message, "read record", "kind " + kind);
    } catch (const json::exception& why) {
        return fail(errc::malformed_message, "read record", why.what());
    }
}

result<std::vector<record>> read_records(const std::string& path)
{
    std::ifstream in(path);
    if (!in) return fail(errc::not_found, "read records", path);
    std::vector<record> all;
    std::string line;
    for (unsigned number = 1; std::getline(in, line); ++number) {
        auto one = record_of(line);
        const auto where = path + ":" + std::to_string(number) + ": ";
        if (!one)
            return fail(errc::malformed_message, "read records", where + one.error().detail());
        all.push_back(std::move(*one));
    }
    if (all.empty()) return fail(errc::not_found, "read records", path + " holds no record");
    return all;
}

} // namespace sluice::eval
