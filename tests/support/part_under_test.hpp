#pragma once

#include "support/catch.hpp"
#include "support/failing_calls.hpp"
#include "support/received_file.hpp"
#include "support/temp_folder.hpp"

namespace sluice::test {

/// A file that comes into a folder of its own, attempt by attempt.
struct part_under_test {
    explicit part_under_test(sent_file what = file_of(4500)) : file(std::move(what)) {}

    std::unique_ptr<storage::part_file> open(const std::string& name = "file.bin")
    {
        auto part = open_part(calls, *target, file, {}, name);
        INFO((part ? std::string() : part.error().text()));
        REQUIRE(part);
        return std::move(*part);
    }

    void put(storage::part_file& part, const std::vector<std::uint64_t>& chunks) const
    {
        for (const auto number : chunks)
            REQUIRE(put_chunk(part, file, number));
    }

    /// An earlier attempt that wrote these chunks.
    void attempt(const std::vector<std::uint64_t>& chunks)
    {
        const auto part = open();
        put(*part, chunks);
    }

    std::string part_path() const
    {
        return folder.at(storage::part_names_for("file.bin", file.path).part);
    }
    std::string journal_path() const { return folder.at(storage::journal_name_of(part_path())); }

    /// Changes bytes of the part behind everybody's back.
    void damage(std::uint64_t offset) const
    {
        std::fstream bytes(part_path(), std::ios::in | std::ios::out | std::ios::binary);
        bytes.seekp(static_cast<std::streamoff>(offset));
        bytes.put('!');
    }

    temp_folder folder;
    sent_file file;
    failing_calls calls;
    std::unique_ptr<storage::target_folder> target =
        *storage::target_folder::open(calls, folder.path());
};

inline std::vector<std::uint64_t> resumed_chunks_of(const storage::part_file& part)
{
    std::vector<std::uint64_t> numbers;
    for (std::uint64_t number = 0; number < part.resumed().size(); ++number)
        if (part.resumed()[number]) numbers.push_back(number);
    return numbers;
}

/// Numbers of chunks.
using numbers = std::vector<std::uint64_t>;

} // namespace sluice::test
