#include "eval/record/records.hpp"

#include "eval/record/configuration_json.hpp"

#include <fstream>

namespace sluice::eval {
namespace {

using json = nlohmann::ordered_json;

// The fields of each kind, once for writing and reading: `visit` gets their names and values.

template <class Record, class Visit>
void visit_fields(Record& one, const Visit& visit)
    requires(std::is_same_v<std::remove_const_t<Record>, file_record>)
{
    visit("repeat", one.repeat);
    visit("client", one.client);
    visit("file", one.file);
    visit("planned", one.planned);
    visit("start", one.start);
    visit("first_byte", one.first_byte);
    visit("received", one.received);
    visit("verified", one.verified);
    visit("durable", one.durable);
    visit("done", one.done);
    visit("bytes", one.bytes);
    visit("retries", one.retries);
    visit("exit", one.exit);
    visit("error", one.error);
}

template <class Record, class Visit>
void visit_fields(Record& one, const Visit& visit)
    requires(std::is_same_v<std::remove_const_t<Record>, client_record>)
{
    visit("repeat", one.repeat);
    visit("client", one.client);
    visit("wall", one.wall);
    visit("bytes", one.bytes);
    visit("cpu_seconds", one.cpu_seconds);
    visit("peak_bytes", one.peak_bytes);
    visit("exit", one.exit);
    visit("error", one.error);
}

template <class Record, class Visit>
void visit_fields(Record& one, const Visit& visit)
    requires(std::is_same_v<std::remove_const_t<Record>, repeat_record>)
{
    visit("repeat", one.repeat);
    visit("wall", one.wall);
    visit("bytes", one.bytes);
    visit("server_cpu_seconds", one.server_cpu_seconds);
    visit("server_peak_bytes", one.server_peak_bytes);
    visit("failed", one.failed);
}

constexpr std::string_view kind_name(const file_record&)
{
    return "file";
}
constexpr std::string_view kind_name(const client_record&)
{
    return "client";
}
constexpr std::string_view kind_name(const repeat_record&)
{
    return "repeat";
}

template <class Value>
void read_field(const json& from, Value& into)
{
    from.get_to(into);
}

void read_field(const json& from, std::optional<double>& into)
{
    into.reset();
    if (!from.is_null()) into = from.get<double>();
}

template <class Record>
record read_record(const json& from)
{
    Record made;
    made.what = configuration_of(from);
    visit_fields(made, [&](const char* name, auto& value) { read_field(from.at(name), value); });
    return made;
}

struct field_writer {
    json& into;

    template <class Value>
    void operator()(const char* name, const Value& value) const
    {
        into[name] = value;
    }
    void operator()(const char* name, const std::optional<double>& value) const
    {
        into[name] = value ? json(*value) : json(nullptr);
    }
};

} // namespace

std::optional<double> file_record::latency() const
{
    if (!done || exit != 0) return std::nullopt;
    return *done - planned;
}

std::string line_of(const record& one)
{
    json made;
    made["schema"] = record_schema;
    const auto write = [&made](const auto& any) {
        made["kind"] = kind_name(any);
        made.update(to_json(any.what));
        visit_fields(any, field_writer{made});
    };
    std::visit(write, one);
    return made.dump(-1, ' ', false, json::error_handler_t::replace);
}

result<record> record_of(std::string_view line)
{
    try {
        const auto from = json::parse(line);
        if (from.at("schema") != record_schema)
            return fail(errc::unsupported_version, "read record", from.at("schema").dump());
        const auto kind = from.at("kind").get<std::string>();
        if (kind == "file") return read_record<file_record>(from);
        if (kind == "client") return read_record<client_record>(from);
        if (kind == "repeat") return read_record<repeat_record>(from);
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
