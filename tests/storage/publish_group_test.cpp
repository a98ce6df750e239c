#include "storage/publish_group.hpp"
#include "support/catch.hpp"
#include "support/failing_calls.hpp"
#include "support/received_file.hpp"
#include "support/temp_folder.hpp"

using namespace sluice;
using namespace sluice::storage;
using namespace sluice::test;

namespace {

using parts = std::vector<std::unique_ptr<part_file>>;

struct grouped {
    explicit grouped(failing_calls played = {}) : calls(std::move(played)) {}

    void add(const std::string& name, const std::string& below = {})
    {
        auto part = open_part(calls, *target, file, below, name);
        REQUIRE(part);
        for (std::uint64_t number = 0; number < file.chunks(); ++number)
            REQUIRE(put_chunk(**part, file, number));
        group.push_back(std::move(*part));
    }

    void add(std::size_t count, const std::string& below = {})
    {
        for (std::size_t number = 0; number < count; ++number)
            add("file" + std::to_string(number), below);
    }

    std::vector<publish_outcome> publish(durability how = durability::file)
    {
        return publish_group(calls, group, on_exists::rename, how);
    }

    std::string last_of(const std::string& path) const
    {
        return std::filesystem::path(path).filename().string();
    }

    temp_folder folder;
    sent_file file = file_of(700);
    failing_calls calls;
    std::unique_ptr<target_folder> target = *target_folder::open(calls, folder.path());
    parts group;
};

std::size_t good(const std::vector<publish_outcome>& outcomes)
{
    std::size_t count = 0;
    for (const auto& o : outcomes)
        count += o ? 1 : 0;
    return count;
}

/// A double whose next call of this kind fails, wherever it stands in the order.
failing_calls failing_at(const failing_calls& rehearsal, std::string_view call, int error = EIO)
{
    return {rehearsal.first(call) + 1, mishap::fails, error};
}

} // namespace

TEST_CASE("few files are synced one by one, before any gets its name", "[storage][publish_group]")
{
    grouped t;
    t.add(3);

    CHECK(good(t.publish()) == 3);

    CHECK(t.calls.count("sync_data") == 3);
    CHECK(t.calls.count("sync_file_system") == 0);
    CHECK(t.calls.last("sync_data") < t.calls.first("rename_at"));
    CHECK(t.calls.last("rename_at") < t.calls.first("sync_folder"));
    CHECK(t.calls.last("write_at") < t.calls.first("sync_data"));
}

TEST_CASE("many files are synced by one call for the file system", "[storage][publish_group]")
{
    grouped t;
    t.add(20);

    CHECK(good(t.publish()) == 20);

    CHECK(t.calls.count("sync_data") == 0);
    CHECK(t.calls.count("sync_file_system") == 1);
    CHECK(t.calls.last("sync_file_system") < t.calls.first("rename_at"));
    CHECK(t.calls.count("sync_folder") == 1);
    CHECK(t.calls.last("rename_at") < t.calls.first("sync_folder"));
}

TEST_CASE("without durability nothing is synced", "[storage][publish_group]")
{
    grouped t;
    t.add(3, "sub");

    CHECK(good(t.publish(durability::none)) == 3);

    CHECK(t.calls.count("sync") == 0);
    CHECK((t.folder.read("sub/file1") == t.file.content));
}

TEST_CASE("an empty group is published at once", "[storage][publish_group]")
{
    grouped t;
    CHECK(t.publish().empty());
    CHECK(t.calls.count("sync") == 0);
}

TEST_CASE("the folders above a new folder are synced after it", "[storage][publish_group]")
{
    grouped t;
    t.add("one", "a/b");
    t.add("two", "a/b");

    CHECK(good(t.publish()) == 2);

    CHECK(t.calls.count("sync_folder b") == 1);
    CHECK(t.calls.count("sync_folder a") == 1);
    CHECK(t.calls.count("sync_folder " + t.last_of(t.folder.path())) == 1);
    CHECK(t.calls.first("sync_folder b") < t.calls.first("sync_folder a"));
}

