#include "eval/summary/configuration_summary.hpp"
#include "eval/summary/report.hpp"
#include "eval/summary/summary_files.hpp"
#include "support/catch.hpp"
#include "support/mentions.hpp"

#include <nlohmann/json.hpp>

#include <sstream>

using namespace sluice;
using namespace sluice::eval;
using namespace sluice::test;

namespace {

configuration plain(unsigned clients, std::uint64_t size)
{
    configuration made;
    made.clients = clients;
    made.file_size = size;
    made.workers = 2;
    return made;
}

/// One repeat of two clients with two files each; the second client takes twice as long.
std::vector<record> repeat_of(const configuration& what, unsigned repeat, double slow = 1)
{
    std::vector<record> all;
    for (unsigned client = 1; client <= 2; ++client) {
        for (unsigned i = 0; i < 2; ++i) {
            file_record file;
            file.what = what;
            file.repeat = repeat;
            file.client = client;
            file.file = "f" + std::to_string(i);
            file.planned = i * client * slow;
            file.first_byte = file.planned + 0.25 * slow;
            file.done = (i + 1) * client * slow;
            file.bytes = 1000;
            all.emplace_back(file);
        }
        client_record one;
        one.what = what;
        one.repeat = repeat;
        one.client = client;
        one.wall = 2 * client * slow;
        one.bytes = 2000;
        one.cpu_seconds = 0.5;
        one.peak_bytes = 100 * client;
        all.emplace_back(one);
    }
    repeat_record whole;
    whole.what = what;
    whole.repeat = repeat;
    whole.wall = 4 * slow;
    whole.bytes = 4000;
    whole.server_cpu_seconds = 0.002;
    whole.server_peak_bytes = 77;
    all.emplace_back(whole);
    return all;
}

void append(std::vector<record>& to, std::vector<record> more)
{
    std::move(more.begin(), more.end(), std::back_inserter(to));
}

} // namespace

TEST_CASE("a summary counts repeats but no warm-up", "[eval][summary]")
{
    std::vector<record> records;
    append(records, repeat_of(plain(2, 1000), 0, 100));
    append(records, repeat_of(plain(2, 1000), 1));
    append(records, repeat_of(plain(2, 1000), 2));

    const auto rows = summarize_records(records);

    REQUIRE(rows.size() == 1);
    const auto& row = rows[0];
    CHECK(row.repeats == 2);
    CHECK(row.latency.count == 8);
    CHECK(row.latency.mean == 1.5);
    CHECK(row.latency.max == 2);
    CHECK(row.first_byte.p50 == 0.25);
    CHECK(row.throughput.p50 == 1000);
    CHECK(row.fairness == Approx(0.9)); // of 1000 and 500: (1500^2) / (2 * 1250000)
    CHECK(row.client_cpu == Approx(1.0 / 4000 * 1e9));
    CHECK(row.server_cpu == Approx(0.002 / 4000 * 1e9));
    CHECK(row.client_peak == 200);
    CHECK(row.server_peak == 77);
    CHECK(row.failed_clients == 0);
}

TEST_CASE("what failed is counted and has no latency", "[eval][summary]")
{
    auto records = repeat_of(plain(2, 1000), 1);
    auto& file = std::get<file_record>(records[0]);
    file.exit = -9;
    file.done.reset();
    auto& client = std::get<client_record>(records[2]);
    client.exit = -9;
    client.error = "gone\n";

    const auto rows = summarize_records(records);
    const auto report = report_of(rows, records, {});

    REQUIRE(rows.size() == 1);
    CHECK(rows[0].failed_files == 1);
    CHECK(rows[0].failed_clients == 1);
    CHECK(rows[0].latency.count == 3);
    CHECK_THAT(report, mentions("2 Clients,1000B Files, repeat 1, client 1: ended by signal 9"));
}

TEST_CASE("files of times have the shapes of the predecessor and rows in order", "[eval][summary]")
{
    std::vector<record> records;
    append(records, repeat_of(plain(2, 2048), 1));
    append(records, repeat_of(plain(2, 128), 1));
    const auto rows = summarize_records(records);

    const auto raw = nlohmann::ordered_json::parse(raw_times_json(rows));
    const auto averages = nlohmann::ordered_json::parse(averages_json(rows));
    const auto summary = nlohmann::json::parse(summary_json(rows));

    REQUIRE(raw.size() == 2);
    CHECK(raw.begin().key() == "2 Clients,128B Files");
    CHECK(raw.at("2 Clients,2kB Files") == nlohmann::json({1.0, 1.0, 2.0, 2.0}));
    CHECK(averages.at("2 Clients,2kB Files") == 1.5);
    CHECK(summary.at("schema") == 1);
    const auto& row = summary.at("configurations").at(1);
    CHECK(row.at("configuration") == "2 Clients,2kB Files");
    for (const auto* name : {"count", "mean", "sd", "p50", "p90", "p95", "p99", "p99_9", "max"})
        CHECK(row.at("latency_seconds").contains(name));
    for (const auto* name : {"fairness", "server_cpu_seconds_per_gb", "client_peak_bytes"})
        CHECK(row.contains(name));
}

TEST_CASE("every line of the CSV has as many fields as its head", "[eval][summary]")
{
    std::vector<record> records;
    append(records, repeat_of(plain(2, 2048), 1));
    append(records, repeat_of(plain(2, 128), 1));

    std::istringstream lines(summary_csv(summarize_records(records)));

    std::string head;
    std::getline(lines, head);
    CHECK_THAT(head, mentions("schema,configuration,clients") && mentions("latency_seconds_p99_9"));
    const auto fields = std::count(head.begin(), head.end(), ',');
    unsigned rows = 0;
    for (std::string line; std::getline(lines, line); ++rows) {
        CHECK_THAT(line, mentions("1,\"2 Clients,"));
        CHECK(std::count(line.begin(), line.end(), ',') == fields + 1); // one is in the label
    }
    CHECK(rows == 2);
}

TEST_CASE("a run in which everything failed still has a report", "[eval][summary]")
{
    auto records = repeat_of(plain(2, 1000), 1);
    for (auto& one : records) {
        if (auto* file = std::get_if<file_record>(&one)) file->exit = 5;
        if (auto* client = std::get_if<client_record>(&one)) client->exit = 5;
        if (auto* client = std::get_if<client_record>(&one)) client->bytes = 0;
        if (auto* whole = std::get_if<repeat_record>(&one)) whole->bytes = 0;
    }

    const auto rows = summarize_records(records);

    CHECK(rows.at(0).latency.count == 0);
    CHECK(nlohmann::json::parse(summary_json(rows)).at("configurations").at(0).at("failed_files") ==
          4);
    CHECK_THAT(report_of(rows, records, {}), mentions("exit code 5"));
}
