#include "base/exit_code.hpp"
#include "proto/codec.hpp"
#include "proto/status.hpp"
#include "support/catch.hpp"

#include <algorithm>

using namespace sluice;
using namespace sluice::proto;

TEST_CASE("every error of ours arrives as it was sent", "[proto][status]")
{
    for (int number = 1; number <= last_errc; ++number) {
        const auto sent = fail(static_cast<errc>(number), "open", "a/b");
        const auto reply = reply_of(sent);
        const auto got = error_of(reply);

        INFO(code_name(sent.code()));
        CHECK(reply.status == number);
        CHECK(got.code() == sent.code());
        CHECK(got.detail() == "a/b");
        CHECK((reply.retryable == 1) == is_retryable(sent.code()));
    }
}

TEST_CASE("errors of the operating system travel as io_failed and say why", "[proto][status]")
{
    const auto reply = reply_of(fail({ENXIO, std::generic_category()}, "open", "a/b"));

    CHECK(error_of(reply) == errc::io_failed);
    CHECK(reply.detail.starts_with("a/b: "));
    CHECK(reply.detail.size() > 5);
}

TEST_CASE("a status of a newer peer is an internal error", "[proto][status]")
{
    for (const int status : {0, last_errc + 1, 0xffff}) {
        error_reply reply;
        reply.status = static_cast<std::uint16_t>(status);
        reply.detail = "new";
        CHECK(error_of(reply) == errc::internal);
        CHECK(error_of(reply).detail() == "new");
    }
}

TEST_CASE("a long detail is cut to what a reply may carry", "[proto][status]")
{
    const auto reply = reply_of(fail(errc::not_found, "open", std::string(5000, 'x')));

    byte_buffer frame;
    encode(reply, 1, frame);
    CHECK(reply.detail == std::string(1024, 'x'));
}

TEST_CASE("a detail is not cut inside a character", "[proto][status]")
{
    std::string detail = "x";
    while (detail.size() < 2000)
        detail += "\xc3\xa9";

    const auto reply = reply_of(fail(errc::not_found, "open", detail));

    CHECK(reply.detail.size() == 1023);
}

TEST_CASE("the status table has one row for each error", "[proto][status]")
{
    const auto table = status_table();

    CHECK(std::count(table.begin(), table.end(), '\n') == last_errc + 2);
    CHECK(table.find("| 8 | `not_found` | no | not found | 4 |") != std::string::npos);
    CHECK(table.find("| 19 | `overloaded` | yes |") != std::string::npos);
}
