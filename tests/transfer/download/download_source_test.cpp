#include "support/catch.hpp"
#include "transfer/happy_scripts.hpp"

#include <fcntl.h>
#include <unistd.h>

using namespace sluice;
using namespace sluice::test;

namespace {

constexpr std::size_t mib = 1U << 20U;

/// What somebody does to a file while it is fetched.
struct change {
    std::string title;
    std::function<void(const temp_folder&, const std::string& after)> make;
    std::string after;
};

std::vector<change> changes(const std::string& before)
{
    const auto other = content_of(before.size(), 99);
    const auto replace = [](const temp_folder& in, const std::string& after) {
        in.write("new", after);
        std::filesystem::rename(in.at("new"), in.at("f"));
    };
    const auto rewrite = [](const temp_folder& in, const std::string& after) {
        const unique_fd file(::open(in.at("f").c_str(), O_WRONLY));
        if (::pwrite(file.get(), after.data(), after.size(), 0) < 0)
            throw std::runtime_error("write");
        if (::ftruncate(file.get(), static_cast<off_t>(after.size())) != 0)
            throw std::runtime_error("truncate");
    };
    return {{"replaced", replace, other},
            {"rewritten in place", rewrite, other},
            {"cut", rewrite, before.substr(0, before.size() / 2)},
            {"extended", rewrite, before + "more"},
            {"emptied", rewrite, ""},
            {"grown to chunks", replace, content_of(2 * mib + 5, 3)}};
}

/// Changes the file at an operation; what arrives is the old file or the new one, never a mixture.
/// False: there were not so many operations.
bool change_at(std::uint64_t wanted, const change& how, const std::string& before, unsigned workers)
{
    giving_side from({{"f", before}});
    const temp_folder target(memory_folder());
    download_attempt attempt;
    attempt.target = target.path();
    attempt.names = {{"f", ""}};
    attempt.how.workers = workers;
    connection_plan plan;
    plan.pipe.script = &attempt.script;
    attempt.prepare = [&](scripted_connector& connector) { connector.plan_all(plan); };
    attempt.watch = [&](std::uint64_t number, transfer::download&, asio::io_context&) {
        if (number == wanted) how.make(from.source, how.after);
    };
    INFO(how.title << " at operation " << wanted);

    const auto outcome = run_download(from, attempt);

    INFO((outcome.good() ? "good" : outcome.why().text()));
    REQUIRE(outcome.good());
    const auto old = look_at(target.path(), {{"f", before}});
    const auto now = look_at(target.path(), {{"f", how.after}});
    REQUIRE(old.exact + now.exact == 1);
    REQUIRE(old.wrong + now.wrong == 1);
    return attempt.script.operations() >= wanted;
}

void change_at_each(const std::string& before, unsigned workers, std::uint64_t every)
{
    for (const auto& how : changes(before)) {
        std::uint64_t number = 1;
        while (change_at(number, how, before, workers))
            number += every;
        CHECK(number > 20);
    }
}

} // namespace

TEST_CASE("a small file may change at each operation", "[transfer][source]")
{
    change_at_each(content_of(700), 1, 1);
}

TEST_CASE("a large file may change while it comes", "[transfer][source]")
{
    change_at_each(content_of(5 * mib), GENERATE(1U, 3U), 9);
}

TEST_CASE("a file that vanishes while it comes is not found", "[transfer][source]")
{
    for (std::uint64_t wanted = 1; wanted < 200; wanted += 3) {
        giving_side from({{"f", content_of(3 * mib)}});
        const temp_folder target(memory_folder());
        download_attempt attempt;
        attempt.target = target.path();
        attempt.names = {{"f", ""}};
        connection_plan plan;
        plan.pipe.script = &attempt.script;
        attempt.prepare = [&](scripted_connector& connector) { connector.plan_all(plan); };
        attempt.watch = [&](std::uint64_t number, transfer::download&, asio::io_context&) {
            if (number == wanted) std::filesystem::remove(from.source.at("f"));
        };
        INFO(wanted);

        const auto outcome = run_download(from, attempt);

        const auto found = look_at(target.path(), from.files);
        CHECK(found.wrong == 0);
        CHECK((outcome.good() || outcome.why() == errc::not_found));
        CHECK(outcome.good() == (found.exact == 1));
    }
}

TEST_CASE("a file that never stays as it is ends as changed", "[transfer][source]")
{
    giving_side from({{"f", content_of(3 * mib)}});
    const temp_folder target(memory_folder());
    download_attempt attempt;
    attempt.target = target.path();
    attempt.names = {{"f", ""}};
    attempt.how.retries = 2;
    connection_plan plan;
    plan.pipe.script = &attempt.script;
    attempt.prepare = [&](scripted_connector& connector) { connector.plan_all(plan); };
    attempt.watch = [&](std::uint64_t number, transfer::download&, asio::io_context&) {
        from.source.write("f", content_of(3 * mib, number));
    };

    const auto outcome = run_download(from, attempt);

    CHECK(outcome.why() == errc::source_changed);
    CHECK(look_at(target.path(), from.files).wrong == 0);
}
