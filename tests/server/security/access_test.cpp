#include "server/security/access.hpp"
#include "state/token_text.hpp"
#include "support/catch.hpp"

namespace sluice::test {
namespace {

using namespace server;
using namespace std::chrono_literals;
using state::right;

/// A book in memory that can fail.
class scripted_book final : public state::token_book {
public:
    result<> add(const state::token_record& made) override
    {
        tokens.push_back(made);
        ++changes;
        return ok;
    }
    result<bool> revoke(const std::string& name) override
    {
        for (auto& one : tokens)
            if (one.name == name) one.revoked = true;
        ++changes;
        return true;
    }
    result<std::vector<state::token_record>> all() override
    {
        ++reads;
        if (broken) return fail(errc::io_failed, "book");
        return tokens;
    }
    result<std::uint64_t> generation() override
    {
        ++looks;
        if (broken) return fail(errc::io_failed, "book");
        return changes;
    }

    std::vector<state::token_record> tokens;
    std::uint64_t changes = 0;
    int looks = 0;
    int reads = 0;
    bool broken = false;
};

/// A door with a book and clocks that stand still.
struct gate {
    scripted_book book;
    std::chrono::steady_clock::time_point steady{};
    std::int64_t unix_ns = 1000;

    access open()
    {
        return access(&book, {[this] { return steady; }, [this] { return unix_ns; }});
    }

    std::string add(const std::string& name, std::int64_t expires_ns = 0)
    {
        const auto made = state::make_token();
        state::token_record token;
        token.id = made->id;
        token.name = name;
        token.secret_sha256 = made->secret_sha256;
        token.rights = state::right_set(right::read) | right::write;
        token.path = "films";
        token.expires_ns = expires_ns;
        REQUIRE(book.add(token));
        return made->text;
    }
};

constexpr auto here = "127.0.0.1:5000";
constexpr auto there = "192.0.2.7:5000";

TEST_CASE("without tokens this machine may do everything and others may read", "[server][access]")
{
    gate under;
    const auto with_book = under.open();
    const access without_book(nullptr);
    for (const auto* who : {&with_book, &without_book}) {
        CHECK(who->is_open());
        CHECK(who->judge("", here)->rights == state::right_set::all());
        CHECK(who->judge("", "[::1]:1")->rights == state::right_set::all());
        CHECK(who->judge("", there)->rights == state::right_set(right::read));
        CHECK(who->judge("anything", there)->rights == state::right_set(right::read));
        CHECK(who->judge("", here)->prefix.is_root());
    }
}

TEST_CASE("a token says who somebody is, from wherever", "[server][access]")
{
    gate under;
    const auto text = under.add("ann");
    const auto doorman = under.open();

    for (const auto* peer : {here, there}) {
        const auto who = doorman.judge(text, peer);
        REQUIRE(who);
        CHECK(who->name == "ann");
        CHECK(who->may(right::write));
        CHECK_FALSE(who->may(right::admin));
        CHECK(who->covers("films/a"));
        CHECK_FALSE(who->covers("filmstrip"));
        CHECK(who->token_id == under.book.tokens.front().id);
    }
    CHECK_FALSE(doorman.is_open());
}

TEST_CASE("every wrong token is refused with the same words, also from this machine",
          "[server][access]")
{
    gate under;
    const auto good = under.add("ann");
    const auto expired = under.add("old", 1000);
    const auto revoked = under.add("bad");
    REQUIRE(under.book.revoke("bad"));
    const auto foreign = state::make_token()->text;
    const auto other_id = "sluice_00000000" + good.substr(15);
    const auto other_secret = good.substr(0, 16) + foreign.substr(16);
    const auto doorman = under.open();

    const auto words = doorman.judge("", here).error().text();

    for (const auto& text :
         {expired, revoked, foreign, other_id, other_secret, std::string("x"), good + " "}) {
        const auto who = doorman.judge(text, here);
        REQUIRE_FALSE(who);
        CHECK(who.error() == errc::unauthenticated);
        CHECK(who.error().text() == words);
    }
    CHECK(doorman.judge(good, here));
}

TEST_CASE("a token is good until its last moment", "[server][access]")
{
    gate under;
    const auto text = under.add("ann", 2000);
    const auto doorman = under.open();

    under.unix_ns = 1999;
    CHECK(doorman.judge(text, here));
    under.unix_ns = 2000;
    CHECK_FALSE(doorman.judge(text, here));
}

TEST_CASE("a change of the book counts after a quarter of a second at most", "[server][access]")
{
    gate under;
    const auto doorman = under.open();
    REQUIRE(doorman.judge("", there));
    const auto looks = under.book.looks;
    const auto text = under.add("ann");

    under.steady += 249ms;
    CHECK(doorman.judge("", there));
    CHECK(under.book.looks == looks);
    under.steady += 1ms;
    CHECK_FALSE(doorman.judge("", there));
    CHECK(doorman.judge(text, there));

    REQUIRE(under.book.revoke("ann"));
    under.steady += 250ms;
    CHECK_FALSE(doorman.judge(text, there));
}

TEST_CASE("an unchanged book is not read again", "[server][access]")
{
    gate under;
    under.add("ann");
    const auto doorman = under.open();
    for (int i = 0; i < 10; ++i) {
        under.steady += 1s;
        CHECK_FALSE(doorman.judge("", here));
    }
    CHECK(under.book.reads == 1);
    CHECK(under.book.looks > 5);
}

TEST_CASE("a book whose only token was revoked does not open the door", "[server][access]")
{
    gate under;
    under.add("ann");
    REQUIRE(under.book.revoke("ann"));

    CHECK_FALSE(under.open().judge("", here));
}

TEST_CASE("a book that cannot be read lets nobody in, or those whom it knew", "[server][access]")
{
    gate under;
    const auto text = under.add("ann");
    const auto doorman = under.open();
    REQUIRE(doorman.judge(text, here));

    under.book.broken = true;
    under.steady += 1s;

    CHECK(doorman.judge(text, here));
    CHECK_FALSE(under.open().judge(text, here));
    CHECK_FALSE(under.open().judge("", here));
}

TEST_CASE("loopback is 127/8 and ::1, in any notation", "[server][access]")
{
    for (const auto* peer :
         {"127.0.0.1:1", "127.255.0.9:65535", "[::1]:80", "[::ffff:127.0.0.1]:80"})
        CHECK(is_loopback(peer));
    for (const auto* peer :
         {"", ":1", "128.0.0.1:1", "10.0.0.127:1", "[::2]:1", "0.0.0.0:80", "[::]:80",
          "[::ffff:10.0.0.1]:80", "localhost:1", "127.0.0.1.example:1"})
        CHECK_FALSE(is_loopback(peer));
}

} // namespace
} // namespace sluice::test
