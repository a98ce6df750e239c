#include "support/catch.hpp"
#include "support/raw_peer.hpp"
#include "support/test_client.hpp"

namespace sluice::test {
namespace {

using namespace std::chrono_literals;

#ifdef SLUICE_SANITIZED
constexpr int many_files = 1000;
#else
constexpr int many_files = 10'000;
#endif

TEST_CASE("16 clients at once each get the same bytes", "[system][concurrency]")
{
    test_server server;
    server.files().write("a.bin", sample_bytes(4'000'000));
    std::vector<std::unique_ptr<temp_folder>> folders;
    std::vector<program> clients;

    for (int i = 0; i < 16; ++i) {
        folders.push_back(std::make_unique<temp_folder>());
        clients.push_back(
            start_client(server, *folders.back(), {"--durability", "none", "get", "a.bin"}));
    }

    for (std::size_t i = 0; i < clients.size(); ++i) {
        const auto ended = clients[i].wait(deadline::after(60s));
        INFO(ended.err);
        CHECK(ended.status == 0);
        CHECK(same_files(server.files().at("a.bin"), folders[i]->at("a.bin")));
    }
}

TEST_CASE("200 idle connections do not hinder a download", "[system][concurrency]")
{
    test_server server;
    server.files().write("a.bin", sample_bytes(20'000'000));
    std::vector<raw_peer> idle;
    for (int i = 0; i < 100; ++i)
        idle.emplace_back(server.port());
    for (int i = 0; i < 100; ++i)
        idle.push_back(raw_peer::greeted(server.port()));
    const temp_folder out;

    const auto got = run_client(server, out, {"--durability", "none", "-w", "4", "get", "a.bin"});

    CHECK(got.status == 0);
    CHECK(same_files(server.files().at("a.bin"), out.at("a.bin")));
    CHECK(idle.back().send(proto::ping{5}, 9));
    const auto answer = idle.back().receive();
    REQUIRE(answer);
    CHECK(answer->header.request_id == 9);
}

TEST_CASE("very many small files arrive whole", "[system][concurrency]")
{
    const temp_folder files(memory_folder());
    for (int i = 0; i < many_files; ++i) {
        const auto name = std::to_string(i % 100) + "/" + std::to_string(i);
        files.write("many/" + name, sample_bytes(static_cast<std::size_t>(i % 700)));
    }
    test_server server(server_options{{}, files.path(), 0, 0});
    const temp_folder out(memory_folder());

    const auto got = run_client(server, out, {"--durability", "none", "get", "many"});

    INFO(got.err);
    REQUIRE(got.status == 0);
    int same = 0;
    for (int i = 0; i < many_files; ++i) {
        const auto name = "many/" + std::to_string(i % 100) + "/" + std::to_string(i);
        if (same_files(files.at(name), out.at(name))) ++same;
    }
    CHECK(same == many_files);
}

} // namespace
} // namespace sluice::test
