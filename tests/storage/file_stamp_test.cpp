#include "base/unique_fd.hpp"
#include "storage/file_stamp.hpp"
#include "support/catch.hpp"
#include "support/temp_folder.hpp"

#include <fcntl.h>

#include <cstdio>
#include <ctime>
#include <limits>

using namespace sluice;
using namespace sluice::storage;
using namespace sluice::test;

namespace {

file_stamp stamp_at(const std::string& path)
{
    struct ::stat found{};
    REQUIRE(::stat(path.c_str(), &found) == 0);
    return stamp_of(found);
}

/// Until a change would be dated later than the last one: a tick of the kernel at most.
void let_clock_tick(const file_stamp& last)
{
    timespec now{};
    do {
        ::clock_gettime(CLOCK_REALTIME_COARSE, &now);
    } while (std::int64_t{now.tv_sec} * 1'000'000'000 + now.tv_nsec <= last.changed_ns);
}

/// The version before and after something was done to a file.
template <class Change>
bool changes_version(Change change)
{
    const temp_folder t;
    t.write("file", "content");
    const auto before = stamp_at(t.at("file"));
    let_clock_tick(before);
    change(t);
    const auto after = stamp_at(t.at("file"));
    return version_of(before) != version_of(after) && before != after;
}

} // namespace

TEST_CASE("a file that is left alone keeps its version", "[storage][file_stamp]")
{
    CHECK_FALSE(changes_version([](const temp_folder& t) { CHECK(t.read("file") == "content"); }));
}

TEST_CASE("whatever happens to a file gives it another version", "[storage][file_stamp]")
{
    const auto path = [](const temp_folder& t) { return t.at("file"); };
    const auto rewrite = [](const temp_folder& t) { t.write("file", "CONTENT"); };
    const auto truncate = [&](const temp_folder& t) { ::truncate(path(t).c_str(), 3); };
    const auto grow = [&](const temp_folder& t) { ::truncate(path(t).c_str(), 30); };
    const auto touch = [&](const temp_folder& t) {
        ::utimensat(AT_FDCWD, path(t).c_str(), nullptr, 0);
    };
    const auto change_mode = [&](const temp_folder& t) { ::chmod(path(t).c_str(), 0600); };
    const auto rename_over = [&](const temp_folder& t) {
        t.write("other", "CONTENT");
        ::rename(t.at("other").c_str(), path(t).c_str());
    };
    const auto rewrite_in_disguise = [&](const temp_folder& t) {
        const auto before = stamp_at(path(t));
        t.write("file", "CONTENT");
        const timespec back{before.modified_ns / 1'000'000'000, before.modified_ns % 1'000'000'000};
        const timespec both[2] = {back, back};
        ::utimensat(AT_FDCWD, path(t).c_str(), both, 0);
    };

    CHECK(changes_version(rewrite));
    CHECK(changes_version(truncate));
    CHECK(changes_version(grow));
    CHECK(changes_version(touch));
    CHECK(changes_version(change_mode));
    CHECK(changes_version(rename_over));
    CHECK(changes_version(rewrite_in_disguise));
}

TEST_CASE("each part of a stamp counts for the version", "[storage][file_stamp]")
{
    const file_stamp plain{1, 2, 3, 4, 5};
    auto inode = plain, size = plain, modified = plain, changed = plain;
    inode.inode = 9;
    size.size = 9;
    modified.modified_ns = 9;
    changed.changed_ns = 9;

    CHECK(version_of(plain) == version_of(plain));
    for (const auto& other : {inode, size, modified, changed})
        CHECK(version_of(other) != version_of(plain));
    CHECK(version_of(file_stamp{}) != proto::version_token{});
}

TEST_CASE("only regular files have a stamp", "[storage][file_stamp]")
{
    const temp_folder t;
    const unique_fd folder(::open(t.path().c_str(), O_RDONLY | O_CLOEXEC));

    CHECK(stamp_of_open(folder.get()).error() == errc::not_a_file);
    CHECK_FALSE(stamp_of_open(-1));
}

TEST_CASE("a file changed just now is unsettled for two ticks", "[storage][file_stamp]")
{
    const file_stamp stamp{1, 2, 3, 1'000'000'000, 1'000'000'000};

    CHECK(unsettled_ns(stamp, 1'000'000'000) == 20'000'000);
    CHECK(unsettled_ns(stamp, 1'005'000'000) == 15'000'000);
    CHECK(unsettled_ns(stamp, 1'020'000'000) == 0);
    CHECK(unsettled_ns(stamp, 9'000'000'000) == 0);
}

TEST_CASE("a file dated in the future settles like any other", "[storage][file_stamp]")
{
    // Every change of the bytes moves the time of change, which nobody can set.
    const file_stamp dated{1, 2, 3, 99'000'000'000, 1'000'000'000};
    CHECK(unsettled_ns(dated, 9'000'000'000) == 0);
    CHECK(unsettled_ns(dated, 1'000'000'000) == 20'000'000);

    // The clock was set back since: a change now would get another date.
    const file_stamp ahead{1, 2, 3, 1, 99'000'000'000};
    CHECK(unsettled_ns(ahead, 9'000'000'000) == 0);
    CHECK(unsettled_ns(ahead, 98'995'000'000) == 15'000'000);
}

TEST_CASE("dates that nanoseconds cannot count are held at the ends", "[storage][file_stamp]")
{
    struct ::stat far{};
    far.st_mtim.tv_sec = std::numeric_limits<time_t>::max();
    far.st_mtim.tv_nsec = 999'999'999;
    struct ::stat long_ago{};
    long_ago.st_mtim.tv_sec = std::numeric_limits<time_t>::min();

    CHECK(stamp_of(far).modified_ns > 9'000'000'000'000'000'000);
    CHECK(stamp_of(long_ago).modified_ns < -9'000'000'000'000'000'000);
}
