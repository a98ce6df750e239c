#include "storage/chunking.hpp"
#include "support/catch.hpp"
#include "transfer/engine.hpp"
#include "transfer/give/giver.hpp"
#include "transfer/giver_desk.hpp"

using namespace sluice;
using namespace sluice::test;

namespace {

constexpr std::size_t mib = 1U << 20U;

giving_side& tree()
{
    static giving_side side({{"empty", ""},
                             {"small", content_of(1000)},
                             {"large", content_of(5 * mib + 77)},
                             {"dir/a", "a"},
                             {"dir/b.txt", "b"},
                             {"dir/sub/c.txt", "c"},
                             {"dir/sub/d", "d"},
                             {"dir.txt", "e"}});
    return side;
}

proto::stat_request stat_of(std::string path)
{
    proto::stat_request made;
    made.path = std::move(path);
    return made;
}

proto::entry entry_at(giver_desk& desk, const std::string& path)
{
    return std::get<proto::file_info>(desk.ask(stat_of(path)).message).entry;
}

proto::manifest manifest_of(giver_desk& desk, const std::string& path, std::uint64_t first = 0,
                            std::uint32_t most = 1024,
                            proto::digest_kind kind = proto::digest_kind::xxh3)
{
    proto::manifest_request wanted;
    wanted.path = path;
    wanted.first_chunk = first;
    wanted.most = most;
    wanted.kind = kind;
    return std::get<proto::manifest>(desk.ask(wanted).message);
}

/// Every page of a listing, each from a new connection if wished.
std::vector<std::string> list_all(proto::list_request wanted, bool new_desks)
{
    std::vector<std::string> paths;
    auto desk = std::make_unique<giver_desk>(tree().giver);
    do {
        const auto page = std::get<proto::listing>(desk->ask(wanted).message);
        for (const auto& entry : page.entries)
            paths.push_back(entry.path);
        wanted.after = page.next;
        if (new_desks) desk = std::make_unique<giver_desk>(tree().giver);
    } while (!wanted.after.empty());
    return paths;
}

} // namespace

TEST_CASE("stat tells what stands at a path", "[transfer][giver]")
{
    giver_desk desk(tree().giver);
    const auto large = entry_at(desk, "large");
    CHECK(large.path == "large");
    CHECK(large.kind == proto::entry_kind::file);
    CHECK(large.size == 5 * mib + 77);
    CHECK(large.chunk_size == mib);
    CHECK(large.version != proto::version_token{});
    CHECK(entry_at(desk, "dir").kind == proto::entry_kind::folder);
    CHECK(entry_at(desk, "dir/sub/c.txt").size == 1);
}

TEST_CASE("requests for what cannot be given are refused, the session goes on", "[transfer][giver]")
{
    giver_desk desk(tree().giver);
    CHECK(desk.ask(stat_of("missing")).refusal() == errc::not_found);
    CHECK(desk.ask(stat_of("../up")).refusal() == errc::outside_root);
    CHECK(desk.ask(stat_of("small/below")).refusal() == errc::not_a_folder);
    CHECK(desk.ask(read_of("missing", 0, 1)).refusal() == errc::not_found);
    CHECK(desk.ask(read_of("dir", 0, 1)).refusal() == errc::not_a_file);
    CHECK(desk.ask(read_of("../up", 0, 1)).refusal() == errc::outside_root);
    proto::manifest_request manifest;
    manifest.path = "dir";
    CHECK(desk.ask(manifest).refusal() == errc::not_a_file);
    manifest.path = "large";
    manifest.version.fill(std::byte{7});
    CHECK(desk.ask(manifest).refusal() == errc::source_changed);
    proto::list_request list;
    list.path = "missing";
    CHECK(desk.ask(list).refusal() == errc::not_found);
    CHECK(entry_at(desk, "small").size == 1000);
}

