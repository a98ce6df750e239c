#pragma once

#include "storage/chunking.hpp"
#include "storage/publish_group.hpp"

#include <algorithm>
#include <string>
#include <string_view>

namespace sluice::test {

/// A file as a giver would send it, in chunks small enough for tests.
struct sent_file {
    std::string path = "source/file.bin";
    std::string content;
    std::uint32_t chunk_size = 1000;
    std::uint8_t version = 1;

    storage::part_source source() const
    {
        storage::part_source made{path, {}, content.size(), chunk_size, storage::digest_kind::xxh3};
        made.version.fill(static_cast<std::byte>(version));
        return made;
    }

    std::uint64_t chunks() const { return storage::chunk_count(content.size(), chunk_size); }

    std::string_view chunk(std::uint64_t number) const
    {
        return std::string_view(content).substr(number * chunk_size, chunk_size);
    }
};

/// A file of so many bytes, none of its chunks like another.
inline sent_file file_of(std::size_t size, std::uint32_t chunk_size = 1000)
{
    sent_file made;
    made.chunk_size = chunk_size;
    for (std::size_t i = 0; i < size; ++i)
        made.content += static_cast<char>((i * 31 + i / 97) % 253);
    return made;
}

/// Writes and records one chunk.
inline result<void> put_chunk(storage::part_file& part, const sent_file& file, std::uint64_t number)
{
    const auto bytes = as_bytes(file.chunk(number));
    const auto wrote = part.write(number * file.chunk_size, bytes);
    if (!wrote) return wrote.error();
    part.start_writing(number * file.chunk_size, bytes.size());
    return part.record({number, storage::digest_of(storage::digest_kind::xxh3, bytes)});
}

/// Opens the part below a target folder.
inline result<std::unique_ptr<storage::part_file>>
open_part(storage::file_calls& calls, storage::target_folder& target, const sent_file& file,
          const std::string& below = {}, const std::string& name = "file.bin")
{
    auto folder = target.folder(*storage::check_path(below));
    if (!folder) return folder.error();
    return storage::part_file::open(calls, {std::move(*folder), name}, file.source());
}

/// How a file is received.
struct receive_plan {
    std::string target;
    std::string below;
    std::string name = "file.bin";
    storage::on_exists policy = storage::on_exists::rename;
};

/// The whole way of a file, as the engine goes it: opens the part, writes and records the chunks
/// that are missing, and publishes it durably.
inline storage::publish_outcome receive(storage::file_calls& calls, const sent_file& file,
                                        const receive_plan& plan)
{
    auto target = storage::target_folder::open(calls, plan.target);
    if (!target) return target.error();
    auto part = open_part(calls, **target, file, plan.below, plan.name);
    if (!part) return part.error();
    for (std::uint64_t number = 0; number < file.chunks(); ++number) {
        if ((*part)->resumed()[number]) continue;
        const auto put = put_chunk(**part, file, number);
        if (!put) return put.error();
    }
    std::vector<std::unique_ptr<storage::part_file>> group;
    group.push_back(std::move(*part));
    return storage::publish_group(calls, group, plan.policy, storage::durability::file).front();
}

} // namespace sluice::test
