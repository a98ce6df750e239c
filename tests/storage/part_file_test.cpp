#include "support/part_under_test.hpp"

#include <sys/wait.h>

#include <thread>

using namespace sluice;
using namespace sluice::storage;
using namespace sluice::test;

TEST_CASE("a fresh part holds nothing and hides beside its name", "[storage][part_file]")
{
    part_under_test t;

    const auto part = t.open();

    CHECK(resumed_chunks_of(*part).empty());
    CHECK(part->resumed().size() == 5);
    CHECK(part->final_name() == "file.bin");
    CHECK_FALSE(t.folder.has("file.bin"));
    for (const auto& name : t.folder.names())
        CHECK(is_part_name(name));
    CHECK(t.folder.names().size() == 2);
}

TEST_CASE("a file of one chunk needs no journal", "[storage][part_file]")
{
    part_under_test t(file_of(1000));
    const auto part = t.open();
    t.put(*part, {0});

    CHECK(t.folder.names().size() == 1);
    CHECK(*part->publish(on_exists::fail) == "file.bin");
    CHECK(t.folder.names() == std::vector<std::string>{"file.bin"});
    CHECK((t.folder.read("file.bin") == t.file.content));
}

TEST_CASE("writes that the system cuts short are carried on", "[storage][part_file]")
{
    part_under_test t(file_of(900));
    t.calls.write_short();
    const auto part = t.open();
    t.put(*part, {0});
    REQUIRE(part->publish(on_exists::fail));
    CHECK((t.folder.read("file.bin") == t.file.content));
}

TEST_CASE("a record that the system cuts short means a full disk", "[storage][part_file]")
{
    part_under_test t;
    const auto part = t.open();
    t.calls.write_short();
    CHECK(put_chunk(*part, t.file, 0).error() == errc::no_space);
}

TEST_CASE("a part that is being written is busy for others", "[storage][part_file]")
{
    part_under_test t;
    auto first = t.open();

    const auto second = open_part(t.calls, *t.target, t.file);
    CHECK(second.error() == errc::target_busy);

    first.reset();
    CHECK(open_part(t.calls, *t.target, t.file));
}

TEST_CASE("a part is busy for other programs too", "[storage][part_file]")
{
    part_under_test t;
    const auto part = t.open();

    const auto child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        // The lock belongs to the open file, which a child shares: open another one.
        const auto again = open_part(t.calls, *t.target, t.file);
        ::_exit(!again && again.error() == errc::target_busy ? 0 : 1);
    }
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    CHECK(WEXITSTATUS(status) == 0);
}

TEST_CASE("a part that was published while somebody waited for it is made anew",
          "[storage][part_file]")
{
    part_under_test t;
    auto first = t.open();
    t.put(*first, {0, 1, 2, 3, 4});
    failing_calls second_calls;
    second_calls.watch([&](const std::string& note) {
        if (!first || !note.starts_with("lock")) return;
        REQUIRE(first->publish(on_exists::fail)); // between the other's open and lock
        first.reset();
    });

    const auto second = open_part(second_calls, *t.target, t.file);

    REQUIRE(second);
    CHECK(second_calls.count("lock") == 2);
    CHECK(resumed_chunks_of(**second).empty());
    CHECK((t.folder.read("file.bin") == t.file.content));
}

TEST_CASE("a link in the place of a part is not followed", "[storage][part_file]")
{
    part_under_test t;
    t.folder.write("precious", "precious");
    std::filesystem::create_symlink("precious", t.part_path());

    const auto part = open_part(t.calls, *t.target, t.file);

    CHECK_FALSE(part);
    CHECK(t.folder.read("precious") == "precious");
}

TEST_CASE("chunks are written and recorded from several threads", "[storage][part_file]")
{
    const auto file = file_of(64'000);
    temp_folder folder;
    const auto target = *target_folder::open(system_file_calls(), folder.path());
    {
        const auto part = *open_part(system_file_calls(), *target, file);
        std::vector<std::jthread> threads;
        for (std::uint64_t first = 0; first < 4; ++first)
            threads.emplace_back([&, first] {
                for (auto number = first; number < file.chunks(); number += 4)
                    (void)put_chunk(*part, file, number);
            });
    }
    const auto part = *open_part(system_file_calls(), *target, file);
    CHECK(resumed_chunks_of(*part).size() == 64);
}

TEST_CASE("a discarded part leaves nothing behind", "[storage][part_file]")
{
    part_under_test t;
    const auto part = t.open();
    t.put(*part, {0});

    part->discard();

    CHECK(t.folder.names().empty());
}
