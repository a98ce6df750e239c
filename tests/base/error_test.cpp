#include "base/error.hpp"
#include "base/result.hpp"
#include "support/catch.hpp"

#include <memory>
#include <set>

using namespace sluice;

TEST_CASE("every error has a name and a message of its own", "[base][error]")
{
    std::set<std::string> names;
    std::set<std::string> messages;
    for (int number = 1; number <= last_errc; ++number) {
        const auto code = make_error_code(static_cast<errc>(number));
        INFO("number " << number);
        CHECK(code_name(code) != "unknown");
        CHECK(code.message() != "unknown error");
        names.insert(code_name(code));
        messages.insert(code.message());
    }

    CHECK(names.size() == last_errc);
    CHECK(messages.size() == last_errc);
    CHECK(code_name(make_error_code(static_cast<errc>(last_errc + 1))) == "unknown");
}

TEST_CASE("names are snake_case", "[base][error]")
{
    for (int number = 1; number <= last_errc; ++number) {
        const auto name = code_name(make_error_code(static_cast<errc>(number)));
        INFO(name);
        CHECK(name.find_first_not_of("abcdefghijklmnopqrstuvwxyz_") == std::string::npos);
    }
}

TEST_CASE("an errno becomes one of our errors where one says the same", "[base][error]")
{
    const std::pair<int, errc> pairs[] = {
        {ENOENT, errc::not_found},
        {ENOTDIR, errc::not_a_folder},
        {ENOSPC, errc::no_space},
        {EDQUOT, errc::no_space},
        {EFBIG, errc::no_space},
        {EROFS, errc::not_writable},
        {EACCES, errc::permission_denied},
        {EPERM, errc::permission_denied},
        {EXDEV, errc::outside_root},
        {ELOOP, errc::outside_root},
        {ENAMETOOLONG, errc::bad_name},
        {EMFILE, errc::out_of_descriptors},
        {ENFILE, errc::out_of_descriptors},
        {EADDRINUSE, errc::address_in_use},
        {ETIMEDOUT, errc::timed_out},
        {ECONNRESET, errc::peer_closed},
        {EPIPE, errc::peer_closed},
        {ECONNREFUSED, errc::unreachable},
        {EHOSTUNREACH, errc::unreachable},
        {ENETUNREACH, errc::unreachable},
        {EIO, errc::io_failed},
    };
    for (const auto& [number, ours] : pairs) {
        const auto got = fail_errno("open", "a", number);
        INFO(strerrorname_np(number));
        CHECK(got == ours);
        CHECK(got.stage() == "open");
        CHECK(got.detail() == "a");
    }
}

TEST_CASE("an errno without an error of ours stays what it is", "[base][error]")
{
    const auto got = fail_errno("open", "a", ENXIO);

    CHECK(got.code() == std::errc::no_such_device_or_address);
    CHECK(code_name(got.code()) == "ENXIO");
    CHECK(code_name({123456, std::generic_category()}) == "generic_123456");
}

TEST_CASE("fail_errno takes errno itself unless it is given", "[base][error]")
{
    errno = ENOSPC;
    CHECK(fail_errno("write") == errc::no_space);
}

TEST_CASE("an error is told as stage, thing and reason on one clean line", "[base][error]")
{
    CHECK(fail(errc::not_found, "open", "a\nb").text() == "open: a\\nb: not found");
    CHECK(fail(errc::not_found, {}, "a").text() == "a: not found");
    CHECK(fail(errc::not_found).text() == "not found");
}

TEST_CASE("a result holds a value or an error", "[base][result]")
{
    const result<int> good = 5;
    const result<int> bad = fail(errc::no_space);
    const result<int> untouched;

    CHECK(good);
    CHECK(*good == 5);
    CHECK_FALSE(bad);
    CHECK(bad.error() == errc::no_space);
    CHECK(untouched.error() == errc::cancelled);
}

TEST_CASE("a result without a value tells only success", "[base][result]")
{
    const result<> good = ok;
    const result<> bad = fail(errc::no_space);
    const result<> untouched;

    CHECK(good);
    CHECK(bad.error() == errc::no_space);
    CHECK(untouched.error() == errc::cancelled);
}

TEST_CASE("a result moves what cannot be copied", "[base][result]")
{
    result<std::unique_ptr<int>> made = std::make_unique<int>(5);
    const auto taken = *std::move(made);

    REQUIRE(taken);
    CHECK(*taken == 5);
}