TEST_CASE("parts of other downloads are not offered", "[transfer][giver]")
{
    const auto names = storage::part_names_for("f", "somewhere");
    giving_side side({{names.part, "x"}, {names.journal, "y"}, {"f", "z"}});
    giver_desk desk(side.giver);
    CHECK(desk.ask(stat_of(names.part)).refusal() == errc::not_found);
    CHECK(desk.ask(read_of(names.part, 0, 1)).refusal() == errc::not_found);
    CHECK(desk.ask(read_of(names.journal, 0, 1)).refusal() == errc::not_found);
    const auto page = std::get<proto::listing>(desk.ask(proto::list_request{}).message);
    CHECK(page.entries.size() == 1);
}

TEST_CASE("any page size gives the same listing, on any connection", "[transfer][giver]")
{
    proto::list_request wanted;
    wanted.recursive = 1;
    const auto whole = list_all(wanted, false);
    CHECK(whole == std::vector<std::string>{"dir", "dir/a", "dir/b.txt", "dir/sub", "dir/sub/c.txt",
                                            "dir/sub/d", "dir.txt", "empty", "large", "small"});
    wanted.most = static_cast<std::uint16_t>(GENERATE(0, 1, 2, 3, 7));
    CHECK(list_all(wanted, GENERATE(true, false)) == whole);
}

TEST_CASE("a listing is of a folder, a pattern or one file", "[transfer][giver]")
{
    proto::list_request wanted;
    wanted.path = "dir";
    CHECK(list_all(wanted, false) == std::vector<std::string>{"dir/a", "dir/b.txt", "dir/sub"});
    wanted.pattern = "*.txt";
    CHECK(list_all(wanted, false) == std::vector<std::string>{"dir/b.txt"});
    wanted.pattern = "sub/*";
    CHECK(list_all(wanted, false) == std::vector<std::string>{"dir/sub/c.txt", "dir/sub/d"});
    wanted.path = "small";
    wanted.pattern = "";
    CHECK(list_all(wanted, false) == std::vector<std::string>{"small"});
}

TEST_CASE("two listings in turn do not disturb each other", "[transfer][giver]")
{
    giver_desk desk(tree().giver);
    proto::list_request root;
    root.most = 1;
    proto::list_request below;
    below.path = "dir";
    below.most = 1;
    std::vector<std::string> paths;
    for (int turn = 0; turn < 3; ++turn) {
        for (auto* wanted : {&root, &below}) {
            const auto page = std::get<proto::listing>(desk.ask(*wanted).message);
            paths.push_back(page.entries.at(0).path);
            wanted->after = page.next;
        }
    }
    CHECK(paths ==
          std::vector<std::string>{"dir", "dir/a", "dir.txt", "dir/b.txt", "empty", "dir/sub"});
}

TEST_CASE("pages of a manifest make up the whole", "[transfer][giver]")
{
    giver_desk desk(tree().giver);
    const auto kind = GENERATE(proto::digest_kind::xxh3, proto::digest_kind::sha256);
    const auto whole = manifest_of(desk, "large", 0, 1024, kind);
    const auto width = storage::digest_size(kind);
    CHECK(whole.size == 5 * mib + 77);
    CHECK(whole.digests.size() == 6 * width);
    CHECK(whole.root.size() == width);

    const auto most = GENERATE(1U, 2U, 4U);
    byte_buffer paged;
    byte_buffer root;
    for (std::uint64_t first = 0; first < 6; first += most) {
        const auto page = manifest_of(desk, "large", first, most, kind);
        CHECK(page.first_chunk == first);
        append(paged, page.digests);
        root = page.root;
    }
    CHECK(paged == whole.digests);
    CHECK(root == whole.root);
    const auto& content = tree().files["large"];
    const auto last = storage::digest_of(kind, as_bytes(content).subspan(5 * mib));
    CHECK(std::equal(last.bytes().begin(), last.bytes().end(),
                     whole.digests.end() - static_cast<std::ptrdiff_t>(width)));
}

TEST_CASE("a manifest beyond the end has the root alone", "[transfer][giver]")
{
    giver_desk desk(tree().giver);
    const auto whole = manifest_of(desk, "large");
    const auto beyond = manifest_of(desk, "large", 1000);
    CHECK(beyond.digests.empty());
    CHECK(beyond.root == whole.root);
    const auto empty = manifest_of(desk, "empty");
    CHECK(empty.digests.empty());
    CHECK(empty.root.size() == 16);
}
