#include "base/escape.hpp"
#include "storage/part_file.hpp"
#include "support/catch.hpp"
#include "support/failing_calls.hpp"
#include "support/received_file.hpp"
#include "support/temp_folder.hpp"

#include <algorithm>

using namespace sluice;
using namespace sluice::storage;
using namespace sluice::test;

namespace {

using outcome = result<std::optional<std::string>>;

struct publishing {
    /// Receives the whole file under a name, up to its publishing.
    std::unique_ptr<part_file> complete(const std::string& name = "file.bin")
    {
        auto part = open_part(calls, *target, file, {}, name);
        REQUIRE(part);
        for (std::uint64_t number = 0; number < file.chunks(); ++number)
            REQUIRE(put_chunk(**part, file, number));
        return std::move(*part);
    }

    std::vector<std::string> names() const
    {
        auto all = folder.names();
        std::sort(all.begin(), all.end());
        return all;
    }

    temp_folder folder;
    sent_file file = file_of(2500);
    failing_calls calls;
    std::unique_ptr<target_folder> target = *target_folder::open(calls, folder.path());
};

using texts = std::vector<std::string>;

} // namespace

TEST_CASE("a free name is taken whatever the policy", "[storage][part_file]")
{
    for (const auto policy :
         {on_exists::rename, on_exists::overwrite, on_exists::skip, on_exists::fail}) {
        publishing t;
        const auto got = t.complete()->publish(policy);
        REQUIRE(got);
        CHECK(*got == "file.bin");
        CHECK(t.names() == texts{"file.bin"});
        CHECK((t.folder.read("file.bin") == t.file.content));
    }
}

TEST_CASE("a taken name gets the next free number", "[storage][part_file]")
{
    publishing t;
    t.folder.write("file.bin", "old");
    t.folder.write("file(1).bin", "old too");

    const auto got = t.complete()->publish(on_exists::rename);

    REQUIRE(got);
    CHECK(*got == "file(2).bin");
    CHECK(t.names() == texts{"file(1).bin", "file(2).bin", "file.bin"});
    CHECK(t.folder.read("file.bin") == "old");
    CHECK((t.folder.read("file(2).bin") == t.file.content));
}

TEST_CASE("overwriting replaces what stands there", "[storage][part_file]")
{
    publishing t;
    t.folder.write("file.bin", "old");

    CHECK(*t.complete()->publish(on_exists::overwrite) == "file.bin");

    CHECK(t.names() == texts{"file.bin"});
    CHECK((t.folder.read("file.bin") == t.file.content));
}

TEST_CASE("overwriting a link replaces the link and not what it points to", "[storage][part_file]")
{
    publishing t;
    t.folder.write("precious", "precious");
    std::filesystem::create_symlink("precious", t.folder.at("file.bin"));

    CHECK(*t.complete()->publish(on_exists::overwrite) == "file.bin");

    CHECK(t.folder.read("precious") == "precious");
    CHECK((t.folder.read("file.bin") == t.file.content));
}

TEST_CASE("skipping leaves the file that stands there and no part", "[storage][part_file]")
{
    publishing t;
    t.folder.write("file.bin", "old");

    const auto got = t.complete()->publish(on_exists::skip);

    REQUIRE(got);
    CHECK_FALSE(got->has_value());
    CHECK(t.names() == texts{"file.bin"});
    CHECK(t.folder.read("file.bin") == "old");
}

TEST_CASE("failing keeps the part for another attempt", "[storage][part_file]")
{
    publishing t;
    t.folder.write("file.bin", "old");

    const auto got = t.complete()->publish(on_exists::fail);

    REQUIRE_FALSE(got);
    CHECK(got.error() == errc::target_exists);
    CHECK(t.folder.read("file.bin") == "old");
    CHECK(t.names().size() == 3);
}

TEST_CASE("a folder under the final name is never replaced", "[storage][part_file]")
{
    for (const auto policy :
         {on_exists::rename, on_exists::overwrite, on_exists::skip, on_exists::fail}) {
        publishing t;
        t.folder.write("file.bin/inside", "precious");
        const auto part = t.complete();
        const auto got = part->publish(policy);
        CHECK(t.folder.read("file.bin/inside") == "precious");
        if (policy == on_exists::rename) CHECK(*got == "file(1).bin");
    }
}

TEST_CASE("a name taken between the attempts counts as taken", "[storage][part_file]")
{
    publishing t;
    t.folder.write("file.bin", "old");
    const auto part = t.complete();
    t.calls.watch([&](const std::string& note) {
        if (note.ends_with(" file(1).bin")) t.folder.write("file(1).bin", "just now");
    });

    CHECK(*part->publish(on_exists::rename) == "file(2).bin");
    CHECK(t.folder.read("file(1).bin") == "just now");
}

TEST_CASE("where a rename cannot spare what stands there, a link does", "[storage][part_file]")
{
    publishing t;
    t.calls.refuse_noreplace();
    t.folder.write("file.bin", "old");

    const auto part = t.complete();
    const auto got = part->publish(on_exists::rename);

    CHECK(*got == "file(1).bin");
    CHECK(t.calls.count("link_at") == 2);
    CHECK(t.names() == texts{"file(1).bin", "file.bin"});
    CHECK(t.folder.read("file.bin") == "old");
    CHECK((t.folder.read("file(1).bin") == t.file.content));
}

TEST_CASE("a name of 255 bytes is received, numbered and resumed", "[storage][part_file]")
{
    publishing t;
    const auto name = std::string(251, 'x') + ".bin";

    CHECK(*t.complete(name)->publish(on_exists::rename) == name);
    const auto second = t.complete(name)->publish(on_exists::rename);

    REQUIRE(second);
    CHECK((*second)->size() == 255);
    CHECK((*second)->ends_with("(1).bin"));
    CHECK((t.folder.read(**second) == t.file.content));
    CHECK(t.names().size() == 2);
}

TEST_CASE("a name cut inside its characters stays text", "[storage][part_file]")
{
    publishing t;
    std::string name = "x";
    while (name.size() < 255)
        name += "\xc3\xa9";
    t.folder.write(name, "old");

    const auto got = t.complete(name)->publish(on_exists::rename);

    REQUIRE(got);
    CHECK(is_utf8(**got));
    CHECK((*got)->ends_with("(1)"));
}
