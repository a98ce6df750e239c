#include "storage/target_folder.hpp"
#include "support/as_nobody.hpp"
#include "support/catch.hpp"
#include "support/failing_calls.hpp"
#include "support/temp_folder.hpp"

#include <thread>
#include <vector>

using namespace sluice;
using namespace sluice::storage;
using namespace sluice::test;

namespace {

std::size_t open_descriptors()
{
    const std::filesystem::directory_iterator all("/proc/self/fd");
    return static_cast<std::size_t>(std::distance(begin(all), end(all)));
}

safe_path path_of(std::string_view text)
{
    return *check_path(text);
}

} // namespace

TEST_CASE("a target is made with all that is missing above it, each synced into its folder",
          "[storage][target_folder]")
{
    const temp_folder t;
    failing_calls calls;

    const auto target = target_folder::open(calls, t.at("a/b/c"));

    REQUIRE(target);
    CHECK((*target)->path() == t.at("a/b/c"));
    CHECK(std::filesystem::is_directory(t.at("a/b/c")));
    CHECK(calls.count("make_folder") == 3);
    CHECK(calls.count("sync_folder") == 3);
}

TEST_CASE("a target that is there is not touched", "[storage][target_folder]")
{
    const temp_folder t;
    failing_calls calls;
    for (const auto& path : {t.path(), t.path() + "/", t.path() + "/."})
        CHECK(target_folder::open(calls, path));
    CHECK(calls.count("make_folder") == 0);
    CHECK(calls.count("sync_folder") == 0);
}

TEST_CASE("what cannot be a target says why and names it", "[storage][target_folder]")
{
    const temp_folder t;
    t.write("file", "");
    failing_calls calls;
    failing_calls read_only(1, mishap::fails, EROFS);
    failing_calls full(1, mishap::fails, ENOSPC);
    failing_calls forbidden(1, mishap::fails, EACCES);

    CHECK(target_folder::open(calls, t.at("file")).error() == errc::not_a_folder);
    CHECK(target_folder::open(calls, t.at("file/below")).error() == errc::not_a_folder);
    CHECK(target_folder::open(read_only, t.at("new")).error() == errc::not_writable);
    CHECK(target_folder::open(full, t.at("new")).error() == errc::no_space);
    CHECK(target_folder::open(forbidden, t.at("new")).error() == errc::not_writable);
    CHECK(target_folder::open(calls, t.at("file")).error().detail() == t.at("file"));
}

TEST_CASE("a folder where the user may not write is not_writable", "[storage][target_folder]")
{
    const temp_folder t;
    t.make_folder("closed");
    std::filesystem::permissions(t.path(), std::filesystem::perms(0755));
    std::filesystem::permissions(t.at("closed"), std::filesystem::perms(0555));
    const auto target = *target_folder::open(system_file_calls(), t.at("closed"));
    const as_nobody less_rights;

    CHECK(target->folder(path_of("new")).error() == errc::not_writable);
    CHECK(target_folder::open(system_file_calls(), t.at("closed/new")).error() ==
          errc::not_writable);
}

TEST_CASE("folders below a target are made as needed", "[storage][target_folder]")
{
    const temp_folder t;
    failing_calls calls;
    const auto target = *target_folder::open(calls, t.path());

    REQUIRE(target->folder(path_of("a/b")));
    REQUIRE(target->folder(path_of("a/b")));
    REQUIRE(target->folder(path_of("a/c")));
    REQUIRE(target->folder(path_of("")));

    CHECK(std::filesystem::is_directory(t.at("a/b")));
    CHECK(std::filesystem::is_directory(t.at("a/c")));
    CHECK(calls.count("make_folder") == 3);
}

TEST_CASE("a folder that somebody else makes meanwhile is taken", "[storage][target_folder]")
{
    const temp_folder t;
    failing_calls calls;
    const auto target = *target_folder::open(calls, t.path());
    calls.watch([&](const std::string& note) {
        if (note == "make_folder a") t.make_folder("a");
    });
    CHECK(target->folder(path_of("a/b")));
}

TEST_CASE("no link below a target is followed", "[storage][target_folder]")
{
    const temp_folder t;
    t.make_folder("target");
    t.make_folder("outside");
    t.write("target/file", "");
    std::filesystem::create_symlink("../outside", t.at("target/out"));
    std::filesystem::create_symlink(t.at("outside"), t.at("target/absolute"));
    const auto target = *target_folder::open(system_file_calls(), t.at("target"));

    for (const auto* path : {"out", "out/new", "absolute", "absolute/new"}) {
        INFO(path);
        CHECK(target->folder(path_of(path)).error() == errc::outside_root);
    }
    CHECK(target->folder(path_of("file/new")).error() == errc::not_a_folder);
    CHECK(std::filesystem::is_empty(t.at("outside")));
}

TEST_CASE("a thousand folders keep few descriptors open", "[storage][target_folder]")
{
    const temp_folder t;
    const auto target = *target_folder::open(system_file_calls(), t.path());
    const auto before = open_descriptors();

    for (int number = 0; number < 1000; ++number)
        REQUIRE(target->folder(path_of("f" + std::to_string(number) + "/sub")));

    CHECK(open_descriptors() < before + 100);
}

TEST_CASE("several threads make folders below one target", "[storage][target_folder]")
{
    const temp_folder t;
    const auto target = *target_folder::open(system_file_calls(), t.path());
    std::atomic<int> failures = 0;
    {
        std::vector<std::jthread> threads;
        for (int number = 0; number < 4; ++number)
            threads.emplace_back([&] {
                for (int i = 0; i < 100; ++i)
                    if (!target->folder(path_of("a" + std::to_string(i % 50) + "/b"))) ++failures;
            });
    }
    CHECK(failures == 0);
}
