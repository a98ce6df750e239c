#include "support/catch.hpp"
#include "support/mentions.hpp"
#include "support/scripted_server.hpp"
#include "support/test_client.hpp"

#include <limits>

namespace sluice::test {
namespace {

using namespace std::chrono_literals;
using proto::frame_type;

proto::entry entry_at(const std::string& path, std::uint64_t size = 5)
{
    proto::entry made;
    made.path = path;
    made.size = size;
    made.version = {std::byte{7}};
    made.chunk_size = 1U << 20U;
    return made;
}

proto::entry folder_at(const std::string& path)
{
    proto::entry made;
    made.path = path;
    made.kind = proto::entry_kind::folder;
    return made;
}

scripted_answer stat_with(const proto::entry& entry)
{
    return [entry](raw_peer& peer, const raw_frame& request) {
        return peer.send(proto::file_info{entry}, request.header.request_id);
    };
}

scripted_answer list_with(const proto::listing& page)
{
    return [page](raw_peer& peer, const raw_frame& request) {
        return peer.send(page, request.header.request_id);
    };
}

/// A folder two levels deep, so that what leads out of it can be seen.
struct nested_target {
    temp_folder above;
    std::string inside = above.at("in/out");

    nested_target() { above.make_folder("in/out"); }

    finished_program get(std::uint16_t port, const std::string& name) const
    {
        return run_client_alone({"-p", std::to_string(port), "-d", inside, "-l", "none", "-r", "1",
                                 "--stall-limit", "2s", "get", name});
    }

