#include "proto/status.hpp"
#include "support/catch.hpp"
#include "transfer/engine.hpp"
#include "transfer/scripted_giver.hpp"

using namespace sluice;
using namespace sluice::test;

namespace {

constexpr std::size_t one_chunk = 1U << 20U;

/// A disk that is full at the first write.
class full_disk final : public storage::file_calls {
public:
    ssize_t write_at(int file, const void* from, std::size_t count, off_t where) override
    {
        if (writes_++ > 0) return file_calls::write_at(file, from, count, where);
        errno = ENOSPC;
        return -1;
    }

private:
    int writes_ = 0;
};

/// A download of one file from a giver that answers reads as the test says.
struct liar {
    using read_answer = std::function<bool(net::frame_stream&, std::uint32_t id,
                                           const proto::read_request&, unsigned number)>;

    explicit liar(std::size_t size) : file{"file.bin", content_of(size)}
    {
        attempt.target = target.path();
        attempt.names = {{"file.bin", ""}};
        attempt.far_end = [this](std::unique_ptr<net::byte_stream> stream) {
            return giver.serve(std::move(stream));
        };
    }

    bool answer(net::frame_stream& to, const net::incoming& request)
    {
        const auto* read = std::get_if<proto::read_request>(&request.message);
        if (read && on_read) return on_read(to, request.request_id, *read, ++reads);
        return file.answer(to, request);
    }

    bool honest(net::frame_stream& to, std::uint32_t id, const proto::read_request& read) const
    {
        return file.answer(to, {id, read});
    }

    download_outcome run() { return run_download(nothing, attempt); }
    arrival seen() const { return look_at(target.path(), {{"file.bin", file.content}}); }

    giving_side nothing{{}};
    temp_folder target{memory_folder()};
    told_file file;
    read_answer on_read;
    unsigned reads = 0;
    download_attempt attempt;
    scripted_giver giver{[this](net::frame_stream& to, const net::incoming& request) {
        return answer(to, request);
    }};
};

} // namespace

TEST_CASE("what a peer says is enough for a download", "[transfer][liar]")
{
    liar t(GENERATE(std::size_t{100}, 2 * one_chunk + 5));

    const auto outcome = t.run();

    CHECK(outcome.good());
    CHECK(t.seen().exact == 1);
}

TEST_CASE("more data than asked for ends the connection", "[transfer][liar]")
{
    liar t(100);
    t.on_read = [&](auto& to, auto id, const auto& read, unsigned) {
        to.queue_data(as_bytes(t.file.part(read)), id);
        return t.honest(to, id, read);
    };

    const auto outcome = t.run();

    CHECK(outcome.why() == errc::malformed_message);
    CHECK(t.seen().exact + t.seen().wrong == 0);
}

TEST_CASE("data of a request never made ends the connection", "[transfer][liar]")
{
    liar t(100);
    t.on_read = [&](auto& to, auto id, const auto& read, unsigned) {
        return t.honest(to, id + 1, read);
    };
    CHECK(t.run().why() == errc::malformed_message);
    CHECK(t.seen().exact + t.seen().wrong == 0);
}

TEST_CASE("a wrong digest has the chunk fetched again", "[transfer][liar]")
{
    liar t(2 * one_chunk);
    t.on_read = [&](auto& to, auto id, const auto& read, unsigned number) {
        to.queue_data(as_bytes(t.file.part(read)), id);
        auto end = t.file.end_of(read);
        if (number == 1) end.digests[0] ^= std::byte{1};
        to.queue(end, id);
        return true;
    };

    const auto outcome = t.run();

    CHECK(outcome.good());
    CHECK(t.reads == 3);
    CHECK(t.seen().exact == 1);
}

TEST_CASE("a digest that stays wrong is an integrity failure", "[transfer][liar]")
{
    liar t(GENERATE(std::size_t{100}, 2 * one_chunk));
    t.on_read = [&](auto& to, auto id, const auto& read, unsigned) {
        to.queue_data(as_bytes(t.file.part(read)), id);
        auto end = t.file.end_of(read);
        end.digests[0] ^= std::byte{1};
        to.queue(end, id);
        return true;
    };

    const auto outcome = t.run();

    CHECK(outcome.why() == errc::checksum_mismatch);
    CHECK(t.seen().exact + t.seen().wrong == 0);
}

TEST_CASE("an end that does not fit its range counts as a changed source", "[transfer][liar]")
{
    liar t(GENERATE(std::size_t{100}, 2 * one_chunk));
    const auto lie = GENERATE(0, 1, 2);
    t.on_read = [&](auto& to, auto id, const auto& read, unsigned) {
        auto data = t.file.part(read);
        auto end = t.file.end_of(read);
        if (lie == 0) data.remove_suffix(1);
        if (lie == 1) end.digests.pop_back();
        if (lie == 2) end.version[0] ^= std::byte{1};
        to.queue_data(as_bytes(data), id);
        to.queue(end, id);
        return true;
    };

    const auto outcome = t.run();

    CHECK(outcome.why() == errc::source_changed);
    CHECK(t.seen().exact + t.seen().wrong == 0);
}

TEST_CASE("a range refused behind some of its data is taken back", "[transfer][liar]")
{
    // Whatever the refusal sets in motion, the data before it is still being written.
    const auto why = GENERATE(errc::overloaded, errc::source_changed, errc::io_failed);
    liar t(GENERATE(std::size_t{1000}, 3 * one_chunk));
    t.on_read = [&](auto& to, auto id, const auto& read, unsigned number) {
        if (number > 1) return t.honest(to, id, read);
        to.queue_data(as_bytes(t.file.part(read)).first(900), id);
        to.queue(proto::reply_of(fail(why)), id);
        return true;
    };

    const auto outcome = t.run();

    CHECK(t.seen().wrong == 0);
    CHECK(outcome.good() == (why != errc::io_failed));
    CHECK(t.seen().exact == (why != errc::io_failed ? 1 : 0));
}

TEST_CASE("a disk error counts though the connection fails behind it", "[transfer][liar]")
{
    liar t(GENERATE(std::size_t{1000}, 3 * one_chunk));
    t.on_read = [&](auto& to, auto id, const auto& read, unsigned) {
        to.queue_data(as_bytes(t.file.part(read)).first(900), id);
        return false;
    };
    full_disk full;
    t.attempt.calls = &full;

    const auto outcome = t.run();

    CHECK(outcome.why() == errc::no_space);
}
