#include "support/catch.hpp"
#include "support/fault_proxy.hpp"
#include "system/failure/download_trial.hpp"

#include <atomic>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <thread>

using namespace sluice;
using namespace sluice::test;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

constexpr std::size_t source_bytes = 20U << 20U;
constexpr std::uint64_t before_change = 6U << 20U;

/// Ways in which a source stops being what it was.
enum class change { replace, truncate, append, rewrite, remove };

constexpr change all_changes[] = {change::replace, change::truncate, change::append,
                                  change::rewrite, change::remove};

std::string name_of(change how)
{
    switch (how) {
    case change::replace: return "replaced by rename";
    case change::truncate: return "truncated";
    case change::append: return "appended to";
    case change::rewrite: return "rewritten in place";
    case change::remove: return "deleted";
    }
    return {};
}

void make_change(const temp_folder& files, change how)
{
    const auto path = files.at("f.bin");
    switch (how) {
    case change::replace:
        files.write("new", noise(source_bytes, 99));
        fs::rename(files.at("new"), path);
        return;
    case change::truncate: fs::resize_file(path, source_bytes / 2 + 5); return;
    case change::append: {
        std::ofstream out(path, std::ios::binary | std::ios::app);
        out << noise(100'000, 98);
        return;
    }
    case change::rewrite: {
        std::fstream out(path, std::ios::binary | std::ios::in | std::ios::out);
        out << noise(source_bytes, 97);
        return;
    }
    case change::remove: fs::remove(path); return;
    }
}

/// What came is wholly the old file or wholly the new one, or nothing came and the code says why.
void require_no_mixture(const finished_program& ended, const std::string& old_bytes,
                        const temp_folder& files, const temp_folder& target)
{
    INFO("status " << ended.status << "\n" << ended.out << ended.err);
    if (ended.status == 0) {
        const auto got = target.read("f.bin");
        const bool is_old = got == old_bytes;
        const bool is_new = files.has("f.bin") && got == files.read("f.bin");
        CHECK((is_old || is_new));
        CHECK(left_behind(target.path()).empty());
    } else {
        CHECK((ended.status == 8 || ended.status == 4));
        CHECK(visible(target.path()).empty());
    }
}

bool wait_for_bytes(const fault_proxy& proxy, std::uint64_t count)
{
    return wait_until([&] { return proxy.bytes_to_client() >= count; });
}

} // namespace

TEST_CASE("a source changed in mid-transfer never becomes a mixture", "[source]")
{
    for (const auto how : all_changes) {
        INFO(name_of(how));
        const test_server server({"--rate", "60M"});
        const auto old_bytes = noise(source_bytes, 11);
        server.files().write("f.bin", old_bytes);
        const temp_folder target;
        const fault_proxy proxy(server.port(), every_time({}));

        auto client = start_client(proxy.port(), target, {"-w", "2", "get", "f.bin"});
        REQUIRE(wait_for_bytes(proxy, before_change));
        make_change(server.files(), how);
        const auto ended = client.wait(deadline::after(40s));

        require_no_mixture(ended, old_bytes, server.files(), target);
        const bool gone = how == change::remove;
        CHECK((gone ? ended.status == 4 || ended.status == 0 : ended.status == 0));
    }
}

TEST_CASE("a source changed between two attempts starts anew", "[source]")
{
    for (const auto how : all_changes) {
        INFO(name_of(how));
        const test_server server({"--rate", "60M"});
        const auto old_bytes = noise(source_bytes, 12);
        server.files().write("f.bin", old_bytes);
        const temp_folder target;
        {
            const fault_proxy proxy(server.port(), every_time({}));
            auto client = start_client(proxy.port(), target, {"-w", "2", "get", "f.bin"});
            REQUIRE(wait_for_bytes(proxy, 2 * before_change));
            client.signal(SIGKILL);
            client.wait(deadline::after(20s));
        }
        make_change(server.files(), how);

        const auto ended = run_client(server, target, {"--json", "get", "f.bin"});

        if (how == change::remove) {
            CHECK(ended.status == 4);
            CHECK(visible(target.path()).empty());
        } else {
            CHECK(ended.status == 0);
            CHECK(document(ended).at("resumed_bytes") == 0);
            CHECK(target.read("f.bin") == server.files().read("f.bin"));
            CHECK(left_behind(target.path()).empty());
        }
    }
}

TEST_CASE("a file that is written all the time ends with exit code 8 and no file", "[source]")
{
    const test_server server({"--rate", "60M"});
    server.files().write("f.bin", noise(source_bytes, 13));
    const temp_folder target;
    std::atomic<bool> over = false;
    std::thread writer([&] {
        std::fstream out(server.files().at("f.bin"),
                         std::ios::binary | std::ios::in | std::ios::out);
        for (unsigned i = 0; !over; ++i) {
            out.seekp((i * 7919U) % source_bytes);
            out.put(static_cast<char>(i));
            out.flush();
            std::this_thread::sleep_for(500us);
        }
    });

    const auto ended = run_client(server, target, {"-r", "2", "get", "f.bin"});
    over = true;
    writer.join();

    INFO(ended.err);
    CHECK(ended.status == 8);
    CHECK(ended.err.find("f.bin") != std::string::npos);
    CHECK(visible(target.path()).empty());
}

TEST_CASE("files that appear and vanish while their folder is fetched spoil nothing", "[source]")
{
    const test_server server({"--rate", "8M"});
    for (unsigned i = 0; i < 400; ++i)
        server.files().write("tree/old" + std::to_string(i), noise(6000, i));
    const temp_folder target;
    const fault_proxy proxy(server.port(), every_time({}));

    auto client = start_client(proxy.port(), target, {"--json", "get", "tree"});
    REQUIRE(wait_for_bytes(proxy, 100'000));
    for (unsigned i = 0; i < 50; ++i) {
        server.files().write("tree/aaa" + std::to_string(i), noise(5000, 1000 + i));
        server.files().write("tree/zzz" + std::to_string(i), noise(5000, 2000 + i));
        fs::remove(server.files().at("tree/old" + std::to_string(399 - i)));
    }
    const auto ended = client.wait(deadline::after(40s));

    INFO(ended.err);
    CHECK((ended.status == 0 || ended.status == 14));
    CHECK(left_behind(target.path()).empty());
    for (const auto& name : visible(target.path())) {
        const auto number = name.find("old") == 5 ? std::stoul(name.substr(8)) : 0;
        const bool removed = number >= 350;
        INFO(name);
        if (removed) CHECK(target.read(name) == noise(6000, number));
    }
    for (unsigned i = 0; i < 350; ++i)
        CHECK(target.read("tree/old" + std::to_string(i)) == noise(6000, i));
}
