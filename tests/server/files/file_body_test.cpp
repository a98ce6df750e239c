#include "server/files/file_body.hpp"
#include "server/http_desk.hpp"
#include "support/catch.hpp"

using namespace sluice;
using test::http_desk;

namespace {

std::chrono::milliseconds time_of(const std::function<void()>& work)
{
    const auto begun = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() -
                                                                 begun);
}

} // namespace

TEST_CASE("a connection may break at any moment of an answer", "[server][file_body]")
{
    const auto content = test::content_of(1'500'000);
    const http_desk::headers several{{"Range", "bytes=0-9,1000000-1400000"}};

    for (const std::string name : {"small", "large", "large ranges", "?limit=1"}) {
        for (std::uint64_t number = 1; number < 200; ++number) {
            test::stream_script script;
            script.fail_at(number, errc::peer_closed);
            http_desk desk;
            desk.pipe.script = &script;
            desk.folder.write("small", "hello");
            desk.folder.write("large", content);

            const auto ranges = name.ends_with("ranges") ? several : http_desk::headers();
            const auto got = desk.get("/files/" + name.substr(0, name.find(' ')), ranges);

            desk.host.ledger.flush();
            INFO(name << " " << number);
            CHECK(desk.store->records().size() <= 1);
            if (script.struck()) continue;
            CHECK(got.whole);
            CHECK(got.status / 100 == 2);
            break;
        }
    }
}

TEST_CASE("the host's rate holds for HTTP too", "[server][file_body]")
{
    auto settings = test::test_settings();
    settings.rate = 2U << 20U;
    http_desk desk(server::file_routes(), settings);
    const auto content = test::content_of(512U << 10U);
    desk.folder.write("a", content);

    std::string body;
    const auto took = time_of([&] { body = desk.get("/files/a").body; });

    CHECK(body == content);
    // A quarter of a second less the burst of a tenth.
    CHECK(took >= std::chrono::milliseconds(100));
}

TEST_CASE("one request after the other does not get around a client's rate", "[server][file_body]")
{
    auto settings = test::test_settings();
    settings.client_rate = 256U << 10U;
    http_desk desk(server::file_routes(), settings);
    desk.folder.write("a", test::content_of(64U << 10U));
    desk.get("/files/a");

    const auto took = time_of([&] { desk.get("/files/a"); });

    CHECK(took >= std::chrono::milliseconds(100));
}

TEST_CASE("64 KiB come with their head, and one byte more behind it", "[server][file_body]")
{
    http_desk desk;
    for (const auto size : {server::small_file - 1, server::small_file, server::small_file + 1}) {
        const auto content = test::content_of(size);
        desk.folder.write("a", content);

        const auto got = desk.get("/files/a");

        INFO(size);
        CHECK(got.status == 200);
        CHECK(got.body == content);
    }
}
