#include "admin/api_rows.hpp"
#include "admin/job_calls.hpp"
#include "admin/scripted_jobs.hpp"
#include "support/catch.hpp"

using namespace sluice;
using nlohmann::json;
using test::job_document;

TEST_CASE("what the server says of sessions, figures and files is read again", "[admin][rows]")
{
    admin::session_row session;
    session.id = 7;
    session.peer = "192.0.2.7:1";
    session.age = std::chrono::seconds(65);
    session.state = "idle";
    admin::server_stats stats;
    stats.requests = 3;
    stats.rate = 10;
    proto::entry entry;
    entry.path = "caf\xe9";
    entry.size = 5;

    const auto sessions =
        admin::read_sessions({{"sessions", json::array({admin::to_json(session)})}});
    const auto figures = admin::read_stats(admin::to_json(stats));
    const auto text = json{{"files", json::array({admin::to_json(entry)})}}.dump(
        -1, ' ', false, json::error_handler_t::replace);
    const auto files = admin::read_files(json::parse(text));

    REQUIRE(sessions);
    CHECK(sessions->front().id == 7);
    CHECK(sessions->front().age == std::chrono::seconds(65));
    REQUIRE(figures);
    CHECK(figures->requests == 3);
    CHECK(figures->rate == 10);
    REQUIRE(files);
    CHECK(files->front().path == "caf\xe9");
    CHECK(files->front().size == 5);
}

TEST_CASE("a job is read from its document, a batch and a page", "[admin][rows]")
{
    const auto one = admin::told_by(job_document("7", "running"));
    const json batch = {{"id", "b1"}, {"jobs", json::array({job_document("8", "queued")})}};
    const auto many = admin::told_by(batch);
    const auto page = admin::told_by({{"jobs", json::array()}});

    REQUIRE(one);
    CHECK(one->batch.empty());
    CHECK(admin::path_of(*one) == "/api/v1/jobs/7");
    CHECK(one->jobs.front().verified == 50);
    CHECK(one->jobs.front().percent == 40.0);
    REQUIRE(many);
    CHECK(admin::path_of(*many) == "/api/v1/batches/b1");
    CHECK(many->jobs.front().waiting_for == "the agent");
    REQUIRE(page);
    CHECK(page->jobs.empty());
}

TEST_CASE("what is no answer of a server is refused and harms nobody", "[admin][rows]")
{
    for (const auto& wrong : {json(), json(7), json("x"), json::array(), json::object(),
                              json{{"jobs", {{{"id", 7}}}}}, json{{"id", "7"}}}) {
        INFO(wrong.dump());
        CHECK_FALSE(admin::told_by(wrong));
    }
    for (const auto& wrong : {json(), json(7), json::array(), json::object()}) {
        CHECK(admin::read_agents(wrong).error() == errc::malformed_message);
        CHECK(admin::read_sessions(wrong).error() == errc::malformed_message);
        CHECK(admin::read_stats(wrong).error() == errc::malformed_message);
        CHECK(admin::read_files(wrong).error() == errc::malformed_message);
    }
    const json odd = {
        {"id", "7"}, {"phase", "running"}, {"bytes", "many"}, {"percent", "x"}, {"error", 7}};
    CHECK(admin::told_by(odd));
}

TEST_CASE("the ends of jobs become one exit code", "[admin][rows]")
{
    const auto code_of = [](const std::vector<std::string>& phases) {
        std::vector<admin::job_row> jobs;
        for (const auto& one : phases)
            jobs.push_back(*admin::read_job(job_document("7", one)));
        return admin::exit_code_of_jobs(jobs);
    };

    CHECK(code_of({}) == exit_code::done);
    CHECK(code_of({"completed", "completed"}) == exit_code::done);
    CHECK(code_of({"failed"}) == exit_code::not_found);
    CHECK(code_of({"failed", "cancelled"}) == exit_code::not_found);
    CHECK(code_of({"cancelled"}) == exit_code::cancelled);
    CHECK(code_of({"failed", "completed"}) == exit_code::partly_done);
    CHECK(code_of({"completed", "running"}) == exit_code::unfinished);
}
