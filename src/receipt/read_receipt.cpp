#include "base/hex.hpp"
#include "receipt/receipt.hpp"

#include <nlohmann/json.hpp>

#include <charconv>
#include <chrono>

namespace sluice::receipt {
namespace {

using nlohmann::ordered_json;

constexpr int known_schema = 1;

error no_receipt(std::string why)
{
    return fail(errc::malformed_message, "receipt", std::move(why));
}

/// Digits at a place of a text; 0 where there are none.
int digits_at(std::string_view text, std::size_t at, std::size_t count)
{
    int value = 0;
    const auto* begin = text.data() + at;
    static_cast<void>(std::from_chars(begin, begin + count, value));
    return value;
}

/// Whatever is wrong with the text shows when the receipt is written again.
std::int64_t time_of(std::string_view text)
{
    if (text.size() != 30) return 0;
    using namespace std::chrono;
    // The years whose nanoseconds fit into 64 bits.
    const int in_year = digits_at(text, 0, 4);
    if (in_year < 1678 || in_year > 2261) return 0;
    const sys_days day{year(in_year) / digits_at(text, 5, 2) / digits_at(text, 8, 2)};
    const auto in_day = hours(digits_at(text, 11, 2)) + minutes(digits_at(text, 14, 2)) +
                        seconds(digits_at(text, 17, 2));
    const auto fraction = nanoseconds(digits_at(text, 20, 9));
    return (day.time_since_epoch() + in_day + fraction).count();
}

std::string what_of(const ordered_json& from)
{
    if (!from.contains("what_bytes")) return from.at("what").get<std::string>();
    const auto bytes = from_hex(from.at("what_bytes").get<std::string>());
    return bytes ? std::string(as_text(*bytes)) : std::string();
}

/// Of no other kind of number: to convert one that does not fit is undefined.
std::uint64_t count_in(const ordered_json& from, const char* name)
{
    return from.at(name).get_ref<const ordered_json::number_unsigned_t&>();
}

/// Throws what nlohmann throws for members that are missing or of another kind.
statement statement_in(const ordered_json& from)
{
    statement said;
    said.number = count_in(from, "number");
    said.transfer = count_in(from, "transfer");
    said.key_id = from.at("key").get<std::string>();
    said.previous = from.at("previous").get<std::string>();
    said.who = from.at("who").get<std::string>();
    said.peer = from.at("peer").get<std::string>();
    said.what = what_of(from);
    said.direction = from.at("direction").get<std::string>();
    said.door = from.at("door").get<std::string>();
    said.digest_kind = from.at("digest_kind").get<std::string>();
    said.root_digest = from.at("root_digest").get<std::string>();
    said.bytes = count_in(from, "bytes");
    said.started_ns = time_of(from.at("started").get<std::string>());
    said.ended_ns = time_of(from.at("ended").get<std::string>());
    said.result = from.at("result").get<std::string>();
    said.program = from.at("program").get<std::string>();
    return said;
}

} // namespace

result<statement> read_text(std::string_view text)
{
    const auto document = ordered_json::parse(text, nullptr, false);
    if (!document.is_object()) return no_receipt("no JSON object");
    const auto schema = document.find("schema");
    if (schema == document.end() || !schema->is_number_integer()) return no_receipt("no schema");
    if (*schema != known_schema)
        return fail(errc::unsupported_version, "receipt", "schema " + schema->dump());
    try {
        auto said = statement_in(document);
        if (text_of(said) != text) return no_receipt("not the bytes that were signed");
        return said;
    } catch (const ordered_json::exception& thrown) {
        return no_receipt(thrown.what());
    }
}

} // namespace sluice::receipt
