#include "eval/program/eval_trial.hpp"
#include "support/catch.hpp"
#include "support/mentions.hpp"

#include <csignal>
#include <filesystem>

using namespace sluice;
using namespace sluice::test;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

const std::vector<std::string> small_matrix{"run", "-f",      "128,2k", "-n",           "1,3", "-r",
                                            "2",   "--files", "2",      "--durability", "none"};

std::vector<std::string> with(std::vector<std::string> words, std::vector<std::string> more)
{
    words.insert(words.end(), more.begin(), more.end());
    return words;
}

std::size_t count(const std::string& text, const std::string& part)
{
    std::size_t found = 0;
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1))
        ++found;
    return found;
}

} // namespace

TEST_CASE("a run leaves a report, logs with marks and times", "[eval]")
{
    const eval_trial trial;

    const auto ended = trial.run(small_matrix);

    INFO(ended.err);
    CHECK(ended.status == 0);
    CHECK(ended.out.starts_with("# Evaluation of "));
    CHECK_THAT(ended.out, mentions("| 3 Clients,2kB Files | 12 |"));
    CHECK_THAT(ended.err, mentions("12/12"));
    for (const auto* name : {"server-1c128f", "server-3c2kf", "clients/client3-3c2kf"}) {
        const auto log = trial.folder().read("logs/" + std::string(name) + ".log");
        INFO(name << "\n" << log);
        CHECK(count(log, "event=repeat") == 3);
        CHECK_THAT(log, mentions("0 of 2") && mentions("2 of 2"));
    }
    const auto log = trial.folder().read("logs/clients/client3-3c2kf.log");
    CHECK(count(log, "event=downloaded") == 6);
    CHECK_FALSE(fs::exists(trial.folder().at("clients/1")));
    CHECK(trial.json("raw.json").at("1 Clients,128B Files").size() == 4);
    CHECK(trial.json("averages.json").at("1 Clients,128B Files").is_number());
    CHECK(trial.json("summary.json").at("configurations").size() == 4);
    CHECK(trial.json("environment.json").at("build").contains("commit"));
    CHECK(count(trial.folder().read("times/summary.csv"), "\n") == 5);
}

TEST_CASE("records tell when each file was where", "[eval]")
{
    const eval_trial trial;
    const bool durable = GENERATE(false, true);
    const bool inside = GENERATE(false, true);
    const auto ended =
        trial.run({"run", "-f", "3m", "-n", "2", "-r", "1", "--files", "2", "--durability",
                   durable ? "file" : "none", "--mode", inside ? "coroutine" : "process"});
    INFO(ended.err);
    REQUIRE(ended.status == 0);

    const auto files = trial.all<eval::file_record>();

    CHECK(files.size() == 8); // two of them warm-up
    for (const auto& one : files) {
        CHECK(one.bytes == 3U << 20U);
        CHECK(*one.start >= one.planned);
        CHECK(*one.first_byte >= *one.start);
        CHECK(*one.received >= *one.first_byte);
        CHECK(*one.verified >= *one.received);
        REQUIRE(one.durable.has_value() == durable);
        CHECK(one.durable.value_or(*one.verified) >= *one.verified);
        CHECK(*one.done >= one.durable.value_or(*one.verified));
    }
    for (const auto& one : trial.all<eval::client_record>()) {
        CHECK(one.exit == 0);
        CHECK(one.bytes == 6U << 20U);
        if (!inside) CHECK(one.peak_bytes > 1'000'000);
    }
    for (const auto& one : trial.all<eval::repeat_record>()) {
        CHECK(one.bytes == 12U << 20U);
        CHECK(one.server_peak_bytes > 1'000'000);
        CHECK(one.wall > 0);
    }
}

TEST_CASE("the same seed gives the same files and the same plan", "[eval]")
{
    const eval_trial one;
    const eval_trial two;
    const eval_trial other;
    const auto words = with(small_matrix, {"--rate", "500"});
    REQUIRE(one.run(with(words, {"--seed", "5"})).status == 0);
    REQUIRE(two.run(with(words, {"--seed", "5"})).status == 0);
    REQUIRE(other.run(with(words, {"--seed", "6"})).status == 0);

    const auto planned = [](const eval_trial& trial) {
        std::vector<std::tuple<std::string, unsigned, std::string, double>> all;
        for (const auto& file : trial.all<eval::file_record>())
            all.emplace_back(eval::label_of(file.what), file.repeat, file.file, file.planned);
        return all;
    };
    CHECK(one.json("plan.json") == two.json("plan.json"));
    CHECK(one.json("plan.json") != other.json("plan.json"));
    CHECK(planned(one) == planned(two));
    CHECK(one.folder().read("servers/2k/seed5-0002.bin") ==
          two.folder().read("servers/2k/seed5-0002.bin"));
    CHECK(fs::exists(other.folder().at("servers/2k/seed6-0002.bin")));
}

TEST_CASE("in the open loop a busy client does not put the clock off", "[eval]")
{
    const eval_trial trial;
    // Far more downloads a second than one client can do.
    const auto ended = trial.run({"run", "-f", "1m", "-n", "1", "-r", "1", "--files", "20",
                                  "--rate", "5000", "--durability", "none"});
    INFO(ended.err);
    REQUIRE(ended.status == 0);

    double last_planned = 0;
    double longest = 0;
    for (const auto& one : trial.all<eval::file_record>()) {
        if (one.repeat == 0) continue;
        CHECK(one.planned >= last_planned);
        last_planned = one.planned;
        longest = std::max(longest, *one.latency());
    }

    CHECK(last_planned < 0.2);
    const auto whole = trial.all<eval::repeat_record>().back();
    CHECK(longest > (whole.wall - last_planned) * 0.5); // the last one waited for all others
}

TEST_CASE("logs and records of an earlier run are kept", "[eval]")
{
    const eval_trial trial;
    const std::vector<std::string> words{"run", "-f", "128", "-n", "1", "-r", "1", "--files", "1"};
    REQUIRE(trial.run(words).status == 0);
    const auto first = trial.folder().read("times/raw.ndjson");
    REQUIRE(trial.run(words).status == 0);

    CHECK(trial.folder().read("times/raw.ndjson.1") == first);
    CHECK(fs::exists(trial.folder().at("logs/server-1c128f.log.1")));
    CHECK(count(trial.folder().read("logs/server-1c128f.log"), "event=repeat") == 2);
}

TEST_CASE("hundreds of clients in one program", "[eval]")
{
    const eval_trial trial;

    const auto ended = trial.run({"run", "-f", "2k", "-n", "300", "-w", "1", "-r", "1", "--files",
                                  "1", "--mode", "coroutine", "--durability", "none"});

    INFO(ended.err);
    CHECK(ended.status == 0);
    CHECK_THAT(ended.out, mentions("300 Clients,2kB Files,1 Workers,one process | 300 |"));
}

TEST_CASE("the first interruption keeps what was measured", "[eval]")
{
    const eval_trial trial;
    const int number = GENERATE(SIGINT, SIGTERM);
    auto running = trial.start({"run", "-f", "128", "-n", "1", "-r", "9999", "--files", "1"});
    running.wait_for_text("5/", deadline::after(30s));

    running.signal(number);
    const auto ended = running.wait(deadline::after(30s));

    CHECK(ended.status == 128 + number);
    CHECK(trial.all<eval::repeat_record>().size() >= 3);
    CHECK(ended.out.starts_with("# Evaluation of "));
}
