#include "receipt/sample_chain.hpp"

using namespace sluice;
using namespace sluice::test;

TEST_CASE("the text of a receipt is compact JSON in a fixed order", "[receipt]")
{
    auto said = sample_statement(7);
    said.what = "a \"b\"";

    CHECK(receipt::text_of(said) ==
          R"({"schema":1,"number":7,"transfer":10,"key":"0011223344556677",)"
          R"("previous":"0000000000000000000000000000000000000000000000000000000000000000",)"
          R"("who":"ann","peer":"127.0.0.1:40112","what":"a \"b\"","direction":"up",)"
          R"("door":"native","digest_kind":"xxh3","root_digest":"00ff",)"
          R"("bytes":18446744073709551615,"started":"2026-11-21T12:30:00.000000001Z",)"
          R"("ended":"2026-11-21T12:30:01.999999999Z","result":"ok",)"
          R"("program":"sluice-server 0.1.0"})");
}

TEST_CASE("a receipt is read as it was written", "[receipt]")
{
    const auto text = receipt::text_of(sample_statement(7));

    const auto read = receipt::read_text(text);

    REQUIRE(read);
    CHECK(receipt::text_of(*read) == text);
    CHECK(read->what == sample_statement(7).what);
    CHECK(read->bytes == 18'446'744'073'709'551'615U);
    CHECK(read->started_ns == 1'795'264'200'000'000'001);
}

TEST_CASE("times before 1970 and at its begin are times too", "[receipt]")
{
    for (const std::int64_t ns : {0LL, -1LL, -86'400'000'000'000LL, 1'709'164'800'000'000'000LL}) {
        auto said = sample_statement(1);
        said.started_ns = ns;

        const auto read = receipt::read_text(receipt::text_of(said));

        REQUIRE(read);
        CHECK(read->started_ns == ns);
    }
}

TEST_CASE("a name that is not UTF-8 is said byte for byte", "[receipt]")
{
    auto said = sample_statement(1);
    said.what = "caf\xe9";

    const auto read = receipt::read_text(receipt::text_of(said));

    REQUIRE(read);
    CHECK(read->what == "caf\xe9");
    CHECK(receipt::text_of(said).find(R"("what_bytes":"636166e9")") != std::string::npos);
}

TEST_CASE("what differs in one byte from the written form is no receipt", "[receipt]")
{
    const auto text = receipt::text_of(sample_statement(7));
    const std::vector<std::string> wrong = {
        "",
        "{}",
        "[]",
        "7",
        text + " ",
        " " + text,
        text.substr(1),
        text.substr(0, text.size() - 1),
        "{\"schema\":1,\"number\":7}",
        "{\"schema\":\"1\"}",
        std::string(text).replace(text.find("\"ann\""), 5, "7"),
        std::string(text).replace(text.find("\"who\""), 5, "\"hwo\""),
        std::string(text).replace(text.find("12:30:00"), 8, "12:61:00"),
        std::string(text).replace(text.find("2026-11-21"), 10, "2026-02-31"),
        std::string(text).replace(text.find("2026-11-21"), 10, "9999-11-21"),
        std::string(text).replace(text.find("\"number\":7"), 10, "\"number\":1e300"),
        std::string(text).replace(text.find("\"number\":7"), 10, "\"number\":7.5"),
        std::string(text).replace(text.find("\"number\":7"), 10, "\"number\":-7"),
    };
    for (const auto& one : wrong) {
        INFO(one);
        CHECK(receipt::read_text(one).error() == errc::malformed_message);
    }
}

TEST_CASE("a receipt of a newer form is told from a damaged one", "[receipt]")
{
    CHECK(receipt::read_text(R"({"schema":2,"number":1})").error() == errc::unsupported_version);
}

TEST_CASE("a signed receipt is one line that gives back its bytes", "[receipt]")
{
    const receipt::signed_receipt whole{R"({"a":"\"}"})", byte_buffer(64, std::byte{0xab})};

    const auto line = receipt::line_of(whole);
    const auto read = receipt::read_line(line);

    REQUIRE(read);
    CHECK(read->text == whole.text);
    CHECK(read->signature == whole.signature);
    for (const auto& wrong : {line + " ", " " + line, line.substr(1), line.substr(0, 100),
                              std::string(), std::string(line).replace(line.find("abab"), 2, "AB")})
        CHECK(receipt::read_line(wrong).error() == errc::malformed_message);
}
