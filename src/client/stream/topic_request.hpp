#pragma once

#include "base/settings.hpp"
#include "client/stream/topic_link.hpp"
#include "terminal/plot.hpp"

namespace sluice::client {

/// What to ask the server for, by the settings of the call. Errors: bad_usage.
result<proto::topic_open> subscription_of(const settings& loaded, std::string topic);

/// demo: the layout is that of the demo signal, whatever the settings say.
result<proto::topic_open> publication_of(const settings& loaded, std::string topic, bool demo);

/// "braille", "blocks" or "ascii".
terminal::plot_ink ink_of(std::string_view name);

/// Lines of `stream tail`: JSON documents, or text for people.
std::string schema_line(const proto::topic_schema& opened, const stream::schema& layout);
std::string message_line(const stream::schema& layout, const stream::message& one, bool as_json);
std::string gap_line(const proto::topic_gap& missing);

} // namespace sluice::client
