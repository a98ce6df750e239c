#pragma once

#include <cstddef>
#include <cstdint>

/// The numbers of docs/protocol.md, section "Limits".
namespace sluice::proto {

inline constexpr std::uint16_t min_version = 1;
inline constexpr std::uint16_t max_version = 1;

inline constexpr std::uint32_t max_login_body = 4U << 10U;
inline constexpr std::uint32_t max_control_body = 64U << 10U;
inline constexpr std::uint32_t max_data_body = 1U << 20U;

inline constexpr std::size_t max_outstanding = 128;
inline constexpr std::size_t max_path = 4096;
inline constexpr std::size_t max_name = 255;
inline constexpr std::uint64_t max_read_length = 64U << 20U;
inline constexpr std::size_t max_page_entries = 4096;

} // namespace sluice::proto
