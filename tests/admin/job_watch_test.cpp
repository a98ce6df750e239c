#include "admin/job_watch.hpp"
#include "admin/scripted_jobs.hpp"
#include "support/catch.hpp"
#include "support/run_task.hpp"

using namespace sluice;
using namespace sluice::test;
using namespace std::chrono_literals;
using texts = std::vector<std::string>;

namespace {

class noted final : public admin::job_observer {
public:
    void progress(const admin::told_jobs&) override { ++looks; }
    void moved(const admin::job_row& job) override { phases.push_back(job.phase); }
    void silent(const error&) override { ++silences; }

    int looks = 0;
    int silences = 0;
    texts phases;
};

admin::watch_rules quick()
{
    admin::watch_rules made;
    made.pause = 1ms;
    made.longest_pause = 1ms;
    return made;
}

/// Orders a pull of a scripted server and watches it.
struct watch_desk {
    explicit watch_desk(texts phases) : server(std::move(phases)) {}
    ~watch_desk() { pool.join(); }

    result<admin::told_jobs> watch(admin::watch_rules rules = quick())
    {
        return run_task(io, order_and_watch(rules));
    }

    task<result<admin::told_jobs>> order_and_watch(admin::watch_rules rules)
    {
        admin::pull_wish wanted;
        wanted.agent = "shop";
        wanted.path = "~/sales.csv";
        auto ordered = co_await admin::order_pull(client, std::move(wanted), deadline::after(20s));
        if (!ordered) co_return ordered.error();
        std::function<bool()> stopped = [this] { return gives_up && view.looks > 1; };
        auto last = co_await admin::watch_jobs(client, std::move(*ordered), view,
                                               std::move(stopped), rules);
        co_return last;
    }

    scripted_jobs server;
    asio::io_context io;
    asio::thread_pool pool{1};
    fetch::api_client client{pool, "http://127.0.0.1:" + std::to_string(server.port()),
                             fetch::access{}};
    noted view;
    bool gives_up = false;
};

} // namespace

TEST_CASE("a pull is ordered and watched until it has ended", "[admin][watch]")
{
    watch_desk desk({"queued", "queued", "running", "running", "completed"});

    const auto last = desk.watch();

    REQUIRE(last);
    CHECK(last->jobs.front().phase == "completed");
    CHECK(desk.view.phases == texts{"queued", "running", "completed"});
    CHECK(desk.view.looks == 5);
    const auto asked = desk.server.asked();
    CHECK(asked.front() == "POST /api/v1/jobs {\"agent\":\"shop\",\"path\":\"~/sales.csv\"}");
    CHECK(asked.back() == "GET /api/v1/jobs/7 ");
}

TEST_CASE("a job that failed ends the watch with its reason", "[admin][watch]")
{
    watch_desk desk({"running", "failed"});

    const auto last = desk.watch();

    REQUIRE(last);
    const auto why = admin::error_of(last->jobs.front());
    CHECK(why == errc::not_found);
    CHECK(why.detail() == "no such file there");
}

TEST_CASE("a server that is busy for a while is asked again", "[admin][watch]")
{
    watch_desk desk({"running", "busy", "busy", "completed"});

    const auto last = desk.watch();

    REQUIRE(last);
    CHECK(desk.view.silences == 2);
}

TEST_CASE("a server that stays silent is given up", "[admin][watch]")
{
    watch_desk desk({"running", "busy"});

    auto hasty = quick();
    hasty.most_silence = 0ms;
    const auto last = desk.watch(hasty);

    CHECK(last.error() == errc::overloaded);
}

TEST_CASE("a watch that is stopped leaves the job alone", "[admin][watch]")
{
    watch_desk desk({"running"});
    desk.gives_up = true;

    const auto last = desk.watch();

    CHECK(last.error() == errc::cancelled);
    for (const auto& one : desk.server.asked())
        CHECK(one.find("cancel") == std::string::npos);
}

TEST_CASE("an order that got lost is given once more under the same key", "[admin][watch]")
{
    watch_desk desk({"busy", "completed"});

    CHECK(desk.watch());
    CHECK(desk.server.asked().size() == 2);
}
