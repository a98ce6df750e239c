#include "plot/client_log.hpp"
#include "plot/sample_run.hpp"
#include "support/catch.hpp"
#include "support/temp_folder.hpp"

#include <sstream>

using namespace sluice;
using namespace sluice::plot;

namespace {

const std::string start = "2026-11-21T09:00:00.123Z info session=0 event=";

std::string download(const std::string& file, const std::string& seconds)
{
    return start + "downloaded code=ok file=" + file + " bytes=128 seconds=" + seconds +
           " digest=00ff";
}

} // namespace

TEST_CASE("the name of a log tells client and configuration", "[plot][client_log]")
{
    const auto plain = parse_log_name("client3-4c128f.log");
    REQUIRE(plain);
    CHECK(plain->client == 3);
    CHECK(eval::label_of(plain->what) == "4 Clients,128B Files");

    const auto more = parse_log_name("client1-4c2kf-8w-coroutine-100r.log");
    REQUIRE(more);
    CHECK(more->what.file_size == 2048);
    CHECK(eval::label_of(more->what) == "4 Clients,2kB Files,8 Workers,one process,100/s");
}

TEST_CASE("every name that the evaluation gives is read again", "[plot][client_log]")
{
    eval::configuration what;
    what.clients = 1000;
    what.file_size = 3U << 30U;
    what.workers = 16;
    what.mode = eval::client_mode::coroutines;
    what.rate = 2.5;

    const auto name = parse_log_name("client12-" + eval::log_name_of(what) + ".log");

    REQUIRE(name);
    CHECK(name->client == 12);
    CHECK(name->what == what);
}

TEST_CASE("unknown parts of a name keep configurations apart", "[plot][client_log]")
{
    const auto name = parse_log_name("client1-1c1mf-slow-w-xr.log");

    REQUIRE(name);
    CHECK(name->what.link == "slow-w-xr");
}

TEST_CASE("other files are no logs of clients", "[plot][client_log]")
{
    for (const auto* other :
         {"", "client.log", "server-4c128f.log", "client1-4c128f.txt", "client1-4c128.log",
          "client0-4c128f.log", "client1-0c128f.log", "clientx-4c128f.log", "client1-4c12xf.log",
          "client1-4c128fx.log", "client1-99999999999c128f.log", "client-1-4c128f.log"})
        CHECK_FALSE(parse_log_name(other));
}

TEST_CASE("a download's line gives file and bytes and seconds", "[plot][client_log]")
{
    const auto line = parse_log_line(download("f0003.bin", "0.001234"));

    REQUIRE(line);
    CHECK(line->what == log_line::kind::downloaded);
    CHECK(line->file == "f0003.bin");
    CHECK(line->bytes == 128);
    CHECK(line->seconds == Approx(0.001234));
}

TEST_CASE("names with spaces and escapes and fields are read to their end", "[plot][client_log]")
{
    const std::string odd = R"(a b\n\x1b bytes=9 seconds=7 digest=1 c)";

    const auto line = parse_log_line(download(odd, "2"));

    REQUIRE(line);
    CHECK(line->file == odd);
    CHECK(line->seconds == 2);
}

TEST_CASE("other and damaged lines are passed over", "[plot][client_log]")
{
    for (const auto& other :
         {std::string(), std::string("event=downloaded"), start + "served code=ok file=a",
          download("a", "nan"), download("a", "-1"), download("a", "1x"), download("a", ""),
          start + "downloaded code=ok bytes=1 seconds=1 digest=0", start + "repeat code=ok x of 5",
          start + "failed code=not_found connect: refused", start + "downloaded code=ok file=a by"})
        CHECK_FALSE(parse_log_line(other));
}

TEST_CASE("a repeat's line gives its number and a failed file is one", "[plot][client_log]")
{
    const auto repeat = parse_log_line(start + "repeat code=ok 3 of 5");
    const auto failed = parse_log_line(start + "failed code=timed_out file=a bytes=0");

    REQUIRE(repeat);
    CHECK(repeat->what == log_line::kind::repeat);
    CHECK(repeat->repeat == 3);
    REQUIRE(failed);
    CHECK(failed->what == log_line::kind::failed);
}

TEST_CASE("the warm-up does not count", "[plot][client_log]")
{
    std::istringstream log(start + "repeat code=ok 0 of 2\n" + download("a", "9") + "\n" + start +
                           "repeat code=ok 1 of 2\r\n" + download("a", "1") + "\r\n" + start +
                           "failed code=timed_out file=b\n" + start + "repeat code=ok 2 of 2\n" +
                           download("a", "2"));
    series one;

    add_log(one, 4, log);

    CHECK(seconds_of(one) == std::vector<double>{1, 2});
    CHECK(one.failed == 1);
    CHECK(one.files.back().repeat == 2);
    CHECK(one.files.back().client == 4);
}

TEST_CASE("logs and records of a run say the same", "[plot][client_log]")
{
    const test::temp_folder folder;
    const auto shape = test::usual_run();
    test::write_sample_logs(folder, "logs", shape);
    const auto records = test::sample_series(shape);

    const auto logs = series_of_logs(folder.at("logs"));

    REQUIRE(logs);
    REQUIRE(logs->size() == records.size());
    for (std::size_t i = 0; i < logs->size(); ++i) {
        CHECK(eval::label_of((*logs)[i].what) == eval::label_of(records[i].what));
        CHECK((*logs)[i].files.size() == records[i].files.size());
        CHECK((*logs)[i].failed == records[i].failed);
    }
}

TEST_CASE("labels are sorted by clients and then by size", "[plot][client_log]")
{
    const test::temp_folder folder;
    for (const auto* name : {"10c128f", "2c1mf", "2c128f-8w", "2c128f", "2c2kf"})
        folder.write(std::string("client1-") + name + ".log", download("a", "1") + "\n");

    const auto all = series_of_logs(folder.path());

    REQUIRE(all);
    std::vector<std::string> labels;
    for (const auto& one : *all)
        labels.push_back(eval::label_of(one.what));
    CHECK(labels == std::vector<std::string>{
                        "2 Clients,128B Files", "2 Clients,128B Files,8 Workers",
                        "2 Clients,2kB Files", "2 Clients,1mB Files", "10 Clients,128B Files"});
}

TEST_CASE("times are in the order of their clients", "[plot][client_log]")
{
    const test::temp_folder folder;
    for (const auto* client : {"10", "2", "1"})
        folder.write(std::string("client") + client + "-10c128f.log", download("a", client) + "\n");

    const auto all = series_of_logs(folder.path());

    REQUIRE(all);
    CHECK(seconds_of(all->front()) == std::vector<double>{1, 2, 10});
}

TEST_CASE("a folder without logs is an error that names it", "[plot][client_log]")
{
    const test::temp_folder folder;
    folder.make_folder("empty");
    folder.make_folder("odd/clients/client1-1c1kf.log");
    folder.write("silent/clients/client1-1c1kf.log", "nothing of use\n");

    for (const auto* name : {"missing", "empty", "odd", "silent"}) {
        const auto all = series_of_logs(folder.at(name));
        REQUIRE_FALSE(all);
        CHECK(all.error() == errc::not_found);
        CHECK(all.error().detail().find(folder.at(name)) != std::string::npos);
    }
}
