#include "http/accept.hpp"
#include "http/base64.hpp"
#include "http/content_disposition.hpp"
#include "http/digest_fields.hpp"
#include "http/fields.hpp"
#include "http/media_type.hpp"
#include "http/percent.hpp"
#include "http/problem.hpp"
#include "support/catch.hpp"

#include <nlohmann/json.hpp>

using namespace sluice;
using namespace sluice::http;

TEST_CASE("base64 is written and read in both alphabets", "[http][base64]")
{
    const std::pair<std::string, std::string> examples[] = {{"", ""},
                                                            {"f", "Zg=="},
                                                            {"fo", "Zm8="},
                                                            {"foo", "Zm9v"},
                                                            {"foob", "Zm9vYg=="},
                                                            {"fooba", "Zm9vYmE="},
                                                            {"foobar", "Zm9vYmFy"},
                                                            {"\xfb\xff", "+/8="}};
    for (const auto& [plain, text] : examples) {
        CHECK(encode_base64(as_bytes(plain)) == text);
        CHECK(as_text(*decode_base64(text)) == plain);
    }
    CHECK(encode_base64(as_bytes("\xfb\xff"), base64_alphabet::url) == "-_8");
    CHECK(as_text(*decode_base64("-_8", base64_alphabet::url)) == "\xfb\xff");
    for (const auto* bad :
         {"Z", "Zg", "Zg=", "Zh==", "Zm9=", "Zg===", "====", "Zg==Zg==", "Z g=", "-_8=", "Zm9v\n"})
        CHECK_FALSE(decode_base64(bad));
    for (const auto* bad : {"+/8", "Zg==", "Z", "Zh"})
        CHECK_FALSE(decode_base64(bad, base64_alphabet::url));
}

TEST_CASE("a SHA-256 is read out of a digest field", "[http][digest_fields]")
{
    const std::string text =
        "sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:"; // RFC 9530, B.1
    const auto got = parse_digest("sha-512=:AA==:, " + text);
    REQUIRE(got);
    REQUIRE(*got);
    CHECK(format_sha256(**got) == text);
    CHECK((*got)->front() == std::byte{0x5f});

    CHECK_FALSE(*parse_digest("sha-512=:AA==:"));
    CHECK_FALSE(*parse_digest("unixsum=:AA==:"));
    for (const auto* bad :
         {"sha-256", "sha-256=X48=", "sha-256=:AA==:", "sha-256=:A:", "sha-256=:", "=:AA==:",
          "sha-256=:AA==:,", "SHA-256=:AA==:", "sha-256:AA==", "sha-256=\"AA==\""})
        CHECK_FALSE(parse_digest(bad));
}

TEST_CASE("a wish for a digest is understood", "[http][digest_fields]")
{
    CHECK(wants_sha256("sha-256=1"));
    CHECK(wants_sha256("sha-512=3, sha-256=10"));
    for (const auto* no :
         {"", "sha-256=0", "sha-256=11", "sha-256", "sha-512=1", "sha-256=a", "junk,"})
        CHECK_FALSE(wants_sha256(no));
}

TEST_CASE("a file name travels in both forms", "[http][content_disposition]")
{
    CHECK(content_disposition("attachment", "a b.txt") ==
          "attachment; filename=\"a b.txt\"; filename*=UTF-8''a%20b.txt");
    CHECK(content_disposition("inline", "na\xc3\xafve\".txt") ==
          "inline; filename=\"na_ve_.txt\"; filename*=UTF-8''na%C3%AFve%22.txt");
    CHECK(content_disposition("attachment", "a\r\nb/c\\%41") ==
          "attachment; filename=\"a__b_c__41\"; filename*=UTF-8''a%0D%0Ab%2Fc%5C%2541");
    CHECK(content_disposition("attachment", "\xff") == "attachment; filename=\"_\"");
}

