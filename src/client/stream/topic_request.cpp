#include "client/stream/topic_request.hpp"

#include "base/parse.hpp"
#include "base/rfc3339.hpp"
#include "stream/demo_signal.hpp"
#include "stream/topic_time.hpp"
#include "stream/value_text.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace sluice::client {
namespace {

constexpr std::size_t shown_values = 8;

} // namespace

result<proto::topic_open> subscription_of(const settings& loaded, std::string topic)
{
    const auto named = stream::check_topic_name(topic);
    if (!named) return named.error();
    const auto from = stream::parse_from(loaded.text("from"), real_time_ns());
    if (!from) return from.error();
    proto::topic_open made;
    made.topic = std::move(topic);
    made.policy = loaded.text("policy");
    made.from = from->sequence;
    if (from->what == stream::topic_from::kind::sequence) made.start = proto::topic_start::sequence;
    if (from->what == stream::topic_from::kind::time) {
        made.start = proto::topic_start::time;
        made.from = static_cast<std::uint64_t>(from->time_ns);
    }
    return made;
}

result<proto::topic_open> publication_of(const settings& loaded, std::string topic, bool demo)
{
    const auto named = stream::check_topic_name(topic);
    if (!named) return named.error();
    auto layout = stream::demo_schema();
    if (!demo) {
        const auto element = stream::parse_dtype(loaded.text("dtype"));
        if (!element) return element.error();
        auto shape = stream::parse_shape(loaded.text("shape"));
        if (!shape) return shape.error();
        layout = {*element, std::move(*shape), loaded.text("units")};
    }
    const auto size = stream::message_size(layout);
    if (!size) return size.error();
    proto::topic_open made;
    made.topic = std::move(topic);
    made.side = proto::topic_side::publisher;
    made.dtype = to_text(layout.element);
    made.shape = stream::shape_text(layout.shape);
    made.units = layout.units;
    return made;
}

terminal::plot_ink ink_of(std::string_view name)
{
    if (name == "blocks") return terminal::plot_ink::blocks;
    if (name == "ascii") return terminal::plot_ink::ascii;
    return terminal::plot_ink::braille;
}

std::string schema_line(const proto::topic_schema& opened, const stream::schema& layout)
{
    nlohmann::ordered_json made = {{"type", "schema"},      {"dtype", opened.dtype},
                                   {"shape", layout.shape}, {"units", opened.units},
                                   {"first", opened.first}, {"next", opened.next}};
    return made.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string message_line(const stream::schema& layout, const stream::message& one, bool as_json)
{
    const auto seconds = static_cast<double>(one.time_ns()) / 1e9;
    if (as_json)
        return fmt::format(R"({{"type":"data","seq":{},"time":{:.6f},"data":{}}})", one.sequence(),
                           seconds, stream::json_of(layout, one.payload()));
    auto line = fmt::format("{} {:.6f}", one.sequence(), seconds);
    const auto values = stream::doubles_of(layout.element, one.payload());
    for (std::size_t i = 0; i < std::min(shown_values, values.size()); ++i)
        line += fmt::format(" {:.6g}", values[i]);
    if (values.size() > shown_values) line += fmt::format(" ... ({} numbers)", values.size());
    return line;
}

std::string gap_line(const proto::topic_gap& missing)
{
    nlohmann::ordered_json made = {
        {"type", "gap"}, {"from", missing.from}, {"to", missing.to}, {"reason", missing.reason}};
    return made.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

} // namespace sluice::client
