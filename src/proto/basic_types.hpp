#pragma once

#include "base/bytes.hpp"
#include "proto/field.hpp"
#include "proto/frame.hpp"
#include "proto/limits.hpp"

#include <array>
#include <string>
#include <tuple>

/// What the fields of several messages are made of.
namespace sluice::proto {

/// Opaque to all but the giver: equal tokens mean the same bytes. All zero means "whichever".
using version_token = std::array<std::byte, 16>;

using magic_bytes = std::array<std::byte, 8>;
inline constexpr magic_bytes magic{std::byte{'S'},  std::byte{'L'}, std::byte{'U'},
                                   std::byte{'I'},  std::byte{'C'}, std::byte{'E'},
                                   std::byte{0x0d}, std::byte{0x0a}};

enum class entry_kind : std::uint8_t { file = 1, folder = 2 };
enum class digest_kind : std::uint8_t { xxh3 = 1, sha256 = 2 };

/// Who serves files over a connection, independent of who dialled.
enum class role : std::uint8_t { asker = 1, giver = 2 };

/// What to do when the final name is taken, as storage::on_exists.
enum class name_taken : std::uint8_t { rename = 1, overwrite = 2, skip = 3, fail = 4 };

/// Whether a file must be on stable storage before it appears, as storage::durability.
enum class durable_when : std::uint8_t { never = 1, published = 2 };

/// Feature bits of hello and welcome.
inline constexpr std::uint64_t feature_put = 1;
inline constexpr std::uint64_t feature_agent = 2;
inline constexpr std::uint64_t feature_topic = 4;

/// Those that this program knows.
inline constexpr std::uint64_t known_features = feature_put | feature_agent | feature_topic;

/// Sixteen bytes that nobody can guess.
using ticket_bytes = std::array<std::byte, 16>;

} // namespace sluice::proto