TEST_CASE("a media type follows from the name", "[http][media_type]")
{
    CHECK(media_type_of("a/b.PDF") == "application/pdf");
    CHECK(media_type_of("x.tar.gz") == "application/gzip");
    CHECK(media_type_of("x.ply") == "pointcloud/ply");
    for (const auto* unknown : {"", "x", "x.", "x.unknown", ".pdf", "a.pdf/x"})
        CHECK(media_type_of(unknown) == "application/octet-stream");
}

TEST_CASE("the best liked media type is chosen", "[http][accept]")
{
    const std::string_view offered[] = {"application/json", "text/html; charset=utf-8"};
    const auto choose = [&](std::string_view accept) {
        return choose_media_type(accept, offered).value_or("none").substr(0, 9);
    };
    CHECK(choose("") == "applicati");
    CHECK(choose("*/*") == "applicati");
    CHECK(choose("text/html,application/xhtml+xml,*/*;q=0.8") == "text/html");
    CHECK(choose("text/*;q=0.5, application/json;q=0.4") == "text/html");
    CHECK(choose("TEXT/HTML;level=1;q=0.9, application/*;q=0.899") == "text/html");
    CHECK(choose("*/*;q=0.5, text/html;q=0") == "applicati");
    CHECK(choose("image/png") == "none");
    CHECK(choose("*/*;q=0") == "none");
    CHECK(quality_of("a/b;q=1.001", "a/b") == 0);
    CHECK(quality_of("a/b;q=0.123", "a/b") == 123);
}

TEST_CASE("escapes are decoded, and refused where broken", "[http][percent]")
{
    CHECK(percent_decoded("a%20%C3%a9+") == "a \xc3\xa9+");
    for (const auto* bad : {"%", "%2", "%2g", "%%20", "a%"})
        CHECK_FALSE(percent_decoded(bad));
    CHECK(percent_encoded("a/b \xc3\xa9~") == "a%2Fb%20%C3%A9~");
    CHECK(percent_encoded_path("a/b ?") == "a/b%20%3F");
}

TEST_CASE("parameters of a query are found", "[http][percent]")
{
    const std::string_view query = "a=1&b=x+y%26&&c&a=2&d=%zz&%61b=3";
    CHECK(query_value(query, "a") == "1");
    CHECK(query_value(query, "b") == "x y&");
    CHECK(query_value(query, "c") == "");
    CHECK(query_value(query, "ab") == "3");
    CHECK_FALSE(query_value(query, "d"));
    CHECK_FALSE(query_value(query, "e"));
    CHECK(query_has(query, "c"));
    CHECK(query_has(query, "d"));
    CHECK_FALSE(query_has("", ""));
    CHECK_FALSE(parse_form(query));
    CHECK(parse_form("a=1&b=%20&")->size() == 2);
}

TEST_CASE("a problem document is JSON whatever a peer sent", "[http][problem]")
{
    problem what;
    what.status = 404;
    what.code = "not_found";
    what.detail = "a\xff\"\n";
    what.request_id = "1";

    const auto document = nlohmann::json::parse(problem_text(what));

    CHECK(document["status"] == 404);
    CHECK(document["title"] == "Not Found");
    CHECK(document["code"] == "not_found");
    CHECK(document["retryable"] == false);
    CHECK(document["request_id"] == "1");
    CHECK(*problem_response(what).fields.find("content-type") == "application/problem+json");
}

TEST_CASE("fields are found in any case and joined", "[http][fields]")
{
    fields all;
    all.add("A", "1");
    all.add("b", "2");
    all.add("a", "3");
    CHECK(*all.find("A") == "1");
    CHECK(all.joined("a") == "1, 3");
    CHECK(all.count("a") == 2);
    all.set("a", "4");
    CHECK(all.joined("A") == "4");
    CHECK_FALSE(all.find("c"));
    CHECK(has_token("te , Close", "close"));
    CHECK_FALSE(has_token("closed", "close"));
}
