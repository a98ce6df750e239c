#include "server/agents/json_agent_messages.hpp"

#include "http/text.hpp"
#include "http/websocket_rules.hpp"

#include <nlohmann/json.hpp>

#include <optional>

namespace sluice::server {
namespace {

using json = nlohmann::json;

/// More fields than any message has: what is beyond them is not kept.
constexpr std::size_t most_fields = 32;

error malformed(std::string_view what)
{
    return fail(errc::malformed_message, "json", std::string(what));
}

/// The object with its plain fields; what is nested, or too many, is left out while it is read, so
/// that a message costs no more memory than its text.
json parse_flat(std::string_view text)
{
    std::size_t fields = 0;
    bool wanted = true;
    const auto keep = [&](int depth, json::parse_event_t what, json&) {
        using event = json::parse_event_t;
        if (what == event::key && depth == 1) wanted = ++fields <= most_fields;
        if (depth < 1) return true;
        return wanted && what != event::object_start && what != event::array_start;
    };
    return json::parse(text, keep, false);
}

/// Reads fields of one message; the first that is wrong is remembered.
class field_reader {
public:
    explicit field_reader(const json& from) : from_(from) {}

    std::string text(const char* name, bool optional = false)
    {
        const auto at = from_.find(name);
        if (at != from_.end() && at->is_string()) return at->get<std::string>();
        if (!optional || (at != from_.end() && !at->is_null())) note(name);
        return {};
    }

    std::uint64_t number(const char* name)
    {
        const auto at = from_.find(name);
        if (at != from_.end() && at->is_number_unsigned()) return at->get<std::uint64_t>();
        note(name);
        return 0;
    }

    void note(const char* name)
    {
        if (!wrong_) wrong_ = malformed(std::string("field ") + name);
    }

    template <class Message>
    result<json_message> outcome(Message made)
    {
        if (wrong_) return *wrong_;
        return json_message(std::move(made));
    }

private:
    const json& from_;
    std::optional<error> wrong_;
};

result<json_message> read_chunk(field_reader& fields)
{
    json_chunk made;
    made.download_id = fields.text("download_id");
    made.number = fields.number("chunk_num");
    made.total = fields.number("total_chunks");
    if (!bytes_of_latin1(fields.text("data"), made.bytes)) fields.note("data");
    return fields.outcome(std::move(made));
}

result<json_message> read_complete(field_reader& fields)
{
    json_complete made;
    made.download_id = fields.text("download_id");
    made.total_size = fields.number("total_size");
    made.total_chunks = fields.number("total_chunks");
    made.sha256 = http::lower(fields.text("sha256", true));
    made.md5 = http::lower(fields.text("md5", true));
    return fields.outcome(std::move(made));
}

std::string text_of(const json& what)
{
    return what.dump(-1, ' ', false, json::error_handler_t::replace);
}

} // namespace

bool bytes_of_latin1(std::string_view text, std::string& into)
{
    into.clear();
    into.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto lead = static_cast<unsigned char>(text[i]);
        if (lead < 0x80) {
            into += text[i];
            continue;
        }
        if ((lead != 0xc2 && lead != 0xc3) || i + 1 == text.size()) return false;
        const auto next = static_cast<unsigned char>(text[++i]);
        into += static_cast<char>((lead & 0x03U) << 6U | (next & 0x3fU));
    }
    return true;
}

result<json_message> read_json_message(std::string_view text)
{
    const auto parsed = parse_flat(text);
    if (parsed.is_discarded() || !parsed.is_object()) return malformed("not JSON");
    field_reader fields(parsed);
    const auto type = fields.text("type");
    if (type == "file_chunk") return read_chunk(fields);
    if (type == "file_complete") return read_complete(fields);
    if (type == "register") return fields.outcome(json_register{fields.text("client_id")});
    if (type == "error") {
        json_failure made;
        made.download_id = fields.text("download_id", true);
        made.message = fields.text("message", true);
        return fields.outcome(std::move(made));
    }
    if (type == "ping") return fields.outcome(json_ping{});
    if (type == "pong") return fields.outcome(json_pong{});
    return malformed(type.empty() ? "field type" : "type " + type.substr(0, 40));
}

std::string registered_text(std::string_view client_id)
{
    return text_of({{"type", "registered"}, {"client_id", client_id}});
}

std::string download_request_text(std::string_view download_id, std::string_view file_path)
{
    return text_of(
        {{"type", "download_request"}, {"download_id", download_id}, {"file_path", file_path}});
}

std::string ping_text()
{
    return text_of({{"type", "ping"}});
}

std::string pong_text()
{
    return text_of({{"type", "pong"}});
}

std::string json_error_text(const error& why)
{
    return text_of({{"type", "error"}, {"code", code_name(why.code())}, {"message", why.text()}});
}

std::uint16_t close_code_for(const error& why)
{
    if (why == errc::going_away) return http::close_code::going_away;
    if (why == errc::malformed_message && why.detail() == "not JSON")
        return http::close_code::invalid_text;
    if (why == errc::unsupported) return http::close_code::unsupported_data;
    return http::close_code::policy;
}

error meaning_of_failure(const json_failure& said)
{
    const auto words = http::lower(said.message);
    const auto says = [&](std::string_view part) { return words.find(part) != words.npos; };
    if (says("not found") || says("no such file") || says("does not exist"))
        return fail(errc::not_found, "agent", said.message);
    if (says("permission") || says("not allowed") || says("denied"))
        return fail(errc::permission_denied, "agent", said.message);
    return fail(errc::io_failed, "agent", said.message);
}

} // namespace sluice::server
