#include "client/report/progress_text.hpp"
#include "support/catch.hpp"

#include <nlohmann/json.hpp>

using namespace sluice;
using namespace sluice::client;

namespace {

progress_view half_done()
{
    progress_view view;
    view.now.files_known = 1;
    view.now.bytes_known = 1000U << 20U;
    view.now.bytes_done = 450U << 20U;
    view.now.bytes_received = view.now.bytes_done;
    view.now.streams = 4;
    view.now.listing = false;
    view.now.current = "big.bin";
    view.rate = 110.0 * (1U << 20U);
    return view;
}

} // namespace

TEST_CASE("the bar shows name, share, amounts, rate, streams and time left", "[client][progress]")
{
    const auto line = progress_bar(half_done(), 120);

    CHECK(
        line ==
        "big.bin   45% [#########...........] 450 MiB / 1000 MiB  110 MiB/s  4 streams  ETA 0:05");
}

TEST_CASE("the bar never gets wider than the terminal", "[client][progress]")
{
    auto view = half_done();
    view.now.current = std::string(300, 'n');
    for (std::size_t width = 1; width < 200; ++width)
        CHECK(progress_bar(view, width).size() <= std::max<std::size_t>(width, 82));
}

TEST_CASE("a name from the server cannot reach the terminal raw", "[client][progress]")
{
    auto view = half_done();
    view.now.current = "\x1b[2Jx\n";

    CHECK(progress_bar(view, 200).find('\x1b') == std::string::npos);
    CHECK(progress_line(view).find('\n') == std::string::npos);
}

TEST_CASE("states are named while nothing else tells", "[client][progress]")
{
    auto view = half_done();
    view.now.verifying = 1;
    CHECK(progress_line(view).find("verifying") != std::string::npos);

    view.now.verifying = 0;
    view.now.bytes_done = view.now.bytes_known;
    view.now.syncing = 1;
    CHECK(progress_line(view).find("syncing") != std::string::npos);

    view = half_done();
    view.now.streams = 0;
    CHECK(progress_line(view).find("connecting") != std::string::npos);
}

TEST_CASE("100 % is shown only when nothing is missing", "[client][progress]")
{
    auto view = half_done();
    view.now.bytes_done = view.now.bytes_known - 1;

    CHECK(progress_line(view).find(" 99%") != std::string::npos);
}

TEST_CASE("progress as JSON has plain bytes", "[client][progress]")
{
    const auto event = nlohmann::json::parse(progress_json(half_done()));

    CHECK(event["event"] == "progress");
    CHECK(event["bytes_done"] == 450U << 20U);
    CHECK(event["state"] == "fetching");
}

TEST_CASE("a rate settles at what the counter says", "[client][progress]")
{
    rate_meter meter;
    auto now = rate_meter::clock::time_point{};
    double rate = meter.update(0, now);
    for (int i = 1; i <= 100; ++i) {
        now += std::chrono::milliseconds(200);
        rate = meter.update(static_cast<std::uint64_t>(i) * 200'000, now);
    }

    CHECK(rate == Approx(1'000'000).epsilon(0.01));
}
