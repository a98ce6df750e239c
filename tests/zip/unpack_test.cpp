#include "support/catch.hpp"
#include "zip/archive_file.hpp"
#include "zip/unpack.hpp"

#include <algorithm>

using namespace sluice;
using test::packed;

namespace {

/// A folder with an archive in it, and one to unpack into.
struct desk {
    test::temp_folder from;
    test::temp_folder to;
    zip::unpack_limits limits;

    result<zip::unpack_report> unpack(const std::string& archive)
    {
        from.write("a.zip", archive);
        const auto file = test::open_in(from, "a.zip");
        const auto into = storage::target_folder::open(storage::system_file_calls(), to.path());
        REQUIRE(into);
        return zip::unpack(storage::system_file_calls(), {file.get(), "a.zip"}, **into, limits);
    }

    /// The failure; nothing must be left.
    error refused(const std::string& archive)
    {
        const auto made = unpack(archive);
        CHECK(to.names().empty());
        return made ? error(std::error_code()) : made.error();
    }
};

} // namespace

TEST_CASE("an archive becomes the files and folders that it holds", "[zip][unpack]")
{
    desk d;

    const auto made = d.unpack(test::archive_of(
        {{"a.txt", "hello"}, {"empty/", ""}, {"d/\xc3\xa4/b", "deep"}, {"nothing", ""}}));

    REQUIRE(made);
    CHECK(d.to.read("a.txt") == "hello");
    CHECK(d.to.read("d/\xc3\xa4/b") == "deep");
    CHECK(d.to.has("empty"));
    CHECK(d.to.has("nothing"));
    CHECK(d.to.names().size() == 4);
    REQUIRE(made->files.size() == 3);
    CHECK(made->files[0].placed_as == "a.txt");
    CHECK(made->files[0].crc32 == 0x3610a686);
    CHECK(made->bytes == 9);
    CHECK(made->folders == 1);
}

TEST_CASE("unpacking again changes nothing", "[zip][unpack]")
{
    desk d;
    const auto archive = test::archive_of({{"a", "hello"}, {"b", "there"}});
    REQUIRE(d.unpack(archive));

    const auto again = d.unpack(archive);

    REQUIRE(again);
    CHECK(again->files[0].was_there);
    CHECK(again->files[1].was_there);
    CHECK(d.to.names().size() == 2);
}

TEST_CASE("a name that is taken is dealt with by the policy", "[zip][unpack]")
{
    desk d;
    d.to.write("a.txt", "other");
    const auto archive = test::archive_of({{"a.txt", "hello"}});

    SECTION("rename gives the next number")
    {
        const auto made = d.unpack(archive);
        REQUIRE(made);
        CHECK(made->files[0].placed_as == "a(1).txt");
        CHECK(d.to.read("a(1).txt") == "hello");
        CHECK(d.to.read("a.txt") == "other");
    }
    SECTION("overwrite replaces")
    {
        d.limits.policy = storage::on_exists::overwrite;
        REQUIRE(d.unpack(archive));
        CHECK(d.to.read("a.txt") == "hello");
        CHECK(d.to.names().size() == 1);
    }
    SECTION("skip leaves it alone")
    {
        d.limits.policy = storage::on_exists::skip;
        const auto made = d.unpack(archive);
        REQUIRE(made);
        CHECK(made->files[0].placed_as.empty());
        CHECK(d.to.read("a.txt") == "other");
    }
    SECTION("fail is an error")
    {
        d.limits.policy = storage::on_exists::fail;
        const auto made = d.unpack(archive);
        REQUIRE_FALSE(made);
        CHECK(made.error() == errc::target_exists);
        CHECK(d.to.read("a.txt") == "other");
        CHECK(d.to.names().size() == 1);
    }
}

TEST_CASE("a hostile archive is refused before its first file is seen", "[zip][unpack]")
{
    desk d;
    const auto with = [](packed bad) { return test::archive_of({{"good", "1"}, std::move(bad)}); };
    constexpr std::uint32_t link = 0120777;
    constexpr std::uint32_t device = 0020666;

    CHECK(d.refused(with({"../evil", "2"})) == errc::outside_root);
    CHECK(d.refused(with({"a/../../evil", "2"})) == errc::outside_root);
    CHECK(d.refused(with({"/etc/evil", "2"})) == errc::outside_root);
    CHECK(d.refused(with({"a//b", "2"})) == errc::bad_name);
    CHECK(d.refused(with({"a/./b", "2"})) == errc::bad_name);
    CHECK(d.refused(with({"a\nb", "2"})) == errc::bad_name);
    CHECK(d.refused(with({std::string(300, 'n'), "2"})) == errc::bad_name);
    CHECK(d.refused(with({".x.12345678.part", "2"})) == errc::bad_name);
    CHECK(d.refused(with({"d/.x.12345678.part/y", "2"})) == errc::bad_name);
    CHECK(d.refused(with({"good", "2"})) == errc::target_exists);
    CHECK(d.refused(with({"good/", ""})) == errc::target_exists);
    CHECK(d.refused(with({"good/below", "2"})) == errc::target_exists);
    CHECK(d.refused(with({"link", "/etc/passwd", 0, link})) == errc::type_refused);
    CHECK(d.refused(with({"device", "", 0, device})) == errc::type_refused);
    CHECK(d.refused(with({"wrong", "bytes", 1})) == errc::checksum_mismatch);
}

TEST_CASE("links that stand in the target lead nowhere", "[zip][unpack]")
{
    desk d;
    test::temp_folder outside;
    std::filesystem::create_symlink(outside.path(), d.to.at("d"));
    std::filesystem::create_symlink(outside.at("x"), d.to.at("f"));

    const auto through = d.unpack(test::archive_of({{"d/evil", "1"}}));
    const auto beside = d.unpack(test::archive_of({{"f", "1"}}));

    CHECK_FALSE(through);
    REQUIRE(beside);
    CHECK(beside->files[0].placed_as == "f(1)");
    CHECK(outside.names().empty());
}

TEST_CASE("what is no zip archive, or the half of one, is refused", "[zip][unpack]")
{
    desk d;
    const auto whole = test::archive_of({{"a", "hello"}, {"b", std::string(5000, 'b')}});

    CHECK(d.refused("") == errc::malformed_message);
    CHECK(d.refused("no archive at all") == errc::malformed_message);
    CHECK(d.refused(std::string(100'000, '\0')) == errc::malformed_message);
    for (std::size_t size = 0; size < whole.size(); size += 61)
        CHECK(d.refused(whole.substr(0, size)).code());
}

TEST_CASE("an archive may hold so many entries and no more", "[zip][unpack]")
{
    desk d;
    const auto archive = test::archive_of({{"a", "1"}, {"b", "2"}, {"c", "3"}});

    d.limits.entries = 2;
    CHECK(d.refused(archive) == errc::too_large);
    d.limits.entries = 3;
    CHECK(d.unpack(archive));
}

TEST_CASE("an archive may hold so many bytes and no more", "[zip][unpack]")
{
    desk d;
    const auto archive =
        test::archive_of({{"a", std::string(600, 'a')}, {"b", std::string(400, 'b')}});

    d.limits.bytes = 999;
    CHECK(d.refused(archive) == errc::too_large);
    d.limits.bytes = 1000;
    CHECK(d.unpack(archive));
}

TEST_CASE("an archive of nothing is no mistake", "[zip][unpack]")
{
    desk d;

    const auto made = d.unpack(test::archive_of({}));

    REQUIRE(made);
    CHECK(made->files.empty());
    CHECK(d.to.names().empty());
}
