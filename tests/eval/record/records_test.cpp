#include "eval/record/records.hpp"
#include "support/catch.hpp"
#include "support/temp_folder.hpp"

using namespace sluice;
using namespace sluice::eval;

namespace {

configuration plain(unsigned clients, std::uint64_t size)
{
    configuration made;
    made.clients = clients;
    made.file_size = size;
    made.workers = 2;
    return made;
}

} // namespace

TEST_CASE("labels and log names are those of the predecessor", "[eval][record]")
{
    CHECK(label_of(plain(4, 128)) == "4 Clients,128B Files");
    CHECK(label_of(plain(4, 2048)) == "4 Clients,2kB Files");
    CHECK(log_name_of(plain(4, 128)) == "4c128f");
    CHECK(log_name_of(plain(16, 1U << 20U)) == "16c1mf");
    CHECK(size_text(0) == "0");
    CHECK(size_text(1000) == "1000");
    CHECK(size_text(1024) == "1k");
    CHECK(size_text(1536) == "1536");
    CHECK(size_text(std::uint64_t{3} << 30U) == "3g");
}

TEST_CASE("configurations that differ have different labels and logs", "[eval][record]")
{
    auto eight = plain(1, 1);
    eight.workers = 8;
    auto inside = plain(1, 1);
    inside.mode = client_mode::coroutines;
    auto paced = plain(1, 1);
    paced.rate = 12.5;
    auto far = plain(1, 1);
    far.link = "50ms,1%";
    const std::vector<configuration> all{plain(1, 1), eight, inside, paced, far};
    for (std::size_t i = 0; i < all.size(); ++i) {
        for (std::size_t j = i + 1; j < all.size(); ++j) {
            CHECK(label_of(all[i]) != label_of(all[j]));
            CHECK(log_name_of(all[i]) != log_name_of(all[j]));
        }
    }
}

TEST_CASE("tables are ordered by clients and then by size as numbers", "[eval][record]")
{
    CHECK(plain(2, 9) < plain(10, 1));
    CHECK(plain(2, 128) < plain(2, 2048));
    CHECK_FALSE(plain(2, 2048) < plain(2, 512));
}

TEST_CASE("a record is read back as it was written", "[eval][record]")
{
    file_record file;
    file.what = plain(4, 2048);
    file.what.rate = 3.5;
    file.what.link = "50ms,1%";
    file.repeat = 2;
    file.client = 3;
    file.file = "a \"name\"\n";
    file.planned = 0.25;
    file.start = 0.26;
    file.first_byte = 0.3;
    file.done = 0.5;
    file.bytes = 2048;
    file.retries = 1;
    file.exit = 7;
    file.error = "why";
    client_record client;
    client.what = plain(4, 2048);
    client.exit = -9;
    client.peak_bytes = 1U << 30U;
    repeat_record whole;
    whole.what = plain(4, 2048);
    whole.failed = 2;
    for (const record& one : {record(file), record(client), record(whole)}) {
        const auto line = line_of(one);

        CHECK(line.find('\n') == std::string::npos);
        const auto again = record_of(line);
        REQUIRE(again);
        CHECK(again->index() == one.index());
        CHECK(line_of(*again) == line);
    }
}

TEST_CASE("only a complete download has a latency", "[eval][record]")
{
    file_record one;
    one.planned = 1;
    CHECK_FALSE(one.latency());
    one.done = 3;
    CHECK(one.latency() == 2.0);
    one.exit = 7;
    CHECK_FALSE(one.latency());
}

TEST_CASE("a wrong line of records is named by its number", "[eval][record]")
{
    const test::temp_folder folder;
    const auto good = line_of(repeat_record{});
    for (const std::string bad :
         {"", "x", "{}", "[]", R"({"schema":9,"kind":"file"})", R"({"schema":1,"kind":"file"})"}) {
        folder.write("raw.ndjson", good + "\n" + bad + "\n");

        const auto read = read_records(folder.at("raw.ndjson"));

        INFO(bad);
        REQUIRE_FALSE(read);
        CHECK(read.error().detail().find("raw.ndjson:2") != std::string::npos);
    }
    CHECK(read_records(folder.at("none")).error() == errc::not_found);
    folder.write("empty", "");
    CHECK(read_records(folder.at("empty")).error() == errc::not_found);
}
