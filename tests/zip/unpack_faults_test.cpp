#include "support/catch.hpp"
#include "support/failing_calls.hpp"
#include "support/program.hpp"
#include "zip/archive_file.hpp"
#include "zip/unpack.hpp"

#include <sys/file.h>

using namespace sluice;

namespace {

const std::vector<test::packed> content = {{"a", "hello"}, {"d/b", "there"}, {"d/c", "you"}};

result<zip::unpack_report> unpack_with(storage::file_calls& calls, const std::string& archive,
                                       const test::temp_folder& to,
                                       const zip::unpack_limits& limits = {})
{
    test::temp_folder from;
    from.write("a.zip", archive);
    const auto file = test::open_in(from, "a.zip");
    const auto into = storage::target_folder::open(calls, to.path());
    if (!into) return into.error();
    return zip::unpack(calls, {file.get(), "a.zip"}, **into, limits);
}

void check_whole_or_absent(const test::temp_folder& to)
{
    for (const auto& one : content)
        if (to.has(one.name)) CHECK(to.read(one.name) == one.content);
    for (const auto& name : to.names())
        CHECK_FALSE(name.ends_with(".part"));
}

/// An archive made by Python.
std::string archive_by(const std::string& script)
{
    test::temp_folder at;
    test::program python("/usr/bin/python3",
                         {.arguments = {"-c", script, at.at("a.zip")}, .environment = {}});
    const auto ended = python.wait(deadline::after(std::chrono::seconds(60)));
    INFO(ended.err);
    REQUIRE(ended.status == 0);
    return at.read("a.zip");
}

} // namespace

TEST_CASE("a full or failing disk at any call leaves whole files or none", "[zip][unpack]")
{
    const auto archive = test::archive_of(content);
    for (const int error : {ENOSPC, EIO}) {
        for (std::size_t number = 1; number < 100; ++number) {
            test::temp_folder to;
            test::failing_calls calls(number, test::mishap::fails, error);

            const auto made = unpack_with(calls, archive, to);

            INFO(error << " at " << number << " " << calls.struck_call());
            check_whole_or_absent(to);
            if (!calls.struck()) {
                CHECK(made);
                break;
            }
            const auto failed = calls.struck_call();
            if (failed != "unlink_at" && failed != "make_folder") CHECK_FALSE(made);
            test::failing_calls sound;
            const auto again = unpack_with(sound, archive, to);
            REQUIRE(again);
            for (const auto& one : content)
                CHECK(to.read(one.name) == one.content);
            CHECK(to.names().size() == 2);
        }
    }
}

TEST_CASE("nothing has its name before all is verified and synced", "[zip][unpack]")
{
    test::temp_folder to;
    test::failing_calls calls;

    REQUIRE(unpack_with(calls, test::archive_of(content), to));

    CHECK(calls.last("write_at") < calls.first("rename_between"));
    CHECK(calls.last("sync_data") < calls.first("rename_between"));
    CHECK(calls.count("sync_data") == 3);
    CHECK(calls.last("rename_between") < calls.last("sync_folder"));
}

TEST_CASE("two programs do not unpack one source into one folder at once", "[zip][unpack]")
{
    test::temp_folder to;
    test::failing_calls calls;
    bool tried = false;
    calls.watch([&](const std::string& note) {
        if (tried || !note.starts_with("write_at")) return;
        tried = true;
        const auto second =
            unpack_with(storage::system_file_calls(), test::archive_of(content), to);
        REQUIRE_FALSE(second);
        CHECK(second.error() == errc::target_busy);
    });

    CHECK(unpack_with(calls, test::archive_of(content), to));
    CHECK(tried);
}

TEST_CASE("what Python compresses is unpacked, with its checksums judged", "[zip][unpack]")
{
    const auto archive = archive_by("import sys, zipfile\n"
                                    "z = zipfile.ZipFile(sys.argv[1], 'w', zipfile.ZIP_DEFLATED)\n"
                                    "z.writestr('a.txt', 'line\\n' * 1000)\n");
    test::temp_folder to;

    REQUIRE(unpack_with(storage::system_file_calls(), archive, to));
    CHECK(to.read("a.txt").size() == 5000);

    for (std::size_t at = 35; at < 45; ++at) {
        auto broken = archive;
        broken[at] = static_cast<char>(broken[at] ^ 4);
        test::temp_folder other;
        const auto made = unpack_with(storage::system_file_calls(), broken, other);
        INFO(at);
        CHECK_FALSE(made);
        CHECK(other.names().empty());
    }
}

TEST_CASE("a bomb is not unpacked", "[zip][unpack]")
{
    const auto bomb = archive_by("import sys, zipfile\n"
                                 "z = zipfile.ZipFile(sys.argv[1], 'w', zipfile.ZIP_DEFLATED)\n"
                                 "z.writestr('zeros', bytes(64 << 20))\n");
    REQUIRE(bomb.size() < 100'000);
    test::temp_folder to;
    zip::unpack_limits limits;
    limits.ratio = 100;

    const auto made = unpack_with(storage::system_file_calls(), bomb, to, limits);

    REQUIRE_FALSE(made);
    CHECK(made.error() == errc::too_large);
    CHECK(to.names().empty());
}

TEST_CASE("a bomb that lies about its size is not unpacked either", "[zip][unpack]")
{
    const auto liar =
        archive_by("import sys, zipfile, struct\n"
                   "z = zipfile.ZipFile(sys.argv[1], 'w', zipfile.ZIP_DEFLATED)\n"
                   "z.writestr('zeros', bytes(64 << 20)); z.close()\n"
                   "b = bytearray(open(sys.argv[1], 'rb').read())\n"
                   "for head, at in ((b'PK\\3\\4', 22), (b'PK\\1\\2', 24)):\n"
                   "    i = b.find(head); b[i + at:i + at + 4] = struct.pack('<I', 1000)\n"
                   "open(sys.argv[1], 'wb').write(b)\n");
    test::temp_folder to;
    zip::unpack_limits limits;
    limits.ratio = 100;

    const auto made = unpack_with(storage::system_file_calls(), liar, to, limits);

    CHECK_FALSE(made);
    CHECK(to.names().empty());
}

TEST_CASE("an encrypted member is refused", "[zip][unpack]")
{
    auto archive = test::archive_of({{"a", "secret"}});
    const auto record = archive.find("PK\1\2");
    archive[6] = static_cast<char>(archive[6] | 1);
    archive[record + 8] = static_cast<char>(archive[record + 8] | 1);
    test::temp_folder to;

    const auto made = unpack_with(storage::system_file_calls(), archive, to);

    REQUIRE_FALSE(made);
    CHECK(made.error() == errc::unsupported);
    CHECK(to.names().empty());
}
