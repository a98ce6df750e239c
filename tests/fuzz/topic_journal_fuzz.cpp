// Whatever stands in the segments of a topic: what is read are messages with rising numbers, each
// where its number says, and more can be appended behind them. The first byte says how the rest is
// shared out: bit 0 puts checksums right, bits 1 and 2 make several segments of it.
#include "../fuzz/scratch_folder.hpp"
#include "base/crc32c.hpp"
#include "stream/journal.hpp"

#include <fcntl.h>

#include <cstdlib>
#include <filesystem>

namespace {

using namespace sluice;
using namespace sluice::stream;

constexpr std::size_t payload = 8;

void insist(bool holds)
{
    if (!holds) std::abort();
}

/// The checksums of the head and of every record where it would stand.
void put_right(byte_buffer& bytes)
{
    if (bytes.size() < segment_head_size) return;
    store_be(bytes.data() + 24, crc32c(byte_view(bytes).first(24)));
    for (auto at = segment_head_size; at + record_size(payload) <= bytes.size();
         at += record_size(payload)) {
        const auto record = byte_view(bytes).subspan(at, record_size(payload));
        store_be(bytes.data() + at, crc32c(record.subspan(4)));
    }
}

/// Under the name that its head says, so that it is looked at.
void write_segment(byte_view bytes)
{
    std::uint64_t first = 0;
    if (bytes.size() >= segment_head_size) first = load_be<std::uint64_t>(bytes.data() + 16);
    const auto path = sluice::fuzz::scratch_folder::name() + "/" + segment_name(first & INT64_MAX);
    const unique_fd file(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
    insist(file &&
           ::write(file.get(), bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()));
}

std::unique_ptr<journal> open_journal()
{
    auto made = journal::open(unique_fd(::open(sluice::fuzz::scratch_folder::name().c_str(),
                                               O_RDONLY | O_DIRECTORY | O_CLOEXEC)),
                              payload, {}, {});
    insist(bool(made));
    return std::move(*made);
}

/// Reads everything from here on; how many messages that were.
std::size_t read_all(const journal& of, std::uint64_t from)
{
    std::size_t count = 0;
    while (true) {
        const auto page = of.read(from, 1000);
        insist(bool(page));
        if (page->empty()) return count;
        for (const auto& one : *page) {
            insist(one->sequence() >= from && one->payload().size() == payload);
            from = one->sequence() + 1;
            ++count;
        }
    }
}

void go_on(journal& with)
{
    const auto next = std::max(with.next(), with.oldest().value_or(0));
    if (next > INT64_MAX - 10) return;
    const auto before = read_all(with, 0);
    const byte_buffer numbers(payload);
    const std::vector<shared_message> more{std::make_shared<message>(next, 5, numbers),
                                           std::make_shared<message>(next + 1, 6, numbers)};
    insist(bool(with.append(more)));
    insist(read_all(with, 0) >= before);
    insist(with.next() == next + 2);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size == 0) return 0;
    for (const auto& one :
         std::filesystem::directory_iterator(sluice::fuzz::scratch_folder::name()))
        std::filesystem::remove(one.path());
    auto rest = std::as_bytes(std::span(data + 1, size - 1));
    const auto parts = 1U + (data[0] >> 1U & 3U);
    const auto each = rest.size() / parts + 1;
    while (!rest.empty()) {
        const auto some = rest.first(std::min(each, rest.size()));
        byte_buffer bytes(some.begin(), some.end());
        if ((data[0] & 1U) != 0) put_right(bytes);
        write_segment(bytes);
        rest = rest.subspan(some.size());
    }
    {
        const auto made = open_journal();
        insist(made->oldest().value_or(0) <= made->next());
        for (const std::int64_t time : {INT64_MIN, std::int64_t{0}, INT64_MAX})
            insist(bool(made->find_time(time)));
        go_on(*made);
        made->drop_old(INT64_MAX);
    }
    read_all(*open_journal(), 0);
    return 0;
}
