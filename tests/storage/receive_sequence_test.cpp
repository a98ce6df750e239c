// The promise that a file appears complete or not at all, tried with a failure and with a sudden
// death at every single call.
#include "support/catch.hpp"
#include "support/failing_calls.hpp"
#include "support/received_file.hpp"
#include "support/temp_folder.hpp"

#include <sys/wait.h>

using namespace sluice;
using namespace sluice::storage;
using namespace sluice::test;

namespace {

enum class rename_kind { atomic, by_link };

struct scenario {
    std::size_t size = 0;
    rename_kind renames = rename_kind::atomic;
};

const scenario scenarios[] = {
    {5500, rename_kind::atomic}, {5500, rename_kind::by_link}, {700, rename_kind::atomic},
    {700, rename_kind::by_link}, {0, rename_kind::atomic},
};

struct receiving {
    explicit receiving(const scenario& s) : file(file_of(s.size)), how(s)
    {
        plan.target = folder.at("new/target");
        plan.below = "sub";
    }

    publish_outcome run(failing_calls& calls)
    {
        if (how.renames == rename_kind::by_link) calls.refuse_noreplace();
        return receive(calls, file, plan);
    }

    /// The final name is free, or stands for the whole file.
    bool nothing_half() const
    {
        return !folder.has(final_path) || folder.read(final_path) == file.content;
    }

    /// A later attempt, by another program, makes it right and leaves nothing else behind.
    void retry()
    {
        failing_calls calls;
        plan.policy = on_exists::overwrite;
        const auto outcome = run(calls);
        REQUIRE(outcome);
        CHECK((folder.read(final_path) == file.content));
        std::size_t names = 0;
        for (const auto& found : std::filesystem::directory_iterator(folder.at("new/target/sub"))) {
            INFO(found.path());
            CHECK(found.path().filename() == "file.bin");
            ++names;
        }
        CHECK(names == 1);
    }

    temp_folder folder;
    sent_file file;
    receive_plan plan;
    scenario how;
    std::string final_path = "new/target/sub/file.bin";
};

errc wanted_code(int error)
{
    if (error == ENOSPC) return errc::no_space;
    if (error == EROFS) return errc::not_writable;
    return errc::io_failed;
}

/// Runs in a child that dies at this call. True: it did not come so far.
bool survives(receiving& t, std::size_t number)
{
    const auto child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        failing_calls calls(number, mishap::dies);
        const auto outcome = t.run(calls);
        ::_exit(outcome ? 0 : 1);
    }
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    REQUIRE(WIFEXITED(status));
    REQUIRE((WEXITSTATUS(status) == 0 || WEXITSTATUS(status) == 9));
    return WEXITSTATUS(status) == 0;
}

} // namespace

TEST_CASE("a failure of any call leaves no half file and is made good by a retry",
          "[storage][sequence]")
{
    for (const auto& s : scenarios)
        for (const int error : {EIO, ENOSPC, EROFS}) {
            bool struck = true;
            for (std::size_t number = 1; struck; ++number) {
                receiving t(s);
                failing_calls calls(number, mishap::fails, error);

                const auto outcome = t.run(calls);

                struck = calls.struck();
                const auto call = calls.struck_call();
                INFO(s.size << " bytes, call " << number << " " << call << " failing with "
                            << error);
                CHECK(t.nothing_half());
                if (outcome) CHECK((t.folder.read(t.final_path) == t.file.content));
                // Only the sync of a folder comes after the file has its name.
                else
                    CHECK(t.folder.has(t.final_path) == (outcome.error().stage() == "sync folder" &&
                                                         calls.count("rename_at") > 0));
                const bool after_all = !outcome && outcome.error().stage() == "sync folder";
                if (!outcome)
                    CHECK((outcome.error() == wanted_code(error) ||
                           (after_all && outcome.error() == errc::io_failed)));
                t.retry();
            }
        }
}

TEST_CASE("success means that every call which matters succeeded", "[storage][sequence]")
{
    for (std::size_t number = 1;; ++number) {
        receiving t(scenarios[0]);
        failing_calls calls(number, mishap::fails);
        const auto outcome = t.run(calls);
        if (!calls.struck()) break;
        const auto call = calls.struck_call();
        INFO("call " << number << " " << call);
        const bool harmless = call == "start_writing" || call == "unlink_at";
        CHECK(static_cast<bool>(outcome) == harmless);
    }
}

TEST_CASE("a death at any call leaves no half file and the next program resumes",
          "[storage][sequence]")
{
    for (const auto& s : scenarios) {
        bool survived = false;
        for (std::size_t number = 1; !survived; ++number) {
            INFO(s.size << " bytes, dead before call " << number);
            receiving t(s);
            survived = survives(t, number);
            CHECK(t.nothing_half());
            if (survived) CHECK((t.folder.read(t.final_path) == t.file.content));
            t.retry();
        }
    }
}

TEST_CASE("a program that dies again and again ends with the whole file", "[storage][sequence]")
{
    receiving t(scenarios[0]);
    t.plan.policy = on_exists::overwrite;
    // Each attempt lives for some calls: what the ones before recorded need not be written again.
    for (std::size_t attempt = 0; attempt < 40; ++attempt) {
        INFO("attempt " << attempt);
        const bool survived = survives(t, 9);
        CHECK(t.nothing_half());
        if (survived) break;
    }
    CHECK((t.folder.read(t.final_path) == t.file.content));
}

TEST_CASE("while a half published file is resumed its final name stays whole",
          "[storage][sequence]")
{
    // Killed between link and unlink: both names stand for the same file.
    for (const auto& s : {scenarios[1], scenarios[3]}) {
        receiving t(s);
        failing_calls measure;
        REQUIRE(t.run(measure));
        const auto unlink = measure.last("link_at .") + 2; // counted from 1
        receiving killed(s);
        REQUIRE_FALSE(survives(killed, unlink));
        REQUIRE(killed.folder.has(killed.final_path));

        failing_calls calls;
        calls.watch([&](const std::string& note) {
            INFO("before " << note);
            CHECK(killed.nothing_half());
        });
        killed.file.version = 2;
        killed.plan.policy = on_exists::overwrite;
        CHECK(killed.run(calls));
        CHECK(killed.nothing_half());
    }
}
