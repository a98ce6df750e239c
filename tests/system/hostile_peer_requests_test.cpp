#include "support/bystander.hpp"

namespace sluice::test {
namespace {

using namespace std::chrono_literals;

TEST_CASE("reads beyond the end and of silly lengths get an answer each", "[system][hostile]")
{
    bystander by;
    auto peer = raw_peer::greeted(by.server.port());
    proto::read_request far;
    far.path = "a.txt";
    far.offset = ~std::uint64_t{0};
    far.length = ~std::uint64_t{0};
    proto::read_request long_one = far;
    long_one.offset = 3;

    peer.send(far, 1);
    peer.send(long_one, 2);
    const auto refused = peer.receive();
    const auto data = peer.receive();
    const auto end = peer.receive();

    CHECK(status_of(refused) == number(errc::bad_usage));
    REQUIRE(data);
    CHECK(as_text(data->body) == "lo");
    REQUIRE(end);
    CHECK(end->header.type == proto::frame_type::range_end);
    by.check_served();
}

TEST_CASE("manifests of huge counts and far chunks get a bounded answer", "[system][hostile]")
{
    bystander by;
    auto peer = raw_peer::greeted(by.server.port());
    proto::manifest_request huge;
    huge.path = "large";
    huge.most = ~std::uint32_t{0};
    proto::manifest_request far = huge;
    far.first_chunk = ~std::uint64_t{0};
    proto::manifest_request none = huge;
    none.most = 0;

    peer.send(huge, 1);
    peer.send(far, 2);
    peer.send(none, 3);
    const auto all = peer.receive();
    const auto beyond = peer.receive();
    const auto nothing = peer.receive();

    REQUIRE(all);
    CHECK(std::get<proto::manifest>(all->message()).digests.size() == 3 * 16);
    REQUIRE(beyond);
    CHECK(beyond->header.request_id == 2);
    REQUIRE(nothing);
    CHECK(nothing->header.request_id == 3);
    by.check_served();
}

TEST_CASE("lists of long paths, odd positions and bomb patterns get an answer each",
          "[system][hostile]")
{
    bystander by;
    for (int i = 0; i < 300; ++i)
        by.server.files().write(std::string(40, 'a') + std::to_string(i), "");
    auto peer = raw_peer::greeted(by.server.port());
    std::vector<proto::list_request> lists(6);
    for (int i = 0; i < 2048; ++i)
        lists[0].path += "a/";
    lists[1].path = std::string(4096, 'a');
    for (int i = 0; i < 1000; ++i)
        lists[2].pattern += "*a";
    for (int i = 0; i < 1000; ++i)
        lists[3].pattern += "**/";
    lists[3].pattern += "x";
    lists[3].recursive = 1;
    lists[4].pattern = std::string(4096, '[');
    lists[5].after = "../../etc";
    lists[5].most = 0;
    const auto before = by.server.running().cpu_seconds();

    for (std::uint32_t i = 0; i < lists.size(); ++i)
        peer.send(lists[i], i + 1);

    for (std::uint32_t i = 0; i < lists.size(); ++i) {
        const auto answer = peer.receive();
        REQUIRE(answer);
        CHECK(answer->header.request_id == i + 1);
    }
    CHECK(by.server.running().cpu_seconds() - before < 5);
    by.check_served();
}

TEST_CASE("a connection that is reset in the middle of a frame hurts nobody", "[system][hostile]")
{
    bystander by;
    const auto hello = frame_of(proto::hello{}, 0);
    raw_peer early(by.server.port());
    early.send(byte_view(hello).first(7));
    auto late = raw_peer::greeted(by.server.port());
    late.send(byte_view(frame_of(proto::stat_request{"a.txt"}, 1)).first(9));
    auto reading = raw_peer::greeted(by.server.port());
    proto::read_request all;
    all.path = "large";
    all.length = 3'000'000;
    reading.send(all, 1);
    reading.receive();

    early.reset();
    late.reset();
    reading.reset();

    by.check_served();
}

} // namespace
} // namespace sluice::test
