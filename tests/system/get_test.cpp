#include "support/catch.hpp"
#include "support/mentions.hpp"
#include "support/test_client.hpp"

#include <nlohmann/json.hpp>

namespace sluice::test {
namespace {

using namespace std::chrono_literals;

const std::vector<std::string> fast{"--durability", "none"};

finished_program get(const test_server& server, const temp_folder& out,
                     std::vector<std::string> words, const std::vector<std::string>& how = fast)
{
    words.insert(words.begin(), "get");
    words.insert(words.begin(), how.begin(), how.end());
    return run_client(server, out, words);
}

bool same(const test_server& server, const temp_folder& out, const std::string& name)
{
    return same_files(server.files().at(name), out.at(name));
}

bool has_leftovers(const temp_folder& out)
{
    for (const auto& found : std::filesystem::recursive_directory_iterator(out.path()))
        if (found.path().filename().string().starts_with(".")) return true;
    return false;
}

TEST_CASE("files of every size around the engine's boundaries arrive byte by byte", "[system][get]")
{
    constexpr std::size_t kib = 1024;
    constexpr std::size_t mib = 1024 * kib;
    test_server server;
    std::vector<std::string> names;
    for (const std::size_t size :
         {std::size_t{0}, std::size_t{1}, 64 * kib - 1, 64 * kib, 64 * kib + 1, mib - 1, mib,
          mib + 1, 2 * mib, 8 * mib - 1, 8 * mib, 8 * mib + 1}) {
        names.push_back("sizes/" + std::to_string(size));
        server.files().write(names.back(), sample_bytes(size));
    }
    for (const auto* workers : {"1", "3", "16"}) {
        for (const auto* digest : {"xxh3", "sha256"}) {
            const temp_folder out;

            const auto got = get(server, out, {"sizes"},
                                 {"-w", workers, "--digest", digest, "--durability", "none"});

            INFO(workers << " workers, " << digest << "\n" << got.err);
            CHECK(got.status == 0);
            for (const auto& name : names)
                CHECK(same(server, out, name));
            CHECK_FALSE(has_leftovers(out));
        }
    }
}

TEST_CASE("a download with --durability file leaves the same bytes", "[system][get]")
{
    test_server server;
    server.files().write("small", "hello");
    server.files().write("large", sample_bytes(3'000'000));
    const temp_folder out;

    const auto got = get(server, out, {"small", "large"}, {"--durability", "file"});

    CHECK(got.status == 0);
    CHECK_THAT(got.out, mentions("verified and durable"));
    CHECK(same(server, out, "small"));
    CHECK(same(server, out, "large"));
    CHECK_FALSE(has_leftovers(out));
}

TEST_CASE("get takes names, patterns and folders together", "[system][get]")
{
    test_server server;
    const auto& files = server.files();
    files.write("one", "1");
    files.write("data/a.csv", "a");
    files.write("data/b.csv", "b");
    files.write("data/c.txt", "c");
    files.write("tree/x/y/z.bin", "z");
    files.make_folder("tree/empty/also");
    const temp_folder out;

    const auto got = get(server, out, {"one", "data/*.csv", "tree"});

    CHECK(got.status == 0);
    CHECK(out.read("one") == "1");
    CHECK(out.read("a.csv") == "a");
    CHECK(out.read("b.csv") == "b");
    CHECK_FALSE(out.has("c.txt"));
    CHECK(out.read("tree/x/y/z.bin") == "z");
    CHECK(std::filesystem::is_directory(out.at("tree/empty/also")));
}

TEST_CASE("a folder inside another arrives under its own name", "[system][get]")
{
    test_server server;
    server.files().write("above/inner/a.txt", "a");
    const temp_folder out;

    const auto got = get(server, out, {"above/inner/"});

    CHECK(got.status == 0);
    CHECK(out.read("inner/a.txt") == "a");
}

TEST_CASE("the whole root can be taken with a dot", "[system][get]")
{
    test_server server;
    server.files().write("a", "a");
    server.files().write("b/c", "c");
    const temp_folder out;

    const auto got = get(server, out, {"."});

    CHECK(got.status == 0);
    CHECK(out.read("a") == "a");
    CHECK(out.read("b/c") == "c");
}

TEST_CASE("names with spaces, accents, dashes and 255 bytes arrive under the same name",
          "[system][get]")
{
    test_server server;
    const std::vector<std::string> names{
        "with space",         "naïve – ☃ 雪.txt", "-dash", "quo'te\"s", "per%cent",
        "back\\slash",        ".hidden",          "star*", "a=b",       "tilde~",
        std::string(255, 'n')};
    for (const auto& name : names)
        server.files().write("odd/" + name, name);
    const temp_folder out;

    const auto folder = get(server, out, {"odd"});
    for (const auto& name : names)
        if (!name.starts_with('-')) get(server, out, {"odd/" + name});

    CHECK(folder.status == 0);
    for (const auto& name : names) {
        INFO(name);
        CHECK(out.read("odd/" + name) == name);
        if (!name.starts_with('-')) CHECK(out.read(name) == name);
    }
}

TEST_CASE("get -o saves the one file under another name and folder", "[system][get]")
{
    test_server server;
    server.files().write("a.txt", "hello");
    const temp_folder out;

    const auto plain = get(server, out, {"a.txt", "-o", "b.txt"});
    const auto below = get(server, out, {"a.txt", "-o", "new/sub/c.txt"});
    const auto absolute = get(server, out, {"a.txt", "-o", out.at("d.txt")});
    const auto several = get(server, out, {"a.txt", "a.txt", "-o", "e.txt"});
    const auto no_name = get(server, out, {"a.txt", "-o", "new/"});

    CHECK(plain.status == 0);
    CHECK(out.read("b.txt") == "hello");
    CHECK(below.status == 0);
    CHECK(out.read("new/sub/c.txt") == "hello");
    CHECK(absolute.status == 0);
    CHECK(out.read("d.txt") == "hello");
    CHECK(several.status == 2);
    CHECK(no_name.status == 2);
    CHECK_FALSE(out.has("a.txt"));
}

TEST_CASE("a name that exists is kept and the new file gets the next number", "[system][get]")
{
    test_server server;
    server.files().write("a.tar.gz", "new");
    server.files().write("plain", "new");
    const temp_folder out;
    out.write("a.tar.gz", "old");
    out.write("plain", "old");

    const auto first = get(server, out, {"a.tar.gz", "plain"});
    const auto second = get(server, out, {"a.tar.gz"});

    CHECK(first.status == 0);
    CHECK(second.status == 0);
    CHECK(out.read("a.tar.gz") == "old");
    CHECK(out.read("plain") == "old");
    CHECK(out.read("plain(1)") == "new");
    CHECK(out.read("a.tar(1).gz") == "new");
    CHECK(out.read("a.tar(2).gz") == "new");
}

TEST_CASE("get --on-exists overwrites, skips or fails as told", "[system][get]")
{
    test_server server;
    server.files().write("a.txt", "new");
    server.files().write("large", sample_bytes(2'500'000));
    const temp_folder out;
    out.write("a.txt", "old");
    out.write("large", "old");

    const auto skipped = get(server, out, {"a.txt", "large"}, {"--on-exists", "skip"});
    const auto failed = get(server, out, {"a.txt", "large"}, {"--on-exists", "fail"});
    const bool untouched = out.read("a.txt") == "old" && out.read("large") == "old";
    const auto replaced = get(server, out, {"a.txt", "large"}, {"--on-exists", "overwrite"});

    CHECK(skipped.status == 0);
    CHECK(failed.status == 11);
    CHECK_THAT(failed.err, mentions("a.txt") && mentions("exists"));
    CHECK(untouched);
    CHECK(replaced.status == 0);
    CHECK(out.read("a.txt") == "new");
    CHECK(same(server, out, "large"));
    CHECK_FALSE(has_leftovers(out));
}

TEST_CASE("what is missing among several names is told and the rest is taken", "[system][get]")
{
    test_server server;
    server.files().write("a.txt", "hello");
    const temp_folder out;

    const auto some = get(server, out, {"nope", "a.txt", "*.zip"});
    const auto none = get(server, out, {"nope"});
    const auto no_match = get(server, out, {"*.zip"});

    CHECK(some.status == 14);
    CHECK(out.read("a.txt") == "hello");
    CHECK_THAT(some.err, mentions("nope") && mentions("*.zip"));
    CHECK(none.status == 4);
    CHECK(no_match.status == 4);
}

TEST_CASE("two downloads to one target: the second is told that it is busy", "[system][get]")
{
    test_server server({"--rate", "4M"});
    server.files().write("a.bin", sample_bytes(6'000'000));
    const temp_folder out;
    auto first = start_client(server, out, {"get", "a.bin"});
    REQUIRE(has_begun(out, deadline::after(20s)));

    const auto second = get(server, out, {"a.bin"});
    const auto ended = first.wait(deadline::after(20s));

    CHECK(second.status == 11);
    CHECK_THAT(second.err, mentions("a.bin"));
    CHECK(ended.status == 0);
    CHECK(same(server, out, "a.bin"));
    CHECK(out.names().size() == 1);
}

TEST_CASE("get -q prints nothing but errors, and no bar is drawn without a terminal",
          "[system][get]")
{
    test_server server;
    server.files().write("a.bin", sample_bytes(20'000'000));
    const temp_folder out;

    const auto quiet = get(server, out, {"a.bin"}, {"-q"});
    const auto usual = get(server, out, {"a.bin"}, {});
    const auto missing = get(server, out, {"nope"}, {"-q"});

    CHECK(quiet.out.empty());
    CHECK(quiet.err.empty());
    CHECK_THAT(usual.out, mentions("a.bin") && mentions("verified"));
    CHECK(usual.err.empty());
    CHECK_THAT(missing.err, mentions("nope"));
}

} // namespace
} // namespace sluice::test