TEST_CASE("a folder that an earlier program left is synced into the one above, once",
          "[storage][publish_group]")
{
    // That program may have been killed between making the folder and the sync.
    grouped t;
    t.folder.make_folder("a");
    const auto above = "sync_folder " + t.last_of(t.folder.path());
    t.add("one", "a");
    CHECK(good(t.publish()) == 1);
    CHECK(t.calls.count(above) == 1);

    t.group.clear();
    t.add("two", "a");
    CHECK(good(t.publish()) == 1);
    CHECK(t.calls.count(above) == 1);
}

TEST_CASE("a folder whose sync failed is synced again with the next group",
          "[storage][publish_group]")
{
    grouped rehearsal;
    rehearsal.add("one", "a");
    (void)rehearsal.publish();
    const auto above = rehearsal.calls.last("sync_folder");
    REQUIRE(above > rehearsal.calls.first("sync_folder a"));

    grouped t(failing_calls(above + 1, mishap::fails));
    t.add("one", "a");
    const auto first = t.publish();
    t.group.clear();
    t.add("two", "a");
    const auto second = t.publish();

    CHECK(first.front().error() == errc::io_failed);
    CHECK(second.front());
    CHECK(t.calls.count("sync_folder " + t.last_of(t.folder.path())) == 2);
}

TEST_CASE("a file whose sync failed is gone and the others are published",
          "[storage][publish_group]")
{
    grouped rehearsal;
    rehearsal.add(3);
    (void)rehearsal.publish();

    grouped t(failing_at(rehearsal.calls, "sync_data"));
    t.add(3);
    const auto outcomes = t.publish();

    CHECK(outcomes[0].error() == errc::io_failed);
    CHECK(good(outcomes) == 2);
    CHECK(t.folder.names().size() == 2);
    CHECK_FALSE(t.folder.has("file0"));
}

TEST_CASE("a failed sync of the file system fails all of its files", "[storage][publish_group]")
{
    grouped rehearsal;
    rehearsal.add(10);
    (void)rehearsal.publish();

    grouped t(failing_at(rehearsal.calls, "sync_file_system", ENOSPC));
    t.add(10);
    const auto outcomes = t.publish();

    CHECK(good(outcomes) == 0);
    for (const auto& o : outcomes)
        CHECK(o.error() == errc::no_space);
    CHECK(t.folder.names().empty());
}

TEST_CASE("a file that cannot be renamed does not hold up the others", "[storage][publish_group]")
{
    grouped rehearsal;
    rehearsal.add(3);
    (void)rehearsal.publish();

    grouped t(failing_at(rehearsal.calls, "rename_at", EROFS));
    t.add(3);
    const auto outcomes = t.publish();

    CHECK(outcomes[0].error() == errc::not_writable);
    CHECK(good(outcomes) == 2);
    CHECK(t.calls.count("sync_folder") == 1);
}

TEST_CASE("a folder that cannot be synced fails the files that were named in it",
          "[storage][publish_group]")
{
    grouped rehearsal;
    rehearsal.add("one", "a");
    rehearsal.add("two", "b");
    (void)rehearsal.publish();

    grouped t(failing_at(rehearsal.calls, "sync_folder a"));
    t.add("one", "a");
    t.add("two", "b");
    const auto outcomes = t.publish();

    CHECK(outcomes[0].error() == errc::io_failed);
    CHECK(outcomes[1]);
}

TEST_CASE("each file of a group has its own outcome", "[storage][publish_group]")
{
    grouped t;
    t.folder.write("file1", "old");
    t.add(3);

    const auto outcomes = publish_group(t.calls, t.group, on_exists::skip, durability::file);

    REQUIRE(good(outcomes) == 3);
    CHECK(*outcomes[0] == "file0");
    CHECK_FALSE(outcomes[1]->has_value());
    CHECK(*outcomes[2] == "file2");
    CHECK(t.folder.read("file1") == "old");
}
