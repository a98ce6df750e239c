#include "server/arrays/array_desk.hpp"
#include "server/http_desk.hpp"
#include "server/metrics.hpp"
#include "server/streams/array_recorder.hpp"
#include "server/streams/topic_desk.hpp"
#include "server/streams/topic_subscriber.hpp"
#include "support/mentions.hpp"

using namespace sluice;
using namespace sluice::server;
using namespace sluice::test;

namespace {

/// A host with topics and arrays.
struct figures_desk : http_desk {
    figures_desk() : http_desk({})
    {
        auto made =
            array_desk::open({storage::system_file_calls(), *host.state}, arrays_folder.path());
        REQUIRE(made);
        host.arrays = std::move(*made);
    }

    std::shared_ptr<topic> make(const std::string& name)
    {
        auto made = host.topics->make(name, facts_of("<f8", {4}));
        REQUIRE(made);
        return made->of;
    }

    void publish(topic& to, std::size_t count)
    {
        const byte_buffer bytes(count * to.message_bytes());
        REQUIRE(run_task(io, to.publish(bytes)));
    }

    std::string text() const { return host.figures->text(); }

    temp_folder arrays_folder{memory_folder()};
};

} // namespace

TEST_CASE("topics and arrays are counted together, without their names", "[server][topic][metrics]")
{
    figures_desk desk;
    const auto to = desk.make("secret-name");
    const auto other = desk.make("other");
    auto begun = array_recorder::begin(*desk.host.arrays, "run", to->layout(), "ann");
    REQUIRE(begun);
    REQUIRE(to->record(std::move(*begun)));
    topic_subscriber who(to, desk.io.get_executor(), {});
    CHECK(run_task(desk.io, who.next(1000, deadline::after({})))->empty());
    desk.publish(*to, 3000);
    desk.publish(*other, 5);
    const auto due = run_task(desk.io, who.next(1000, deadline::never()));
    REQUIRE((due && due->missing));

    auto text = desk.text();

    CHECK_THAT(text, mentions("\nsluice_topics 2\n"));
    CHECK_THAT(text, mentions("\nsluice_topic_subscribers 1\n"));
    CHECK_THAT(text, mentions("\nsluice_topic_recordings 1\n"));
    CHECK_THAT(text, mentions("\nsluice_topic_published_messages_total 3005\n"));
    CHECK_THAT(text, mentions("\nsluice_topic_published_bytes_total 96160\n"));
    CHECK_THAT(text, mentions("\nsluice_topic_missed_messages_total " +
                              std::to_string(due->missing->to + 1) + "\n"));
    CHECK_THAT(text, mentions("\nsluice_topic_unwritten_messages_total 0\n"));
    CHECK_THAT(text, mentions("\nsluice_topic_broken_recordings_total 0\n"));
    const auto kept = to->figures().bytes + other->figures().bytes;
    CHECK_THAT(text, mentions("\nsluice_topic_kept_bytes " + std::to_string(kept) + "\n"));
    CHECK_THAT(text, mentions("\nsluice_arrays 1\n"));
    CHECK_THAT(text, !mentions("secret-name"));

    REQUIRE(run_task(desk.io, to->end_recording()));
    const auto array = desk.host.arrays->find("run");
    REQUIRE(array);
    text = desk.text();
    CHECK_THAT(text, mentions("\nsluice_topic_recordings 0\n"));
    CHECK_THAT(text, mentions("\nsluice_array_bytes " + std::to_string(array->size) + "\n"));
}

TEST_CASE("what only grows does not shrink when a topic is removed", "[server][topic][metrics]")
{
    figures_desk desk;
    const auto to = desk.make("t");
    desk.publish(*to, 7);

    REQUIRE(desk.host.topics->remove("t"));

    const auto text = desk.text();
    CHECK_THAT(text, mentions("\nsluice_topics 0\n"));
    CHECK_THAT(text, mentions("\nsluice_topic_published_messages_total 7\n"));
}
