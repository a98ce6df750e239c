#include "support/catch.hpp"
#include "support/mentions.hpp"
#include "support/test_client.hpp"

#include <nlohmann/json.hpp>

namespace sluice::test {
namespace {

finished_program put(const test_server& server, const temp_folder& from,
                     std::vector<std::string> words, std::vector<std::string> how = {})
{
    how.emplace_back("put");
    how.insert(how.end(), words.begin(), words.end());
    return run_client(server, from, how);
}

TEST_CASE("put takes files and folders, however they are named", "[system][put]")
{
    const temp_folder from;
    from.write("one.bin", sample_bytes(3'000'001));
    from.write("tree/empty", "");
    from.write("tree/deep/er/two", sample_bytes(70'000, 2));
    const test_server server;

    const auto done = put(server, from, {from.at("one.bin"), from.at("tree") + "/"});

    INFO(done.out << done.err);
    CHECK(done.status == 0);
    for (const auto* name : {"one.bin", "tree/empty", "tree/deep/er/two"})
        CHECK(same_files(from.at(name), server.files().at(name)));
}

TEST_CASE("put --into makes the folder and reports where files stand", "[system][put]")
{
    const temp_folder from;
    from.write("a", "first");
    const test_server server;

    const auto done = put(server, from, {from.at("a")}, {"--json", "--into", "new/place"});

    CHECK(done.status == 0);
    const auto document = nlohmann::json::parse(done.out);
    CHECK(document.at("files").at(0).at("local") == "new/place/a");
    CHECK(document.at("files").at(0).at("digest").get<std::string>().size() == 32);
    CHECK(server.files().read("new/place/a") == "first");
}

TEST_CASE("put does with a taken name what --on-exists says", "[system][put]")
{
    const temp_folder from;
    from.write("a", "new");
    const test_server server;
    server.files().write("a", "old");

    CHECK(put(server, from, {from.at("a")}, {"--on-exists", "fail"}).status == 11);
    CHECK(put(server, from, {from.at("a")}, {"--on-exists", "skip"}).status == 0);
    CHECK(server.files().read("a") == "old");
    CHECK(put(server, from, {from.at("a")}).status == 0);
    CHECK(server.files().read("a(1)") == "new");
    CHECK(put(server, from, {from.at("a")}, {"--on-exists", "overwrite"}).status == 0);
    CHECK(server.files().read("a") == "new");
}

TEST_CASE("put leaves links out, says so and takes the rest", "[system][put]")
{
    const temp_folder from;
    from.write("tree/kept", "1");
    std::filesystem::create_symlink("/etc/passwd", from.at("tree/link"));
    const test_server server;

    const auto done = put(server, from, {from.at("tree")});

    CHECK(done.status == 0);
    CHECK(done.err.find("1 things were left out") != std::string::npos);
    CHECK(server.files().has("tree/kept"));
    CHECK_FALSE(server.files().has("tree/link"));
}

TEST_CASE("put never leaves the served folder, not even over a link in it", "[system][put]")
{
    const temp_folder from;
    const temp_folder outside;
    from.write("a", "1");
    const test_server server;
    std::filesystem::create_symlink(outside.path(), server.files().at("out"));

    for (const auto* into : {"../x", "/tmp", "out", "out/below", "a/../.."}) {
        INFO(into);
        CHECK(put(server, from, {from.at("a")}, {"--into", into}).status != 0);
    }
    CHECK(outside.names().empty());
}

TEST_CASE("put of what is not there, or twice the same name, is refused at once", "[system][put]")
{
    const temp_folder from;
    from.write("x/same", "1");
    from.write("y/same", "2");
    const test_server server;

    CHECK(put(server, from, {from.at("nothing")}).status == 4);
    CHECK(put(server, from, {from.at("x/same"), from.at("y/same")}).status == 2);
    CHECK(put(server, from, {"/"}).status == 2);
}

TEST_CASE("a folder that the server may not write to ends a put with its own code", "[system][put]")
{
    const temp_folder from;
    from.write("a", "1");
    const test_server server;
    server.files().write("place", "a file where a folder is wanted");

    const auto done = put(server, from, {from.at("a")}, {"--into", "place"});

    INFO(done.err);
    CHECK(done.status != 0);
    CHECK(server.files().read("place") == "a file where a folder is wanted");
}

TEST_CASE("thousands of small files are put by one call", "[system][put]")
{
    const temp_folder from(memory_folder());
    for (int i = 0; i < 3000; ++i)
        from.write("many/" + std::to_string(i), std::to_string(i));
    server_options how;
    const test_server server(how);

    const auto done = put(server, from, {from.at("many")}, {"--json"});

    CHECK(done.status == 0);
    CHECK(nlohmann::json::parse(done.out).at("files_done") == 3000);
    CHECK(server.files().read("many/2999") == "2999");
}

} // namespace
} // namespace sluice::test
