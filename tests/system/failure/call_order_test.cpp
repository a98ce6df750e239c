#include "support/catch.hpp"
#include "system/failure/download_trial.hpp"

#include <algorithm>

using namespace sluice;
using namespace sluice::test;

namespace {

constexpr auto watched = "openat,pwrite64,fdatasync,syncfs,fsync,renameat2,unlinkat,mkdirat";

struct traced_run {
    finished_program client;
    std::vector<traced_call> calls;

    std::vector<traced_call> named(std::string_view name) const
    {
        std::vector<traced_call> found;
        for (const auto& call : calls)
            if (call.name == name && call.succeeded) found.push_back(call);
        return found;
    }
};

traced_run trace(const test_server& server, const temp_folder& target,
                 const std::vector<std::string>& arguments)
{
    const temp_folder notes;
    const auto file = notes.at("trace");
    traced_run made;
    made.client =
        run(with_trace(watched, file, client_command(server.port(), target.path(), arguments)));
    made.calls = read_trace(file);
    INFO(made.client.err);
    REQUIRE(made.client.status == 0);
    return made;
}

} // namespace

TEST_CASE("a large file is synced before its rename and its folder after it", "[order]")
{
    if (!may_trace()) return;
    const test_server server;
    server.files().write("big.bin", noise(9U << 20U, 1));
    const temp_folder target;

    const auto traced = trace(server, target, {"-w", "4", "get", "big.bin"});

    const auto writes = traced.named("pwrite64");
    const auto renames = traced.named("renameat2");
    const auto syncs = traced.named("fdatasync");
    const auto folders = traced.named("fsync");
    REQUIRE(renames.size() == 1);
    REQUIRE(syncs.size() == 1);
    REQUIRE_FALSE(folders.empty());
    REQUIRE_FALSE(writes.empty());
    CHECK(renames[0].text(1) == "big.bin");
    CHECK(syncs[0].descriptor_path() == target.at(renames[0].text(0)));
    for (const auto& write : writes)
        CHECK(write.ended < syncs[0].begun);
    CHECK(syncs[0].ended < renames[0].begun);
    CHECK(folders.back().descriptor_path() == target.path());
    CHECK(renames[0].ended < folders.back().begun);
}

TEST_CASE("small files are synced together before their renames, their folders after them",
          "[order]")
{
    if (!may_trace()) return;
    const test_server server;
    for (unsigned i = 0; i < 300; ++i)
        server.files().write("tree/" + std::to_string(i % 3) + "/f" + std::to_string(i),
                             noise(4000, i));
    const temp_folder target;

    const auto traced = trace(server, target, {"get", "tree"});

    auto syncs = traced.named("syncfs");
    const auto single = traced.named("fdatasync");
    const auto folders = traced.named("fsync");
    const auto renames = traced.named("renameat2");
    CHECK(renames.size() == 300);
    CHECK(syncs.size() + single.size() + folders.size() < 100);
    syncs.insert(syncs.end(), single.begin(), single.end());
    for (const auto& rename : renames) {
        const auto part = rename.descriptor_path() + "/" + rename.text(0);
        INFO(part);
        std::size_t opened = 0;
        for (const auto& call : traced.named("openat"))
            if (call.text(0) == rename.text(0)) opened = call.ended;
        const bool bytes_first = std::any_of(syncs.begin(), syncs.end(), [&](const auto& s) {
            const bool covers = s.name == "syncfs" || s.descriptor_path() == part;
            return covers && s.begun > opened && s.ended < rename.begun;
        });
        CHECK(bytes_first);
        const bool folder_after = std::any_of(folders.begin(), folders.end(), [&](const auto& f) {
            return f.descriptor_path() == rename.descriptor_path() && f.begun > rename.ended;
        });
        CHECK(folder_after);
    }
}

TEST_CASE("a new folder is synced into the folder above it", "[order]")
{
    if (!may_trace()) return;
    const test_server server;
    server.files().write("tree/inner/file", "text");
    const temp_folder target;

    const auto traced = trace(server, target, {"get", "tree"});

    const auto folders = traced.named("fsync");
    for (const auto& made : traced.named("mkdirat")) {
        const auto above = made.descriptor_path();
        INFO(made.arguments);
        const bool synced = std::any_of(folders.begin(), folders.end(), [&](const auto& f) {
            return f.descriptor_path() == above && f.begun > made.ended;
        });
        CHECK(synced);
    }
}

TEST_CASE("without durability nothing is synced", "[order]")
{
    if (!may_trace()) return;
    const test_server server;
    server.files().write("big.bin", noise(5U << 20U, 1));
    const temp_folder target;

    const auto traced = trace(server, target, {"--durability", "none", "get", "big.bin"});

    CHECK(traced.named("fdatasync").empty());
    CHECK(traced.named("syncfs").empty());
    CHECK(traced.client.out.find("durable") == std::string::npos);
}

TEST_CASE("files that an earlier attempt published are skipped only when they are durable",
          "[order]")
{
    if (!may_trace()) return;
    const test_server server;
    server.files().write("tree/a", "text");
    server.files().write("tree/b", "more text");
    const temp_folder target;
    REQUIRE(run_client(server, target, {"get", "tree"}).status == 0);

    const auto traced = trace(server, target, {"--on-exists", "skip", "get", "tree"});

    CHECK(traced.named("fdatasync").size() >= 2);
    CHECK_FALSE(traced.named("fsync").empty());
    CHECK(traced.named("syncfs").empty());
    CHECK(traced.client.out.find("2 skipped") != std::string::npos);
}
