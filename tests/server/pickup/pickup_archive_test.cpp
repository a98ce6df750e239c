#include "server/pickup/pickup_archive.hpp"
#include "support/catch.hpp"
#include "support/failing_calls.hpp"
#include "support/temp_folder.hpp"

#include <map>

using namespace sluice;

namespace {

/// A project "foo" with fresh files that somebody has fetched.
struct desk {
    test::temp_folder folder;
    storage::root files = *storage::root::open(folder.path());
    state::pickup_offer offer;

    explicit desk(const std::map<std::string, std::string>& fresh)
    {
        folder.make_folder("foo");
        offer.project = "foo";
        for (const auto& [name, content] : fresh) {
            folder.write("foo/bar/" + name, content);
            add(name);
        }
    }

    void add(const std::string& name)
    {
        const auto found = files.stat(*storage::check_path("foo/bar/" + name));
        REQUIRE(found);
        const auto s = storage::stamp_of(*found);
        offer.files.push_back(
            {name, {s.device, s.inode, s.size, s.modified_ns, s.changed_ns}, 0, {}});
    }

    result<state::pickup_offer> put_away(storage::file_calls& calls) const
    {
        return server::put_away(calls, files, offer);
    }

    std::size_t count(const std::string& in) const
    {
        if (!folder.has("foo/" + in)) return 0;
        std::size_t found = 0;
        for (const auto& one : std::filesystem::directory_iterator(folder.at("foo/" + in)))
            found += one.is_regular_file() ? 1 : 0;
        return found;
    }
};

} // namespace

TEST_CASE("files that arrived go to the archive", "[server][pickup_archive]")
{
    desk d({{"a.drc", "1"}, {"b.drc", "22"}});
    test::failing_calls calls;

    const auto placed = d.put_away(calls);

    REQUIRE(placed);
    CHECK(placed->files[0].archived_as == "a.drc");
    CHECK(d.folder.read("foo/archive/a.drc") == "1");
    CHECK(d.folder.read("foo/archive/b.drc") == "22");
    CHECK(d.count("bar") == 0);
    CHECK(calls.count("rename_between") == 2);
    CHECK(calls.last("rename_between") < calls.last("sync_folder"));
}

TEST_CASE("nothing in the archive is ever replaced", "[server][pickup_archive]")
{
    desk d({{"a.drc", "new"}});
    d.folder.write("foo/archive/a.drc", "old");
    d.folder.write("foo/archive/a(1).drc", "older");
    test::failing_calls calls;

    const auto placed = d.put_away(calls);

    REQUIRE(placed);
    CHECK(placed->files[0].archived_as == "a(2).drc");
    CHECK(d.folder.read("foo/archive/a.drc") == "old");
    CHECK(d.folder.read("foo/archive/a(2).drc") == "new");
}

TEST_CASE("a file that changed after it was offered is new and stays", "[server][pickup_archive]")
{
    desk d({{"a.drc", "1"}, {"b.drc", "2"}, {"c.drc", "3"}});
    d.folder.write("foo/bar/a.drc", "other");
    std::filesystem::remove(d.folder.at("foo/bar/b.drc"));
    d.folder.write("foo/bar/b.drc", "2");
    test::failing_calls calls;

    const auto placed = d.put_away(calls);

    REQUIRE(placed);
    CHECK(placed->files[0].archived_as.empty());
    CHECK(d.folder.read("foo/bar/a.drc") == "other");
    CHECK(d.folder.has("foo/archive/c.drc"));
    // The kernel may give the second file the first one's inode; its times are new all the same.
    CHECK(placed->files[1].archived_as.empty());
    CHECK(d.folder.has("foo/bar/b.drc"));
}

TEST_CASE("a file that is written to while it is moved goes back", "[server][pickup_archive]")
{
    desk d({{"a.drc", "1"}});
    test::failing_calls calls;
    calls.watch([&](const std::string& note) {
        if (note.starts_with("rename_between a.drc")) d.folder.write("foo/bar/a.drc", "longer");
    });

    const auto placed = d.put_away(calls);

    REQUIRE(placed);
    CHECK(placed->files[0].archived_as.empty());
    CHECK(d.folder.read("foo/bar/a.drc") == "longer");
    CHECK(d.count("archive") == 0);
}

TEST_CASE("putting away is finished after a failure at any call", "[server][pickup_archive]")
{
    for (std::size_t number = 1; number < 50; ++number) {
        desk d({{"a.drc", "1"}, {"b.drc", "22"}, {"c.drc", "333"}});
        d.folder.write("foo/archive/b.drc", "old");
        test::failing_calls calls(number, test::mishap::fails, EIO);

        const auto cut = d.put_away(calls);

        INFO(number << " " << calls.struck_call());
        CHECK(d.count("bar") + d.count("archive") == 4);
        if (!calls.struck()) {
            CHECK(cut);
            break;
        }
        test::failing_calls sound;
        const auto placed = d.put_away(sound);
        REQUIRE(placed);
        CHECK(placed->files[0].archived_as == "a.drc");
        CHECK(placed->files[1].archived_as == "b(1).drc");
        CHECK(placed->files[2].archived_as == "c.drc");
        CHECK(d.count("bar") == 0);
        CHECK(d.count("archive") == 4);
    }
}

TEST_CASE("an archive that is a link is not followed", "[server][pickup_archive]")
{
    desk d({{"a.drc", "1"}});
    test::temp_folder outside;
    std::filesystem::create_symlink(outside.path(), d.folder.at("foo/archive"));
    test::failing_calls calls;

    CHECK_FALSE(d.put_away(calls));
    CHECK(outside.names().empty());
    CHECK(d.folder.has("foo/bar/a.drc"));
}

TEST_CASE("a project that was removed has nothing to put away", "[server][pickup_archive]")
{
    desk d({{"a.drc", "1"}});
    std::filesystem::remove_all(d.folder.at("foo"));
    test::failing_calls calls;

    const auto placed = d.put_away(calls);

    REQUIRE(placed);
    CHECK(placed->files[0].archived_as.empty());
    CHECK_FALSE(d.folder.has("foo"));
}
