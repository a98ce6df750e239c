#include "array/npy_header.hpp"
#include "server/arrays/array_desk.hpp"
#include "server/streams/array_recorder.hpp"
#include "server/streams/topic_desk.hpp"
#include "support/failing_calls.hpp"
#include "support/memory_store.hpp"

#include <condition_variable>
#include <thread>

using namespace sluice;
using namespace sluice::server;
using namespace sluice::test;

namespace {

constexpr std::uint64_t mib = 1U << 20U;

/// A disk that writes nothing while it is held.
class held_disk : public storage::file_calls {
public:
    ssize_t write_at(int file, const void* from, std::size_t count, off_t where) override
    {
        std::unique_lock lock(mutex_);
        ++asked_;
        changed_.notify_all();
        changed_.wait(lock, [&] { return !held_; });
        return storage::file_calls::write_at(file, from, count, where);
    }

    void hold()
    {
        const std::scoped_lock lock(mutex_);
        held_ = true;
        asked_ = 0;
    }

    void release()
    {
        const std::scoped_lock lock(mutex_);
        held_ = false;
        changed_.notify_all();
    }

    void wait_until_asked()
    {
        std::unique_lock lock(mutex_);
        REQUIRE(changed_.wait_for(lock, std::chrono::seconds(30), [&] { return asked_ > 0; }));
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    bool held_ = false;
    int asked_ = 0;
};

/// Topics, and arrays into which they are taken down.
struct recording_desk : topic_desk {
    recording_desk()
    {
        auto made = array_desk::open({disk, store}, arrays_folder.path());
        REQUIRE(made);
        arrays = std::move(*made);
    }
    ~recording_desk()
    {
        // Recordings end before what they are made of.
        disk.release();
        book.stop();
        book.finish();
        pool.join();
    }

    void record(topic& of, const std::string& into)
    {
        auto begun = array_recorder::begin(*arrays, into, of.layout(), "ann");
        REQUIRE(begun);
        REQUIRE(of.record(std::move(*begun)));
    }

    /// One message, each number of which is its sequence.
    void publish_number(topic& to)
    {
        const auto number = static_cast<double>(to.next());
        byte_buffer bytes(to.message_bytes());
        for (std::size_t at = 0; at < bytes.size(); at += sizeof number)
            std::memcpy(bytes.data() + at, &number, sizeof number);
        REQUIRE(run_task(io, to.publish(bytes)));
    }

    /// Rows of an array that hold 0, 1, 2, ... up to the first that does not.
    std::uint64_t rows_in_order(const std::string& name)
    {
        const auto record = arrays->find(name);
        REQUIRE(record);
        const auto opened = arrays->open(*record);
        REQUIRE(opened);
        const auto row = opened->header.data_bytes() / opened->header.axes.front();
        for (std::uint64_t i = 0; i < opened->header.axes.front(); ++i) {
            double first = -1;
            const auto at = static_cast<off_t>(opened->header.data_offset + i * row);
            REQUIRE(::pread(opened->file.file.get(), &first, sizeof first, at) == sizeof first);
            if (first != static_cast<double>(i)) return i;
        }
        return opened->header.axes.front();
    }

    temp_folder arrays_folder{memory_folder()};
    held_disk disk;
    memory_store store;
    std::unique_ptr<array_desk> arrays;
};

} // namespace

TEST_CASE("a recording that cannot keep up ends in front of the first row it would miss",
          "[server][topic]")
{
    recording_desk desk;
    const auto to = desk.make("t", {mib / 8});
    desk.record(*to, "run");
    desk.disk.hold();
    desk.publish_number(*to);
    desk.disk.wait_until_asked();
    while (to->next() < 2 * most_waiting / mib)
        desk.publish_number(*to);
    CHECK(to->figures().recording == "run");

    desk.disk.release();
    CHECK(run_task(desk.io, to->end_recording()).error() == errc::not_found);
    desk.publish_number(*to);

    const auto now = to->figures();
    CHECK(now.recording_error == "overloaded");
    CHECK(now.broken_off == 1);
    CHECK(now.unwritten > 0);
    const auto record = desk.arrays->find("run");
    REQUIRE(record);
    CHECK_FALSE(record->growing);
    CHECK(record->shape.front() == now.recorded);
    CHECK(desk.rows_in_order("run") == now.recorded);
    CHECK(now.recorded == now.next - 1 - now.unwritten);
}

TEST_CASE("a topic that is not kept loses rows of no recording in silence", "[server][topic]")
{
    recording_desk desk;
    topic_book loose(desk.pool);
    auto made = loose.make("t", facts_of("<f8", {mib / 8}));
    REQUIRE(made);
    auto& to = *made->of;
    desk.record(to, "run");
    desk.disk.hold();
    desk.publish_number(to);
    desk.disk.wait_until_asked();
    while (to.next() < 2 * most_waiting / mib)
        desk.publish_number(to);

    desk.disk.release();
    const auto ended = run_task(desk.io, to.end_recording());

    const auto now = to.figures();
    CHECK_FALSE(ended);
    CHECK(now.recording_error == "overloaded");
    CHECK(now.unwritten == 0);
    CHECK(desk.rows_in_order("run") == now.recorded);
    CHECK(now.recorded >= most_waiting / mib - 1);
    CHECK(now.recorded < now.next);
    loose.stop();
    loose.finish();
}

TEST_CASE("what the journal did not get is never called durable", "[server][topic]")
{
    recording_desk desk;
    const auto to = desk.make("t", {mib / 8});
    desk.record(*to, "run");
    desk.disk.hold();
    desk.publish_number(*to);
    desk.disk.wait_until_asked();
    while (to->figures().unwritten == 0)
        desk.publish_number(*to);
    const auto lost = to->next() - 1;

    desk.disk.release();

    CHECK(run_task(desk.io, to->sync(lost)).error() == errc::overloaded);
    desk.publish_number(*to);
    CHECK(run_task(desk.io, to->sync(lost + 1)));
}

TEST_CASE("who reads what is written waits for no disk that is slow", "[server][topic]")
{
    recording_desk desk;
    const auto to = desk.make("t", {mib / 8});
    for (int i = 0; i < 40; ++i)
        desk.publish_number(*to);
    REQUIRE(run_task(desk.io, to->sync(0)));
    desk.record(*to, "run");
    desk.disk.hold();
    desk.publish_number(*to);
    desk.disk.wait_until_asked();
    std::atomic<bool> late = false;
    std::jthread rescue([&](std::stop_token done) {
        for (int i = 0; i < 1000 && !done.stop_requested(); ++i)
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        late = !done.stop_requested();
        if (late) desk.disk.release();
    });

    const auto read = run_task(desk.io, to->replay(3, 1));
    const auto found = run_task(desk.io, to->find_time(0));
    rescue.request_stop();
    rescue.join();

    CHECK_FALSE(late);
    REQUIRE(read);
    CHECK(read->front()->sequence() == 3);
    CHECK(*found == 0);
    desk.disk.release();
}
