#include "server/http/error_response.hpp"
#include "support/catch.hpp"
#include "support/mentions.hpp"

using namespace sluice;
using server::error_response;
using server::error_shape;
using server::http_status_of;

TEST_CASE("every error has a status of HTTP", "[server][error_response]")
{
    for (int code = 1; code <= last_errc; ++code) {
        const auto status = http_status_of(fail(static_cast<errc>(code)));
        INFO(code);
        CHECK(status >= 400);
        CHECK(status < 600);
        CHECK_FALSE(http::reason_of(status).empty());
    }
    CHECK(http_status_of(fail(errc::not_found)) == 404);
    CHECK(http_status_of(fail(errc::outside_root)) == 404);
    CHECK(http_status_of(fail(errc::no_space)) == 507);
    CHECK(http_status_of(fail(errc::over_quota)) == 413);
    CHECK(http_status_of(fail(errc::checksum_mismatch)) == 400);
    CHECK(http_status_of(fail_errno("read", {}, EIO)) == 500);
}

TEST_CASE("an error is a problem document", "[server][error_response]")
{
    const auto why = fail(errc::no_space, "write", "a.txt");

    const auto reply = error_response(why, error_shape::problem, "r-1");

    const auto document = nlohmann::json::parse(reply.body);
    CHECK(*reply.fields.find("content-type") == "application/problem+json");
    CHECK(document["status"] == 507);
    CHECK(document["title"] == "Insufficient Storage");
    CHECK(document["code"] == "no_space");
    CHECK(document["retryable"] == true);
    CHECK(document["request_id"] == "r-1");
    CHECK_THAT(document["detail"].get<std::string>(), test::mentions("a.txt"));
}

TEST_CASE("an error can be a message or bare", "[server][error_response]")
{
    const auto why = fail(errc::target_exists, "create", "a.txt");

    const auto message = error_response(why, error_shape::message, "r-1");
    const auto bare = error_response(why, error_shape::bare, "r-1");

    CHECK(nlohmann::json::parse(message.body).size() == 1);
    CHECK_THAT(nlohmann::json::parse(message.body)["message"].get<std::string>(),
               test::mentions("a.txt"));
    CHECK(bare.status == 409);
    CHECK(bare.body.empty());
    CHECK(bare.fields.find("content-type") == nullptr);
}

TEST_CASE("a status brings the fields that belong to it", "[server][error_response]")
{
    const auto login = error_response(fail(errc::unauthenticated), error_shape::bare, "");
    const auto later = error_response(fail(errc::overloaded), error_shape::bare, "");

    CHECK_THAT(*login.fields.find("www-authenticate"), test::mentions("Bearer"));
    CHECK(later.fields.find("retry-after"));
}

TEST_CASE("what is our own fault is not explained to strangers", "[server][error_response]")
{
    const auto why = fail_errno("open", "/var/lib/secret.db", EIO);

    const auto reply = error_response(why, error_shape::problem, "r-1");

    CHECK(reply.status == 500);
    CHECK(reply.body.find("secret") == std::string::npos);
}

TEST_CASE("names that are no text do not break a problem document", "[server][error_response]")
{
    const auto why = fail(errc::not_found, "open", "\xff\r\n\"x");

    const auto reply = error_response(why, error_shape::problem, "r-1");

    CHECK(nlohmann::json::accept(reply.body));
}
