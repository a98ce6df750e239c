#include "zip/records.hpp"

#include "base/escape.hpp"

#include <algorithm>
#include <chrono>
#include <limits>

namespace sluice::zip {
namespace {

constexpr std::uint32_t full_16 = 0xffff;
constexpr std::uint64_t full_32 = 0xffffffff;

constexpr std::uint64_t local_fixed = 30;
constexpr std::uint64_t central_fixed = 46;
constexpr std::uint64_t end_fixed = 22;
constexpr std::uint64_t end_64 = 56;
constexpr std::uint64_t locator_64 = 20;
constexpr std::uint64_t extra_head = 4;
constexpr std::uint64_t time_extra = extra_head + 5;

constexpr std::uint32_t version_64 = 45;
constexpr std::uint32_t version_folders = 20;
constexpr std::uint32_t made_on_unix = 3U << 8U;

template <class Integer>
void put(std::string& to, Integer value)
{
    for (std::size_t i = 0; i < sizeof(Integer); ++i)
        to.push_back(static_cast<char>(static_cast<std::uint64_t>(value) >> (8 * i) & 0xffU));
}

void put_16(std::string& to, std::uint64_t value)
{
    put(to, static_cast<std::uint16_t>(value));
}

void put_32(std::string& to, std::uint64_t value)
{
    put(to, static_cast<std::uint32_t>(value));
}

bool has_large_size(const member& of)
{
    return of.size >= full_32;
}

/// Values of the zip64 field in a central record: size twice, offset.
std::uint64_t central_64_values(const member& of, std::uint64_t offset)
{
    return (has_large_size(of) ? 2U : 0U) + (offset >= full_32 ? 1U : 0U);
}

std::uint64_t flags_of(const member& of)
{
    constexpr std::uint64_t utf8_name = 1U << 11U;
    return is_utf8(of.name) ? utf8_name : 0;
}

/// The fields that a local header and a central record share, from the flags to the sizes.
void append_common(std::string& to, const member& of, std::uint32_t crc)
{
    put_16(to, flags_of(of));
    put_16(to, 0); // stored
    put_32(to, dos_time(of.modified_ns));
    put_32(to, crc);
    put_32(to, std::min(of.size, full_32));
    put_32(to, std::min(of.size, full_32));
    put_16(to, of.name.size());
}

void append_time(std::string& to, const member& of)
{
    using limits = std::numeric_limits<std::int32_t>;
    const std::chrono::nanoseconds since(of.modified_ns);
    const auto seconds = std::chrono::floor<std::chrono::seconds>(since).count();
    put_16(to, 0x5455);
    put_16(to, time_extra - extra_head);
    to.push_back(1); // the time of the last change alone
    put(to,
        static_cast<std::int32_t>(std::clamp<std::int64_t>(seconds, limits::min(), limits::max())));
}

bool needs_64(const directory_place& directory)
{
    return directory.entries >= full_16 || directory.offset >= full_32 || directory.size >= full_32;
}

void append_end_64(std::string& to, const directory_place& directory)
{
    put_32(to, 0x06064b50);
    put(to, std::uint64_t{end_64 - 12}); // of what follows
    put_16(to, made_on_unix | version_64);
    put_16(to, version_64);
    put_32(to, 0); // this disk
    put_32(to, 0);
    put(to, directory.entries);
    put(to, directory.entries);
    put(to, directory.size);
    put(to, directory.offset);
    put_32(to, 0x07064b50);
    put_32(to, 0);
    put(to, directory.offset + directory.size);
    put_32(to, 1); // disks
}

} // namespace

std::uint64_t local_header_size(const member& of)
{
    return local_fixed + of.name.size() + time_extra + (has_large_size(of) ? extra_head + 16 : 0);
}

void append_local_header(std::string& to, const member& of, std::uint32_t crc)
{
    put_32(to, 0x04034b50);
    put_16(to, has_large_size(of) ? version_64 : version_folders);
    append_common(to, of, crc);
    put_16(to, local_header_size(of) - local_fixed - of.name.size());
    to += of.name;
    append_time(to, of);
    if (!has_large_size(of)) return;
    put_16(to, 1);
    put_16(to, 16);
    put(to, of.size);
    put(to, of.size);
}

std::uint64_t central_record_size(const member& of, std::uint64_t offset)
{
    const auto values = central_64_values(of, offset);
    return central_fixed + of.name.size() + time_extra + (values > 0 ? extra_head + 8 * values : 0);
}

void append_central_record(std::string& to, const member& of, std::uint32_t crc,
                           std::uint64_t offset)
{
    constexpr std::uint64_t regular_file = 0100644;
    constexpr std::uint64_t folder = 0040755;
    constexpr std::uint64_t dos_folder = 0x10;
    const auto values = central_64_values(of, offset);
    put_32(to, 0x02014b50);
    put_16(to, made_on_unix | version_64);
    put_16(to, values > 0 ? version_64 : version_folders);
    append_common(to, of, crc);
    put_16(to, central_record_size(of, offset) - central_fixed - of.name.size());
    put_16(to, 0); // comment
    put_16(to, 0); // disk
    put_16(to, 0); // internal attributes
    put_32(to, of.is_folder() ? folder << 16U | dos_folder : regular_file << 16U);
    put_32(to, std::min(offset, full_32));
    to += of.name;
    append_time(to, of);
    if (values == 0) return;
    put_16(to, 1);
    put_16(to, 8 * values);
    if (has_large_size(of)) {
        put(to, of.size);
        put(to, of.size);
    }
    if (offset >= full_32) put(to, offset);
}

std::uint64_t end_records_size(const directory_place& directory)
{
    return end_fixed + (needs_64(directory) ? end_64 + locator_64 : 0);
}

void append_end_records(std::string& to, const directory_place& directory)
{
    if (needs_64(directory)) append_end_64(to, directory);
    const auto entries = std::min<std::uint64_t>(directory.entries, full_16);
    put_32(to, 0x06054b50);
    put_16(to, 0); // this disk
    put_16(to, 0);
    put_16(to, entries);
    put_16(to, entries);
    put_32(to, std::min(directory.size, full_32));
    put_32(to, std::min(directory.offset, full_32));
    put_16(to, 0); // comment
}

std::uint32_t dos_time(std::int64_t modified_ns)
{
    using namespace std::chrono;
    const sys_seconds at(floor<seconds>(nanoseconds(modified_ns)));
    const auto midnight = floor<days>(at);
    const year_month_day date(midnight);
    const auto year = static_cast<int>(date.year());
    if (year < 1980) return 1U << 21U | 1U << 16U;
    if (year > 2107) return 127U << 25U | 12U << 21U | 31U << 16U | 23U << 11U | 59U << 5U | 29U;
    const auto since = static_cast<std::uint32_t>((at - midnight).count());
    const auto clock = since / 3600 << 11U | since / 60 % 60 << 5U | since % 60 / 2;
    return static_cast<std::uint32_t>(year - 1980) << 25U |
           static_cast<unsigned>(date.month()) << 21U | static_cast<unsigned>(date.day()) << 16U |
           clock;
}

} // namespace sluice::zip
