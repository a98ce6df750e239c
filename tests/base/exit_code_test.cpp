#include "base/exit_code.hpp"
#include "support/catch.hpp"

using namespace sluice;

namespace {

int code_of(errc e)
{
    return static_cast<int>(exit_code_of(make_error_code(e)));
}

} // namespace

TEST_CASE("no error means exit code 0 and every error another", "[base][exit_code]")
{
    CHECK(exit_code_of(std::error_code()) == exit_code::done);
    for (int number = 1; number <= last_errc; ++number) {
        INFO(number);
        CHECK(code_of(static_cast<errc>(number)) > 0);
        CHECK(code_of(static_cast<errc>(number)) <= 14);
    }
}

TEST_CASE("errors have the exit codes that users were promised", "[base][exit_code]")
{
    CHECK(code_of(errc::io_failed) == 1);
    CHECK(code_of(errc::bad_usage) == 2);
    CHECK(code_of(errc::bad_configuration) == 3);
    CHECK(code_of(errc::not_found) == 4);
    CHECK(code_of(errc::unreachable) == 5);
    CHECK(code_of(errc::timed_out) == 5);
    CHECK(code_of(errc::peer_closed) == 5);
    CHECK(code_of(errc::checksum_mismatch) == 6);
    CHECK(code_of(errc::unfinished) == 7);
    CHECK(code_of(errc::source_changed) == 8);
    CHECK(code_of(errc::no_space) == 9);
    CHECK(code_of(errc::not_writable) == 9);
    CHECK(code_of(errc::permission_denied) == 10);
    CHECK(code_of(errc::outside_root) == 10);
    CHECK(code_of(errc::target_busy) == 11);
    CHECK(code_of(errc::target_exists) == 11);
    CHECK(code_of(errc::overloaded) == 12);
    CHECK(code_of(errc::cancelled) == 13);
    CHECK(code_of(errc::partly_done) == 14);
}

TEST_CASE("errors of other categories are exit code 1", "[base][exit_code]")
{
    CHECK(exit_code_of({EIO, std::generic_category()}) == exit_code::other);
    CHECK(exit_code_of(fail({ENXIO, std::system_category()})) == exit_code::other);
}

TEST_CASE("a retry helps against the network and load, not against facts", "[base][exit_code]")
{
    for (const auto e : {errc::timed_out, errc::peer_closed, errc::unreachable, errc::going_away,
                         errc::overloaded, errc::too_many_requests, errc::malformed_message})
        CHECK(is_retryable(make_error_code(e)));
    for (const auto e : {errc::not_found, errc::source_changed, errc::no_space, errc::bad_name,
                         errc::outside_root, errc::cancelled, errc::target_busy, errc::bad_magic,
                         errc::unsupported_version, errc::permission_denied, errc::internal})
        CHECK_FALSE(is_retryable(make_error_code(e)));
    CHECK_FALSE(is_retryable({ECONNRESET, std::generic_category()}));
}
