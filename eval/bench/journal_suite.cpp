#include "base/unique_fd.hpp"
#include "eval/bench/memory_folder.hpp"
#include "eval/bench/pairs.hpp"
#include "eval/bench/suites.hpp"
#include "storage/journal_record.hpp"
#include "storage/part_file.hpp"
#include "storage/read_file.hpp"

#include <fcntl.h>

namespace sluice::eval {
namespace {

constexpr std::size_t records = 100'000;

storage::part_source large_source()
{
    storage::part_source source;
    source.path = "films/a-long-evening.mkv";
    source.chunk_size = 1U << 20U;
    source.size = records * source.chunk_size;
    return source;
}

storage::verified_chunk chunk_number(std::uint64_t number)
{
    static const storage::digest value(patterned_bytes(16));
    return {number % records, value};
}

unique_fd open_new(const memory_folder& folder)
{
    unique_fd file(
        ::open(folder.at("file").c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600));
    insist(static_cast<bool>(file), "no file for a benchmark");
    return file;
}

void append_records(benchmark::State& state)
{
    const memory_folder memory;
    auto& calls = storage::system_file_calls();
    const auto target = storage::target_folder::open(calls, memory.path());
    insist(static_cast<bool>(target), "no target folder");
    const auto folder = (*target)->folder({});
    insist(static_cast<bool>(folder), "no folder in the target");
    const auto part = storage::part_file::open(calls, {*folder, "film.mkv"}, large_source());
    insist(static_cast<bool>(part), "no part");
    std::uint64_t next = 0;
    for (auto _ : state) {
        const auto noted = (*part)->record(chunk_number(next++));
        insist(static_cast<bool>(noted), "the journal failed");
    }
    count_items(state, 1);
}

void write_bare(benchmark::State& state)
{
    const memory_folder memory;
    const auto file = open_new(memory);
    const auto record = storage::encode_journal_chunk(chunk_number(0));
    for (auto _ : state) {
        const auto wrote = ::write(file.get(), record.data(), record.size());
        insist(wrote == static_cast<ssize_t>(record.size()), "write failed");
    }
    count_items(state, 1);
}

byte_buffer whole_journal()
{
    auto all = storage::encode_journal_head(large_source(), "film.mkv");
    for (std::uint64_t number = 0; number < records; ++number)
        append(all, storage::encode_journal_chunk(chunk_number(number)));
    return all;
}

/// A journal in a file, and room for reading it.
struct stored_journal {
    memory_folder memory;
    unique_fd file = open_new(memory);
    byte_buffer bytes = whole_journal();

    stored_journal()
    {
        const auto wrote = ::write(file.get(), bytes.data(), bytes.size());
        insist(wrote == static_cast<ssize_t>(bytes.size()), "write failed");
    }

    void read()
    {
        const auto got = storage::read_at(file.get(), 0, bytes);
        insist(got && *got == bytes.size(), "read failed");
        benchmark::ClobberMemory();
    }
};

void read_back(benchmark::State& state)
{
    stored_journal journal;
    for (auto _ : state) {
        journal.read();
        const auto content = storage::replay_journal(journal.bytes);
        insist(content && content->chunks.size() == records, "the journal lost a record");
    }
    count_items(state, records);
}

void read_bare(benchmark::State& state)
{
    stored_journal journal;
    for (auto _ : state)
        journal.read();
    count_items(state, records);
}

} // namespace

void register_journal_suite()
{
    // Against write(2) of a record made beforehand, and against reading the same file without a
    // look at it: what remains is making, checksumming and checking the records.
    register_pair("journal/append", append_records, {"write", write_bare});
    register_pair("journal/read_back_100000", read_back, {"read", read_bare});
}

} // namespace sluice::eval
