#include "server/agents/json_agent_messages.hpp"
#include "support/catch.hpp"

#include <nlohmann/json.hpp>

using namespace sluice;
using namespace sluice::server;

namespace {

errc refused(std::string_view text)
{
    const auto got = read_json_message(text);
    if (got) return errc::internal;
    return got.error() == errc::malformed_message ? errc::malformed_message : errc::internal;
}

} // namespace

TEST_CASE("a chunk's text becomes the bytes that it stands for", "[server][json_agent]")
{
    const auto got = read_json_message(
        R"({"type":"file_chunk","download_id":"d","chunk_num":2,"total_chunks":9,"data":"a\u0000\u00ff\u0080ÿ\n"})");

    REQUIRE(got);
    const auto& chunk = std::get<json_chunk>(*got);
    CHECK(chunk.download_id == "d");
    CHECK(chunk.number == 2);
    CHECK(chunk.total == 9);
    CHECK(chunk.bytes == std::string("a\0\xff\x80\xff\n", 6));
}

TEST_CASE("all 256 bytes survive as text", "[server][json_agent]")
{
    std::string bytes;
    nlohmann::json message{
        {"type", "file_chunk"}, {"download_id", "d"}, {"chunk_num", 1}, {"total_chunks", 1}};
    std::string text;
    for (unsigned i = 0; i < 256; ++i) {
        bytes += static_cast<char>(i);
        if (i < 0x80)
            text += static_cast<char>(i);
        else
            (text += static_cast<char>(0xc0U | i >> 6U)) += static_cast<char>(0x80U | (i & 0x3fU));
    }
    message["data"] = text;
    const bool escaped = GENERATE(true, false);

    const auto got = read_json_message(message.dump(-1, ' ', escaped));

    REQUIRE(got);
    CHECK(std::get<json_chunk>(*got).bytes == bytes);
}

TEST_CASE("a completed file may come with checksums", "[server][json_agent]")
{
    const auto plain = read_json_message(
        R"({"type":"file_complete","download_id":"d","total_size":7,"total_chunks":1})");
    const auto sure = read_json_message(
        R"({"type":"file_complete","download_id":"d","total_size":7,"total_chunks":1,"sha256":"AB","md5":null})");

    REQUIRE((plain && sure));
    CHECK(std::get<json_complete>(*plain).total_size == 7);
    CHECK(std::get<json_complete>(*plain).sha256.empty());
    CHECK(std::get<json_complete>(*sure).sha256 == "ab");
    CHECK(std::get<json_complete>(*sure).md5.empty());
}

TEST_CASE("the small messages are read", "[server][json_agent]")
{
    const auto known = read_json_message(R"({"type":"register","client_id":"r-1","more":[{}]})");
    const auto failed =
        read_json_message(R"({"type":"error","download_id":"d","message":"File not found: x"})");

    REQUIRE((known && failed));
    CHECK(std::get<json_register>(*known).client_id == "r-1");
    CHECK(meaning_of_failure(std::get<json_failure>(*failed)) == errc::not_found);
    CHECK(std::holds_alternative<json_pong>(*read_json_message(R"({"type":"pong"})")));
    CHECK(std::holds_alternative<json_ping>(*read_json_message(R"({"type":"ping"})")));
    CHECK(std::holds_alternative<json_failure>(*read_json_message(R"({"type":"error"})")));
}

TEST_CASE("what is no message is refused by name", "[server][json_agent]")
{
    CHECK(read_json_message("nonsense").error().detail() == "not JSON");
    CHECK(read_json_message("[1]").error().detail() == "not JSON");
    CHECK(read_json_message("").error().detail() == "not JSON");
    CHECK(read_json_message("{}").error().detail() == "field type");
    CHECK(read_json_message(R"({"type":"dance"})").error().detail() == "type dance");
    CHECK(refused(R"({"type":7})") == errc::malformed_message);
    CHECK(refused(R"({"type":"register"})") == errc::malformed_message);
    CHECK(refused(R"({"type":"register","client_id":["x"]})") == errc::malformed_message);
    const std::string head = R"({"type":"file_chunk","download_id":"d",)";
    CHECK(refused(head + R"("chunk_num":-1,"total_chunks":1,"data":""})") ==
          errc::malformed_message);
    CHECK(refused(head + R"("chunk_num":1.5,"total_chunks":1,"data":""})") ==
          errc::malformed_message);
    CHECK(refused(head + R"("chunk_num":"1","total_chunks":1,"data":""})") ==
          errc::malformed_message);
    CHECK(refused(head + R"("chunk_num":1,"total_chunks":1,"data":"Ā"})") ==
          errc::malformed_message);
    CHECK(refused(head + R"("chunk_num":1,"total_chunks":1})") == errc::malformed_message);
}

TEST_CASE("deep and wide documents are read without keeping them", "[server][json_agent]")
{
    std::string deep = R"({"type":"pong","x":)" + std::string(200'000, '[');
    deep += std::string(200'000, ']') + "}";
    std::string wide = R"({"type":"pong")";
    for (int i = 0; i < 50'000; ++i)
        wide += ",\"" + std::to_string(i) + "\":1";
    wide += "}";

    CHECK(read_json_message(deep));
    CHECK(read_json_message(wide));
}

TEST_CASE("what an agent is told is JSON", "[server][json_agent]")
{
    const auto asked = nlohmann::json::parse(download_request_text("d", "$HOME/\"x\"\\"));

    CHECK(asked["type"] == "download_request");
    CHECK(asked["download_id"] == "d");
    CHECK(asked["file_path"] == "$HOME/\"x\"\\");
    CHECK(nlohmann::json::parse(registered_text("r"))["type"] == "registered");
    CHECK(nlohmann::json::parse(ping_text())["type"] == "ping");
    CHECK(nlohmann::json::parse(pong_text())["type"] == "pong");
    CHECK(nlohmann::json::parse(json_error_text(fail(errc::bad_name, "a", "b")))["code"] ==
          "bad_name");
    CHECK_NOTHROW(nlohmann::json::parse(download_request_text("d", "not \xff UTF-8")));
}
