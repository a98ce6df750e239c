#include "receipt/chain_check.hpp"
#include "receipt/sample_chain.hpp"

#include <algorithm>

using namespace sluice;
using namespace sluice::test;
using receipt::chain_rule;

namespace {

struct verdicts {
    std::size_t good = 0;
    std::vector<std::string> failures;
};

verdicts judge(const receipt::signing_key& key, const std::vector<std::string>& lines,
               chain_rule rule = chain_rule::linked)
{
    receipt::chain_check check(key.its_public_key(), rule);
    verdicts found;
    for (const auto& line : lines) {
        const auto said = check.add(line);
        if (said) {
            ++found.good;
            continue;
        }
        CHECK(said.error() == errc::checksum_mismatch);
        found.failures.push_back(said.error().detail());
    }
    return found;
}

} // namespace

TEST_CASE("a chain as the server made it is good, whole or from the middle", "[receipt][chain]")
{
    const auto key = new_key();
    auto lines = sample_chain(key, 5);

    CHECK(judge(key, lines).good == 5);
    lines.erase(lines.begin(), lines.begin() + 2);
    CHECK(judge(key, lines).good == 3);
    CHECK(judge(key, {lines.back()}).good == 1);
}

TEST_CASE("one bit that flips anywhere in a line is found", "[receipt][chain]")
{
    const auto key = new_key();
    const auto line = sample_chain(key, 1).front();
    for (std::size_t at = 0; at < line.size(); ++at)
        for (int bit = 0; bit < 8; ++bit) {
            auto flipped = line;
            flipped[at] = static_cast<char>(flipped[at] ^ (1 << bit));
            const auto found = judge(key, {flipped});
            if (found.good != 0) FAIL("byte " << at << " bit " << bit);
        }
}

TEST_CASE("a receipt that is missing, moved or there twice is named", "[receipt][chain]")
{
    const auto key = new_key();
    auto lines = sample_chain(key, 4);
    SECTION("missing")
    {
        lines.erase(lines.begin() + 1);
        CHECK(judge(key, lines).failures ==
              std::vector<std::string>{"receipts are missing between 1 and 3"});
    }
    SECTION("moved")
    {
        std::swap(lines[1], lines[2]);
        const auto found = judge(key, lines);
        REQUIRE_FALSE(found.failures.empty());
        CHECK(found.failures[0] == "receipts are missing between 1 and 3");
        CHECK(found.failures[1] == "receipt 2 stands behind receipt 3");
    }
    SECTION("twice")
    {
        lines.insert(lines.begin() + 1, lines[0]);
        CHECK(judge(key, lines).failures == std::vector<std::string>{"receipt 1 is there twice"});
    }
    SECTION("all are judged alone if the chain is of no interest")
    {
        std::reverse(lines.begin(), lines.end());
        CHECK(judge(key, lines, chain_rule::each_alone).good == 4);
    }
}

TEST_CASE("a chain that was begun again shows where it was cut", "[receipt][chain]")
{
    const auto key = new_key();
    const auto lines = sample_chain(key, 3);
    auto forged = sample_statement(2);
    forged.key_id = key.its_public_key().id();
    forged.previous = receipt::sha256_hex("something else");

    const auto found = judge(key, {lines[0], signed_line(forged, key), lines[2]});

    CHECK(found.failures == std::vector<std::string>{"receipt 2 follows another receipt 1",
                                                     "receipt 3 follows another receipt 2"});
}

TEST_CASE("only the first receipt begins a chain", "[receipt][chain]")
{
    const auto key = new_key();
    auto first = sample_statement(1);
    first.key_id = key.its_public_key().id();
    first.previous = receipt::sha256_hex("an older chain");
    auto later = sample_statement(2);
    later.key_id = first.key_id;

    CHECK(judge(key, {signed_line(first, key)}).failures.size() == 1);
    CHECK(judge(key, {signed_line(later, key)}).failures.size() == 1);
}

TEST_CASE("a receipt of another server is named as such", "[receipt][chain]")
{
    const auto ours = new_key();
    const auto theirs = new_key();

    const auto found = judge(ours, sample_chain(theirs, 1));

    REQUIRE(found.failures.size() == 1);
    CHECK(found.failures[0] == "receipt 1 is signed by another key (" +
                                   theirs.its_public_key().id() + ", not " +
                                   ours.its_public_key().id() + ")");
}

TEST_CASE("a foreign key under our key's name is found by its signature", "[receipt][chain]")
{
    const auto ours = new_key();
    const auto theirs = new_key();
    auto said = sample_statement(1);
    said.key_id = ours.its_public_key().id();

    CHECK(judge(ours, {signed_line(said, theirs)}).failures ==
          std::vector<std::string>{"receipt 1: the signature does not fit"});
}

TEST_CASE("a newer form of receipts is not called damage", "[receipt][chain]")
{
    const auto key = new_key();
    receipt::signed_receipt whole{R"({"schema":2})", {}};
    whole.signature = *key.sign(whole.text);
    receipt::chain_check check(key.its_public_key());

    CHECK(check.add(receipt::line_of(whole)).error() == errc::unsupported_version);
}
