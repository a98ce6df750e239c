#include "client/settings/stream_settings_rows.hpp"

namespace sluice::client {
namespace {

constexpr std::string_view group = "Topics";

setting call_setting(std::string_view key, value_rule rule, std::string_view initial,
                     std::string_view help)
{
    return {.key = key,
            .rule = std::move(rule),
            .initial = initial,
            .help = help,
            .group = group,
            .reach = setting_reach::arguments_only};
}

} // namespace

std::vector<setting> stream_rows()
{
    return {
        call_setting("dtype", accept_text("TYPE"), "<f8",
                     "With stream publish: the numbers, as NumPy names them."),
        call_setting("shape", accept_text("N,M..."), "",
                     "With stream publish: of one message; empty is one number."),
        call_setting("units", accept_text("TEXT"), "",
                     "With stream publish: what the numbers measure."),
        call_setting("follow", accept_switch(), "no",
                     "With stream publish: the file grows, go on at its end."),
        call_setting("text", accept_switch(), "no",
                     "With stream publish: numbers as text, between spaces, commas or lines."),
        call_setting("from", accept_text("SEQUENCE|TIME"), "",
                     "With stream tail, record and watch: where to begin; -30s is half a minute "
                     "ago."),
        call_setting("policy", accept_text("POLICY"), "",
                     "When this client is slow: latest, drop-oldest, decimate:K, block, "
                     "disconnect."),
        call_setting("count", accept_integer("NUMBER", 0, std::int64_t{1} << 60U), "0",
                     "With stream: end after so many messages; 0 goes on."),
        call_setting("plot", accept_one_of({"braille", "blocks", "ascii"}), "braille",
                     "With stream watch: what the plot is drawn with."),
    };
}

std::vector<verb> stream_verbs()
{
    return {
        {"stream ls", "", "List the live topics of the server.", 0, 0},
        {"stream publish", "TOPIC [FILE|-|udp:ADDRESS:PORT|demo]",
         "Publish to a topic, made where there is none.", 1, 2},
        {"stream tail", "TOPIC", "Print the messages of a topic as they come.", 1, 1},
        {"stream record", "TOPIC FILE", "Write the messages of a topic to a .npy file.", 2, 2},
        {"stream watch", "TOPIC", "Draw a topic on the terminal as it comes.", 1, 1},
    };
}

} // namespace sluice::client
