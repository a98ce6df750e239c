#include "base/rfc3339.hpp"
#include "server/pickup/fresh_files.hpp"
#include "support/catch.hpp"
#include "support/temp_folder.hpp"

#include <fcntl.h>
#include <unistd.h>

using namespace sluice;
using server::fresh_query;

namespace {

struct desk {
    test::temp_folder folder;
    storage::root files = *storage::root::open(folder.path());

    /// As if it were asked so much later.
    std::vector<std::string> names(std::chrono::nanoseconds later = std::chrono::seconds(10),
                                   std::size_t most = 100) const
    {
        const auto found = server::fresh_files(
            files, {"foo", "drc", std::chrono::seconds(2), real_time_ns() + later.count(), most});
        REQUIRE(found);
        std::vector<std::string> all;
        for (const auto& one : *found)
            all.push_back(one.name);
        return all;
    }
};

using strings = std::vector<std::string>;

} // namespace

TEST_CASE("fresh files are those of the folder bar with the extension", "[server][fresh_files]")
{
    desk d;
    for (const auto* name : {"b.drc", "a.drc", "a.ply", "drc", ".drc", ".hidden.drc", "a.drc.part",
                             "adrc", "a.DRC", ".a.drc.12345678.part"})
        d.folder.write(std::string("foo/bar/") + name, "x");
    d.folder.make_folder("foo/bar/folder.drc");
    std::filesystem::create_symlink("a.drc", d.folder.at("foo/bar/link.drc"));
    d.folder.write("foo/archive/old.drc", "x");
    d.folder.write("foo/beside.drc", "x");

    CHECK(d.names() == strings{"a.drc", "b.drc"});
    CHECK(d.names(std::chrono::seconds(10), 1) == strings{"a.drc"});
}

TEST_CASE("a file is left for the next round until it has settled", "[server][fresh_files]")
{
    desk d;
    d.folder.write("foo/bar/a.drc", "x");

    CHECK(d.names(std::chrono::milliseconds(1900)).empty());
    CHECK(d.names(std::chrono::milliseconds(2100)) == strings{"a.drc"});
    // A clock that was set back by a day does not hold it up for a day.
    CHECK(d.names(-std::chrono::hours(24)) == strings{"a.drc"});
}

TEST_CASE("a file with an old date that came just now is not settled", "[server][fresh_files]")
{
    desk d;
    d.folder.write("foo/bar/a.drc", "x");
    std::filesystem::last_write_time(d.folder.at("foo/bar/a.drc"),
                                     std::filesystem::file_time_type::clock::now() -
                                         std::chrono::hours(5));

    CHECK(d.names(std::chrono::seconds(1)).empty());
    CHECK(d.names(std::chrono::seconds(3)).size() == 1);
}

TEST_CASE("a file that is open for writing is left for the next round", "[server][fresh_files]")
{
    desk d;
    d.folder.write("foo/bar/a.drc", "x");
    unique_fd writer(::open(d.folder.at("foo/bar/a.drc").c_str(), O_WRONLY | O_CLOEXEC));
    REQUIRE(writer);
    const unique_fd reader(::open(d.folder.at("foo/bar/a.drc").c_str(), O_RDONLY | O_CLOEXEC));
    if (!server::is_open_for_writing(reader.get())) {
        WARN("this file system has no leases");
        return;
    }

    CHECK(d.names().empty());
    writer.reset();
    CHECK(d.names() == strings{"a.drc"});
    CHECK_FALSE(server::is_open_for_writing(reader.get()));
}

TEST_CASE("a project without fresh files has none, and an unknown one is an error",
          "[server][fresh_files]")
{
    desk d;
    d.folder.make_folder("foo");

    CHECK(d.names().empty());
    const fresh_query other{"other", "drc", std::chrono::seconds(2), real_time_ns(), 10};
    const auto none = server::fresh_files(d.files, other);
    REQUIRE_FALSE(none);
    CHECK(none.error() == errc::not_found);
    CHECK(d.folder.names() == strings{"foo"});
}
