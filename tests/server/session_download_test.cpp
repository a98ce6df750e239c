#include "server/session_server.hpp"
#include "support/catch.hpp"

using namespace sluice;
using namespace sluice::test;

namespace {

/// Downloads the large file from sessions to all of which something happens at an operation.
struct troubled_download {
    troubled_download(std::uint64_t wanted, std::function<void(server::session&)> trouble)
    {
        attempt.target = target.path();
        attempt.names = {{"large", ""}};
        attempt.how.workers = 2;
        attempt.far_end = t.far_end();
        attempt.prepare = [this](scripted_connector& connector) {
            connection_plan plan;
            plan.pipe.script = &attempt.script;
            plan.pipe.capacity = 1U << 17U;
            connector.plan_all(plan);
        };
        attempt.watch = [this, wanted, trouble](std::uint64_t number, transfer::download&,
                                                asio::io_context&) {
            if (number != wanted) return;
            for (const auto& one : t.host.sessions.all())
                trouble(*one);
        };
        outcome = run_download(t.side, attempt);
    }

    arrival seen() const { return look_at(target.path(), {{"large", t.side.files.at("large")}}); }

    session_server t;
    temp_folder target{memory_folder()};
    download_attempt attempt;
    download_outcome outcome;
};

} // namespace

TEST_CASE("a download survives that its sessions drain", "[server][session]")
{
    std::uint64_t wanted = 1;
    while (true) {
        INFO(wanted);
        troubled_download one(wanted, [](server::session& s) { s.drain(std::chrono::seconds(9)); });
        INFO((one.outcome.good() ? "good" : one.outcome.why().text()));
        REQUIRE(one.outcome.good());
        REQUIRE(one.seen().exact == 1);
        if (one.attempt.script.operations() < wanted) break;
        wanted += 3;
    }
    CHECK(wanted > 30);
}

TEST_CASE("a download whose sessions are stopped was cancelled", "[server][session]")
{
    std::uint64_t wanted = 1;
    std::size_t cancelled = 0;
    while (true) {
        INFO(wanted);
        troubled_download one(wanted, [](server::session& s) { s.stop(); });
        REQUIRE(one.seen().wrong == 0);
        REQUIRE(one.outcome.good() == (one.seen().exact == 1));
        if (!one.outcome.good()) CHECK(one.outcome.why() == errc::cancelled);
        if (!one.outcome.good()) ++cancelled;
        if (one.attempt.script.operations() < wanted) break;
        wanted += 3;
    }
    CHECK(cancelled > 5);
}
