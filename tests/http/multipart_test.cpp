#include "multipart_events.hpp"
#include "support/catch.hpp"

using namespace sluice;
using namespace sluice::test;

namespace {

parsed_form parse(const std::string& text, http::multipart_limits limits = {})
{
    const auto whole = parse_form_in_pieces(text, text.size(), "b", limits);
    for (std::size_t piece = 1; piece < std::min<std::size_t>(text.size(), 40); ++piece)
        CHECK(parse_form_in_pieces(text, piece, "b", limits) == whole);
    return whole;
}

std::string part(const std::string& disposition, const std::string& data)
{
    return "--b\r\nContent-Disposition: " + disposition + "\r\n\r\n" + data + "\r\n";
}

const std::string field = "form-data; name=\"f\"";
const std::string file = "form-data; name=\"file\"; filename=\"a.txt\"";

} // namespace

TEST_CASE("a form is read part by part", "[http][multipart]")
{
    const auto got =
        parse("preamble\r\n--b\r\ncontent-disposition: form-data; name=\"a b\"\r\n\r\n1\r\n"
              "--b\r\nContent-Disposition: form-data; name=file; filename=\"x;\\\"y\"\r\n"
              "Content-Type: text/plain\r\n\r\n\r\n--b--\r\nepilogue");

    REQUIRE(got.complete);
    REQUIRE(got.parts.size() == 2);
    CHECK(got.parts[0] == parsed_part{"a b", std::nullopt, "", "1", true});
    CHECK(got.parts[1] == parsed_part{"file", "x;\"y", "text/plain", "", true});
}

TEST_CASE("data that looks like the boundary stays data", "[http][multipart]")
{
    for (const std::string data : {"\r", "\r\n", "\r\n-", "\r\n--", "\r\n\r\n--", "\r\r\n--c",
                                   "--b", "x\r\n-\r\n--a\r\n", "\n--b--", "\r\n--\r\r\n--"}) {
        const auto got = parse(part(file, data) + "--b--");

        REQUIRE(got.complete);
        CHECK(got.parts.at(0).data == data);
    }
}

TEST_CASE("a form that is cut off is not complete", "[http][multipart]")
{
    const auto text = part(field, "1") + part(file, "2") + "--b--";
    for (std::size_t length = 0; length < text.size(); ++length)
        CHECK_FALSE(parse_form_in_pieces(text.substr(0, length), 1000, "b").complete);
    CHECK(parse(text).complete);
    CHECK(parse("--b--").complete);
}

TEST_CASE("a malformed form is refused", "[http][multipart]")
{
    for (const std::string bad :
         {"--b\n\n", "--b \r\n", "--bxx", "--b-x", "--b\r\n\r\n", "--b\r\nA: b\r\n\r\n",
          "--b\r\nContent-Disposition: attachment; name=f\r\n\r\n",
          "--b\r\nContent-Disposition: form-data\r\n\r\n",
          "--b\r\nContent-Disposition: form-data; name\r\n\r\n",
          "--b\r\nContent-Disposition: form-data; name=a; name=b\r\n\r\n",
          "--b\r\nContent-Disposition: form-data; name=\"a\r\n\r\n",
          "--b\r\nContent-Disposition: form-data; name=a\r\nContent-Disposition: form-data; "
          "name=a\r\n\r\n",
          "--b\r\nContent-Disposition: form-data; name=a\r\nContent-Transfer-Encoding: "
          "base64\r\n\r\n",
          "--b\r\nContent-Disposition : form-data; name=a\r\n\r\n",
          "--b\r\nContent-Disposition: form-data;\r\n name=a\r\n\r\n",
          "--b\r\nContent-Disposition: form-data; name=a\n\r\n"})
        CHECK(parse(bad).refused == 400);
}

TEST_CASE("a form is held to its limits", "[http][multipart]")
{
    http::multipart_limits limits;
    limits.parts = 3;
    limits.field = 10;
    limits.head = 100;
    const auto some = [&](int count) {
        std::string all;
        for (int i = 0; i < count; ++i)
            all += part(field, "1");
        return parse(all + "--b--", limits).refused;
    };
    CHECK(some(3) == 0);
    CHECK(some(4) == 413);
    CHECK(parse(part(field, std::string(10, 'x')) + "--b--", limits).refused == 0);
    CHECK(parse(part(field, std::string(11, 'x')) + "--b--", limits).refused == 413);
    CHECK(parse(part(file, std::string(99, 'x')) + "--b--", limits).refused == 0);
    CHECK(parse(std::string(100, 'x') + "\r\n" + part(field, "1") + "--b--", limits).refused == 0);
    CHECK(parse(std::string(101, 'x') + "\r\n" + part(field, "1") + "--b--", limits).refused ==
          413);

    const std::string front = "--b\r\nContent-Disposition: form-data; name=a\r\nA: ";
    const auto head = [&](std::size_t length) {
        const auto filler = length - (front.size() - 5) - 4;
        return parse(front + std::string(filler, 'x') + "\r\n\r\n1\r\n--b--", limits).refused;
    };
    CHECK(head(100) == 0);
    CHECK(head(101) == 413);
}

TEST_CASE("the boundary of a form is judged", "[http][multipart]")
{
    using http::multipart_boundary;
    CHECK(multipart_boundary("multipart/form-data; boundary=abc") == "abc");
    CHECK(multipart_boundary("Multipart/Form-Data; charset=x; Boundary=\"a b\"") == "a b");
    CHECK(multipart_boundary("multipart/form-data; boundary=" + std::string(70, 'x')));
    for (const std::string& bad :
         {std::string("multipart/form-data"), std::string("multipart/mixed; boundary=a"),
          std::string("multipart/form-data; boundary="),
          std::string("multipart/form-data; boundary=\"a \""),
          std::string("multipart/form-data; boundary=\"a\"; boundary=b"),
          std::string("multipart/form-data; boundary=\"a\rb\""),
          "multipart/form-data; boundary=" + std::string(71, 'x')})
        CHECK_FALSE(multipart_boundary(bad));
}
