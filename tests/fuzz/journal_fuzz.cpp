// What a journal gives back is exactly what its valid front part holds. The first byte says whether
// the checksums of the rest are put right first.
#include "base/crc32c.hpp"
#include "storage/chunking.hpp"
#include "storage/journal_record.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdlib>

namespace {

using namespace sluice;
using namespace sluice::storage;

void insist(bool holds)
{
    if (!holds) std::abort();
}

/// Sets the checksum of every record that the lengths lead to, so that mutations get past it.
void put_right(byte_buffer& journal)
{
    constexpr std::size_t around = 9;
    std::size_t at = 0;
    while (journal.size() - at >= around) {
        const std::size_t length = load_be<std::uint32_t>(journal.data() + at);
        if (length > journal.size() - at - around) return;
        const auto sum = crc32c(byte_view(journal).subspan(at, 5 + length));
        store_be(journal.data() + at + 5 + length, sum);
        at += around + length;
    }
}

void check_content(const journal_content& content, byte_view journal)
{
    insist(content.valid_bytes <= journal.size());
    auto again = encode_journal_head(content.source, content.final_name);
    for (const auto& done : content.chunks) {
        insist(done.chunk < chunk_count(content.source.size, content.source.chunk_size));
        append(again, encode_journal_chunk(done));
    }
    insist(std::equal(again.begin(), again.end(), journal.begin(),
                      journal.begin() + static_cast<std::ptrdiff_t>(content.valid_bytes)));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size == 0) return 0;
    byte_buffer journal(size - 1);
    std::transform(data + 1, data + size, journal.begin(), [](auto b) { return std::byte{b}; });
    if ((data[0] & 1U) != 0) put_right(journal);

    const auto content = replay_journal(journal);
    if (!content) return 0;
    check_content(*content, journal);
    const auto front = replay_journal(byte_view(journal).first(content->valid_bytes));
    insist(front && front->valid_bytes == content->valid_bytes);
    insist(front->chunks.size() == content->chunks.size());
    return 0;
}
