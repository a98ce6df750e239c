#include "server/upload_http_desk.hpp"

using namespace sluice;
using namespace sluice::test;

namespace {

const http_desk::headers as_form{{"Content-Type", "multipart/form-data; boundary=XX"}};

std::string file_part(const std::string& name, const std::string& content)
{
    return "--XX\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + name +
           "\"\r\n\r\n" + content + "\r\n";
}

std::string field_part(const std::string& name, const std::string& value)
{
    return "--XX\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
}

http_answer send(upload_http_desk& desk, const std::string& name, const std::string& content)
{
    return desk.ask("POST", "/api/files/upload", as_form, file_part(name, content) + "--XX--\r\n");
}

const std::string id = "../../etc/x";

std::vector<std::pair<std::string, std::string>> flow(int number)
{
    return {{"flowChunkNumber", std::to_string(number)},
            {"flowTotalChunks", "2"},
            {"flowChunkSize", "5"},
            {"flowTotalSize", "13"},
            {"flowIdentifier", id},
            {"flowFilename", "notes.txt"}};
}

http_answer send_chunk(upload_http_desk& desk, int number, const std::string& content)
{
    std::string body;
    for (const auto& [name, value] : flow(number))
        body += field_part(name, value);
    body += file_part("blob", content) + "--XX--\r\n";
    return desk.ask("POST", "/api/files/upload/chunked", as_form, body);
}

http_answer ask_chunk(upload_http_desk& desk, int number)
{
    std::string query;
    for (const auto& [name, value] : flow(number))
        query += (query.empty() ? "?" : "&") + name + "=" + value;
    return desk.get("/api/files/upload/chunked" + query);
}

} // namespace

TEST_CASE("a file sent as a form is listed, downloaded and deleted", "[server][routes_library]")
{
    upload_http_desk desk;

    const auto made = send(desk, "my notes.txt", "hello\r\n--X world");
    INFO(made.body);
    REQUIRE(made.status == 201);
    CHECK(made.document()["filename"] == "my notes.txt");
    CHECK(made.document()["size"] == 16);
    CHECK(made.document()["content_type"] == "text/plain");
    desk.reopen();
    const auto list = desk.get("/api/files").document();
    REQUIRE(list.size() == 1);
    CHECK(list[0]["id"] == made.document()["id"]);
    CHECK(list[0].contains("upload_date"));
    const auto at = "/api/files/" + made.document()["id"].get<std::string>();
    const auto got = desk.get(at);
    CHECK(got.status == 200);
    CHECK(got.body == "hello\r\n--X world");
    CHECK(got.field("content-type").starts_with("text/plain"));
    CHECK(desk.get(at, {{"Range", "bytes=0-4"}}).body == "hello");
    CHECK(desk.ask("DELETE", at).status == 204);

    CHECK(desk.ask("DELETE", at).status == 404);
    CHECK(desk.get(at).status == 404);
    CHECK(desk.get("/api/files").document().empty());
}

TEST_CASE("forms that are wrong, too large or of a wrong type are refused",
          "[server][routes_library]")
{
    upload_http_desk desk;
    const auto large = send(desk, "a.txt", std::string(5001, 'x'));
    const auto extension = send(desk, "a.exe", "hello");
    const auto content = send(desk, "a.png",
                              "\x7f"
                              "ELF\x02\x01\x01");
    const auto nothing = desk.ask("POST", "/api/files/upload", as_form, "--XX--\r\n");
    const auto no_form = desk.ask("POST", "/api/files/upload", {}, "hello");

    CHECK(large.status == 413);
    CHECK(large.document()["message"] == "File too large");
    CHECK(extension.status == 415);
    CHECK(content.status == 415);
    CHECK(content.document().contains("message"));
    CHECK(nothing.status == 400);
    CHECK(no_form.status == 400);
    CHECK(desk.get("/api/files").document().empty());
    CHECK(std::filesystem::is_empty(desk.state.at("incoming")));
    CHECK(std::filesystem::is_empty(desk.state.at("uploads")));
}

TEST_CASE("chunks come in any order, over a restart", "[server][routes_library]")
{
    upload_http_desk desk;

    CHECK(ask_chunk(desk, 2).status == 204);
    const auto last = send_chunk(desk, 2, "- world!");
    INFO(last.body);
    CHECK(last.status == 201);
    CHECK(last.document()["message"] == "Chunk 2 uploaded successfully");
    desk.reopen();
    CHECK(ask_chunk(desk, 2).status == 200);
    CHECK(ask_chunk(desk, 1).status == 204);
    CHECK(send_chunk(desk, 2, "- world!").document()["message"] == "Chunk already exists");
    const auto done = send_chunk(desk, 1, "hello");

    CHECK(done.status == 201);
    CHECK(done.document()["filename"] == "notes.txt");
    CHECK(done.document()["size"] == 13);
    CHECK(ask_chunk(desk, 1).status == 200);
    const auto at = "/api/files/" + done.document()["id"].get<std::string>();
    CHECK(desk.get(at).body == "hello- world!");
    CHECK(desk.ask("DELETE", at).status == 204);
    CHECK(ask_chunk(desk, 1).status == 204);
    CHECK(send_chunk(desk, 1, "hello").document()["message"] == "Chunk 1 uploaded successfully");
}

TEST_CASE("chunks that contradict themselves are refused", "[server][routes_library]")
{
    upload_http_desk desk;

    CHECK(send_chunk(desk, 1, "hell").status == 400);
    CHECK(send_chunk(desk, 3, "hello").status == 400);
    CHECK(desk.get("/api/files/upload/chunked").status == 400);
    CHECK(desk.get("/api/files").document().empty());
}
