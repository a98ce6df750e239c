#include "support/catch.hpp"
#include "support/failing_calls.hpp"
#include "transfer/download/range_sink.hpp"
#include "transfer/engine.hpp"

using namespace sluice;
using namespace sluice::test;
using namespace sluice::transfer;

namespace {

constexpr std::uint32_t file_chunk = 1000;

/// A file of small chunks and a sink to take it in.
struct sink_under_test {
    explicit sink_under_test(std::size_t size, storage::durability how = storage::durability::file)
        : content(content_of(size)),
          target(*storage::target_folder::open(calls, folder.path())),
          sink({calls, *target, storage::on_exists::rename, how})
    {
        wanted_file wanted;
        wanted.info.path = "remote/file";
        wanted.info.size = size;
        wanted.info.chunk_size = file_chunk;
        wanted.info.version.fill(std::byte{1});
        wanted.name = "file";
        file = std::make_shared<download_file>(std::move(wanted), storage::digest_kind::xxh3,
                                               100 * file_chunk);
    }

    sink_step begin(byte_range range) const
    {
        sink_step step;
        step.kind = sink_step::what::begin;
        step.file = file;
        step.range = range;
        return step;
    }

    sink_step bytes(std::size_t offset, std::size_t length) const
    {
        sink_step step;
        step.file = file;
        step.bytes = as_bytes(std::string_view(content).substr(offset, length));
        return step;
    }

    sink_step end(byte_range range) const
    {
        sink_step step;
        step.kind = sink_step::what::end;
        step.file = file;
        const auto all = std::string_view(content).substr(range.offset, range.length);
        for (std::size_t at = 0; at < all.size(); at += file_chunk)
            append(step.digests, storage::digest_of(storage::digest_kind::xxh3,
                                                    as_bytes(all.substr(at, file_chunk)))
                                     .bytes());
        return step;
    }

    sink_step lost(byte_range range) const
    {
        auto step = begin(range);
        step.kind = sink_step::what::lost;
        return step;
    }

    std::vector<sink_outcome> take(sink_step step)
    {
        std::vector<sink_step> steps;
        steps.push_back(std::move(step));
        return sink.take(steps);
    }

    temp_folder folder{memory_folder()};
    failing_calls calls;
    std::string content;
    std::unique_ptr<storage::target_folder> target;
    shared_file file;
    range_sink sink;
};

} // namespace

TEST_CASE("a range in any segments gives the same digests", "[transfer][range_sink]")
{
    std::mt19937_64 random(GENERATE(range(1, 20)));
    sink_under_test t(4 * file_chunk + 7);
    const byte_range range{file_chunk, 3 * file_chunk + 7};
    std::vector<sink_step> steps{t.begin(range)};
    for (std::size_t at = range.offset; at < t.content.size();) {
        const auto length = std::min<std::size_t>(1 + random() % 1500, t.content.size() - at);
        steps.push_back(t.bytes(at, length));
        at += length;
    }
    steps.push_back(t.end(range));

    const auto outcomes = t.sink.take(steps);

    REQUIRE(outcomes.size() == 1);
    CHECK(outcomes[0].good == std::vector<std::uint64_t>{1, 2, 3, 4});
    CHECK(outcomes[0].bad.empty());
    CHECK_FALSE(outcomes[0].failed);
}

TEST_CASE("a chunk whose digest differs is bad, the others are good", "[transfer][range_sink]")
{
    sink_under_test t(4 * file_chunk);
    const byte_range range{0, 4 * file_chunk};
    auto end = t.end(range);
    end.digests[2 * 16] ^= std::byte{1};
    t.take(t.begin(range));
    t.take(t.bytes(0, range.length));

    const auto outcomes = t.take(end);

    REQUIRE(outcomes.size() == 1);
    CHECK(outcomes[0].good == std::vector<std::uint64_t>{0, 1, 3});
    CHECK(outcomes[0].bad == std::vector<std::uint64_t>{2});
}

TEST_CASE("a range that was cut off leaves nothing in the next one", "[transfer][range_sink]")
{
    sink_under_test t(2 * file_chunk);
    const byte_range range{0, 2 * file_chunk};
    t.take(t.begin(range));
    t.take(t.bytes(5, 1300));
    const auto lost = t.take(t.lost(range));
    t.take(t.begin(range));
    t.take(t.bytes(0, range.length));

    const auto outcomes = t.take(t.end(range));

    REQUIRE(lost.size() == 1);
    CHECK(lost[0].lost);
    CHECK(lost[0].good.empty());
    CHECK(outcomes[0].good == std::vector<std::uint64_t>{0, 1});
}

TEST_CASE("a write error is told when its range ends or is lost", "[transfer][range_sink]")
{
    sink_under_test t(2 * file_chunk);
    const byte_range range{0, 2 * file_chunk};
    failing_calls full(t.calls.made().size() + GENERATE(1U, 2U, 3U, 4U, 5U), mishap::fails, ENOSPC);
    const bool ends = GENERATE(true, false);
    range_sink sink({full, *t.target});
    std::vector<sink_step> steps{t.begin(range), t.bytes(0, 700), t.bytes(700, 1300)};
    steps.push_back(ends ? t.end(range) : t.lost(range));

    const auto outcomes = sink.take(steps);

    REQUIRE(outcomes.size() == 1);
    if (!full.struck()) return;
    REQUIRE(outcomes[0].failed);
    CHECK(*outcomes[0].failed == errc::no_space);
    CHECK(t.file->broken);
    const auto after = sink.take({t.begin(range), t.bytes(0, 2000), t.end(range)});
    CHECK_FALSE(after[0].failed);
    CHECK(after[0].good.empty());
}

TEST_CASE("a small file without durability is published at its end", "[transfer][range_sink]")
{
    sink_under_test t(700, storage::durability::none);
    const byte_range range{0, 700};
    const bool sound = GENERATE(true, false);
    auto end = t.end(range);
    if (!sound) end.digests[0] ^= std::byte{1};
    t.take(t.begin(range));
    t.take(t.bytes(0, 700));

    const auto outcomes = t.take(end);

    REQUIRE(outcomes.size() == 1);
    CHECK(outcomes[0].published.has_value() == sound);
    CHECK(t.folder.has("file") == sound);
    if (sound) CHECK(t.folder.read("file") == t.content);
}

TEST_CASE("a small file that shall be durable waits for its group", "[transfer][range_sink]")
{
    sink_under_test t(700);
    t.take(t.begin({0, 700}));
    t.take(t.bytes(0, 700));

    const auto outcomes = t.take(t.end({0, 700}));

    CHECK_FALSE(outcomes[0].published);
    CHECK(outcomes[0].good.size() == 1);
    CHECK_FALSE(t.folder.has("file"));
}