    /// Every path below the folder above, but the two folders that were there.
    std::vector<std::string> written() const
    {
        std::vector<std::string> all;
        for (const auto& found : std::filesystem::recursive_directory_iterator(above.path()))
            all.push_back(found.path().lexically_relative(above.path()).string());
        std::erase_if(all, [](const auto& path) { return path == "in" || path == "in/out"; });
        return all;
    }
};

TEST_CASE("names of a listing that lead elsewhere are refused, each by name", "[system][hostile]")
{
    for (const std::string name : {"d/../../x", "../x", "/etc/sluice-test-x", "d/new\nline", "d//x",
                                   "d/.", "d/..", "other/x"}) {
        server_script script;
        script.content = "hello";
        script.instead[frame_type::stat] = stat_with(folder_at("d"));
        script.instead[frame_type::list] = list_with({{entry_at(name)}, {}, 0});
        scripted_server server(script);
        const nested_target target;

        const auto got = target.get(server.port(), "d");

        INFO(name << "\n" << got.out << got.err);
        CHECK(got.status != 0);
        for (const auto& path : target.written())
            CHECK(path == "in/out/d");
        CHECK_FALSE(std::filesystem::exists("/etc/sluice-test-x"));
    }
}

TEST_CASE("a file answers under the name that was asked for or not at all", "[system][hostile]")
{
    for (const std::string name : {".bashrc", "../a.bin", "/etc/x", "a.bin/..", "", "sub/a.bin"}) {
        server_script script;
        script.content = "hello";
        script.instead[frame_type::stat] = stat_with(entry_at(name));
        scripted_server server(script);
        const nested_target target;

        const auto got = target.get(server.port(), "a.bin");

        INFO(name << "\n" << got.out << got.err);
        CHECK(got.status != 0);
        CHECK(target.written().empty());
    }
}

TEST_CASE("what does not match a pattern is not taken for a match", "[system][hostile]")
{
    server_script script;
    script.content = "hello";
    script.instead[frame_type::stat] = [](raw_peer& peer, const raw_frame& request) {
        proto::error_reply reply;
        reply.status = static_cast<std::uint16_t>(errc::not_found);
        return peer.send(reply, request.header.request_id);
    };
    script.instead[frame_type::list] = list_with({{entry_at(".bashrc")}, {}, 0});
    scripted_server server(script);
    const nested_target target;

    const auto got = target.get(server.port(), "*.txt");

    INFO(got.out << got.err);
    CHECK(got.status != 0);
    CHECK(target.written().empty());
}

TEST_CASE("a listing that never ends is given up", "[system][hostile]")
{
    server_script script;
    script.content = "hello";
    script.instead[frame_type::stat] = stat_with(folder_at("d"));
    script.instead[frame_type::list] = list_with({{entry_at("d/a")}, "d/a", 0});
    scripted_server server(script);
    const nested_target target;

    const auto got = target.get(server.port(), "d");
    const auto listed = run_client(server.port(), target.above, {"ls"});
    const auto verified = run_client(server.port(), target.above, {"verify", "in/out/d/a"});

    INFO(got.err);
    CHECK(got.status != 0);
    CHECK(listed.status == 5);
    CHECK_FALSE(listed.err.empty());
    CHECK(verified.status != 0);
}

TEST_CASE("a declared size or chunk size costs no memory", "[system][hostile]")
{
    const std::vector<std::pair<std::uint64_t, std::uint32_t>> claims{
        {5, 1U << 20U}, // the truth, to compare the others with
        {60U << 20U, 1},
        {~std::uint64_t{0}, 1U << 20U},
        {std::uint64_t{1} << 50U, 64U << 20U},
        {5, 0},
        {~std::uint64_t{0}, ~std::uint32_t{0}}};
    std::uint64_t honest = 0;
    for (const auto& [size, chunk_size] : claims) {
        server_script script;
        script.content = "hello";
        auto claimed = entry_at("a.bin", size);
        claimed.chunk_size = chunk_size;
        script.instead[frame_type::stat] = stat_with(claimed);
        std::uint64_t most = 0;
        const temp_folder out;
        script.instead[frame_type::read] = [](raw_peer&, const raw_frame&) { return false; };
        scripted_server server(script);
        auto client = start_client(server.port(), out, {"-r", "0", "get", "a.bin"});

        const auto measure = [&](const program& one) {
            most = std::max(most, one.peak_resident_bytes());
            return false;
        };
        client.wait_until(measure, deadline::after(20s));
        const auto got = client.wait(deadline::after(20s));

        INFO(size << " in chunks of " << chunk_size << "\n" << got.err);
        CHECK(got.status != 0);
        CHECK(got.status < 130);
        if (honest == 0) honest = most;
        CHECK(most < honest + (32U << 20U));
        CHECK_FALSE(out.has("a.bin"));
    }
}

TEST_CASE("stat shows what a peer claims, also a chunk size of nothing", "[system][hostile]")
{
    auto claimed = entry_at("a.bin");
    claimed.chunk_size = 0;
    claimed.modified_ns = std::numeric_limits<std::int64_t>::min();
    server_script script;
    script.instead[frame_type::stat] = stat_with(claimed);
    scripted_server server(script);
    const temp_folder out;

    const auto text = run_client(server.port(), out, {"stat", "a.bin"});
    const auto json = run_client(server.port(), out, {"--json", "stat", "a.bin"});

    CHECK(text.status == 0);
    CHECK_THAT(text.out, mentions("a.bin"));
    CHECK(json.status == 0);
}

TEST_CASE("ls shows hostile names escaped", "[system][hostile]")
{
    server_script script;
    script.instead[frame_type::list] =
        list_with({{entry_at("a\x1b[31m\nb"), entry_at("z\r")}, {}, 0});
    scripted_server server(script);
    const temp_folder out;

    const auto got = run_client(server.port(), out, {"ls"});

    CHECK(got.out.find('\x1b') == std::string::npos);
    CHECK(std::count(got.out.begin(), got.out.end(), '\n') == 2);
}

TEST_CASE("a listing whose names are ever new ends at --listing-memory", "[system][hostile]")
{
    server_script script;
    script.content = "hello";
    auto count = std::make_shared<std::atomic<unsigned>>(1'000'000);
    script.instead[frame_type::list] = [count](raw_peer& peer, const raw_frame& request) {
        const auto name = std::to_string((*count)++);
        return peer.send(proto::listing{{entry_at(name)}, name, 0}, request.header.request_id);
    };
    scripted_server server(script);
    const temp_folder out;

    const auto listed =
        run_client(server.port(), out, {"-r", "0", "--listing-memory", "64K", "ls"});

    INFO(listed.err);
    CHECK(listed.status == 1);
    CHECK_THAT(listed.err, mentions("--listing-memory"));
    CHECK(*count < 1'002'000);
}

} // namespace
} // namespace sluice::test
