#include "server/zip_desk.hpp"

#include <random>

using namespace sluice;
using test::files_in;
using test::http_desk;

namespace {

/// A folder "d" of a few files.
void fill(const http_desk& desk)
{
    desk.folder.write("d/a.txt", "hello");
    desk.folder.write("d/deep/large", test::content_of(3U << 20U));
    desk.folder.write("d/nothing", "");
    desk.folder.make_folder("d/empty");
    desk.folder.write("beside", "not in it");
}

} // namespace

TEST_CASE("an archive that was cut off goes on anywhere", "[server][routes_zip]")
{
    const auto seed = std::random_device()();
    INFO("seed " << seed);
    std::mt19937 random(seed);
    http_desk desk;
    fill(desk);
    const auto whole = desk.get("/files/d?zip");
    const auto size = whole.body.size();
    std::vector<std::size_t> cuts{1, size - 1, size - 22, size - 23, 40, 41};
    for (int i = 0; i < 30; ++i)
        cuts.push_back(1 + random() % (size - 1));

    for (const auto cut : cuts) {
        const auto rest = desk.get("/files/d?zip", {{"Range", "bytes=" + std::to_string(cut) + "-"},
                                                    {"If-Range", whole.field("etag")}});
        INFO("cut " << cut);
        CHECK(rest.status == 206);
        CHECK(rest.whole);
        CHECK(rest.body == whole.body.substr(cut));
    }
}

TEST_CASE("several ranges of an archive come in parts", "[server][routes_zip]")
{
    http_desk desk;
    fill(desk);
    const auto whole = desk.get("/files/d?zip").body;

    const auto got = desk.get("/files/d?zip", {{"Range", "bytes=0-9,100-199,-22"}});

    CHECK(got.status == 206);
    CHECK(got.whole);
    CHECK(got.field("content-type").starts_with("multipart/byteranges"));
    for (const auto& part :
         {whole.substr(0, 10), whole.substr(100, 100), whole.substr(whole.size() - 22)})
        CHECK(got.body.find("\r\n\r\n" + part + "\r\n--") != std::string::npos);
}

TEST_CASE("a folder that has changed is another archive", "[server][routes_zip]")
{
    http_desk desk;
    fill(desk);
    const auto before = desk.get("/files/d?zip").field("etag");
    const auto same = desk.get("/files/d?zip").field("etag");
    CHECK(same == before);
    CHECK(desk.get("/files/d?zip", {{"If-None-Match", before}}).status == 304);

    SECTION("a file has other bytes")
    {
        desk.folder.write("d/a.txt", "HELLO");
    }
    SECTION("a file has another name")
    {
        std::filesystem::rename(desk.folder.at("d/a.txt"), desk.folder.at("d/b.txt"));
    }
    SECTION("a file came")
    {
        desk.folder.write("d/empty/new", "");
    }
    SECTION("a file went")
    {
        std::filesystem::remove(desk.folder.at("d/nothing"));
    }

    const auto again = desk.get("/files/d?zip", {{"Range", "bytes=5-"}, {"If-Range", before}});
    CHECK(again.status == 200);
    CHECK(again.field("etag") != before);
    files_in(again.body);
    CHECK(desk.get("/files/d?zip", {{"If-Match", before}}).status == 412);
    CHECK(desk.get("/files/d?zip", {{"If-None-Match", before}}).status == 200);
}

TEST_CASE("a range behind the end of an archive is refused", "[server][routes_zip]")
{
    http_desk desk;
    fill(desk);
    const auto size = desk.get("/files/d?zip").body.size();

    const auto got = desk.get("/files/d?zip", {{"Range", "bytes=" + std::to_string(size) + "-"}});

    CHECK(got.status == 416);
    CHECK(got.field("content-range") == "bytes */" + std::to_string(size));
}
