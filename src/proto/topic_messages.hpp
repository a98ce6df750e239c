#pragma once

#include "proto/basic_types.hpp"

/// The messages of live topics: docs/protocol.md, "Topics".
namespace sluice::proto {

/// Most bytes of a message of a topic in one frame; longer ones take several.
inline constexpr std::size_t max_topic_piece = 60U << 10U;

/// What the side that opens a topic is going to do.
enum class topic_side : std::uint8_t { subscriber = 1, publisher = 2 };

/// Where a subscriber begins.
enum class topic_start : std::uint8_t { next = 1, sequence = 2, time = 3 };

/// Begins publishing to a topic or subscribing to it.
struct topic_open {
    static constexpr frame_type type = frame_type::topic_open;

    std::string topic;
    topic_side side = topic_side::subscriber;
    topic_start start = topic_start::next;
    std::uint64_t from = 0;
    std::string policy;
    std::string dtype;
    std::string shape;
    std::string units;

    static constexpr auto fields = std::make_tuple(
        field{"topic", &topic_open::topic, "letters, digits, `.`, `_`, `-`; no dot in front", 64},
        field{"side", &topic_open::side, "1 subscriber, 2 publisher", 2},
        field{"start", &topic_open::start, "1 what comes next, 2 a sequence, 3 a time", 3},
        field{"from", &topic_open::from, "the sequence, or the time in ns since 1970 UTC"},
        field{"policy", &topic_open::policy, "of a subscriber that is slow; empty: drop-oldest",
              64},
        field{"dtype", &topic_open::dtype, "of a publisher: NumPy's `<f8`; empty: as it is", 16},
        field{"shape", &topic_open::shape, "of a publisher: `2,100`; empty: one number", 1024},
        field{"units", &topic_open::units, "of a publisher: UTF-8, for people", 64});
    friend bool operator==(const topic_open&, const topic_open&) = default;
};

/// The answer to topic_open.
struct topic_schema {
    static constexpr frame_type type = frame_type::topic_schema;

    std::string dtype;
    std::string shape;
    std::string units;
    std::uint32_t message_bytes = 0;
    std::uint64_t first = 0;
    std::uint64_t next = 0;

    static constexpr auto fields = std::make_tuple(
        field{"dtype", &topic_schema::dtype, "of each number, as NumPy writes it", 16},
        field{"shape", &topic_schema::shape, "of a message; empty: one number", 1024},
        field{"units", &topic_schema::units, "UTF-8, for people", 64},
        field{"message_bytes", &topic_schema::message_bytes, "of every message"},
        field{"first", &topic_schema::first, "sequence of the oldest message kept"},
        field{"next", &topic_schema::next, "sequence of the message that comes next"});
    friend bool operator==(const topic_schema&, const topic_schema&) = default;
};

/// A message of a topic, or the next piece of one.
struct topic_data {
    static constexpr frame_type type = frame_type::topic_data;

    std::uint64_t sequence = 0;
    std::int64_t time_ns = 0;
    std::uint8_t more = 0;
    byte_buffer payload;

    static constexpr auto fields = std::make_tuple(
        field{"sequence", &topic_data::sequence, "its number; of a publisher: 0"},
        field{"time_ns", &topic_data::time_ns, "ns since 1970 UTC; of a publisher: 0"},
        field{"more", &topic_data::more, "1: the next frame goes on with the same message"},
        field{"payload", &topic_data::payload, "the numbers, C order", max_topic_piece});
    friend bool operator==(const topic_data&, const topic_data&) = default;
};

/// Messages that the subscriber does not get.
struct topic_gap {
    static constexpr frame_type type = frame_type::topic_gap;

    std::uint64_t from = 0;
    std::uint64_t to = 0;
    std::string reason;

    static constexpr auto fields =
        std::make_tuple(field{"from", &topic_gap::from, "the first of them"},
                        field{"to", &topic_gap::to, "the last of them"},
                        field{"reason", &topic_gap::reason, "`slow`, `expired` or `lost`", 32});
    friend bool operator==(const topic_gap&, const topic_gap&) = default;
};

/// How far a publisher is.
struct topic_accepted {
    static constexpr frame_type type = frame_type::topic_accepted;

    std::uint64_t messages = 0;
    std::uint64_t next = 0;

    static constexpr auto fields = std::make_tuple(
        field{"messages", &topic_accepted::messages, "of this publisher, accepted so far"},
        field{"next", &topic_accepted::next, "sequence of the message that comes next"});
    friend bool operator==(const topic_accepted&, const topic_accepted&) = default;
};

} // namespace sluice::proto
