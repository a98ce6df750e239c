#include "fetch/address_rules.hpp"
#include "support/catch.hpp"

using namespace sluice;

namespace {

using enum fetch::address_kind;

struct kind_row {
    const char* address;
    fetch::address_kind kind;
};

} // namespace

TEST_CASE("every address is of the kind that its registry says", "[fetch][address]")
{
    const kind_row rows[] = {
        {"8.8.8.8", global},
        {"1.1.1.1", global},
        {"2606:4700::1111", global},
        {"0.0.0.0", unspecified},
        {"0.1.2.3", unspecified},
        {"::", unspecified},
        {"127.0.0.1", loopback},
        {"127.255.255.255", loopback},
        {"::1", loopback},
        {"10.0.0.1", private_use},
        {"172.16.0.1", private_use},
        {"172.31.255.255", private_use},
        {"172.32.0.0", global},
        {"192.168.1.1", private_use},
        {"100.64.0.1", shared},
        {"100.127.255.255", shared},
        {"100.128.0.0", global},
        {"169.254.0.1", link_local},
        {"fe80::1", link_local},
        {"169.254.169.254", metadata},
        {"169.254.170.2", metadata},
        {"100.100.100.200", metadata},
        {"fd00:ec2::254", metadata},
        {"fd12:3456::1", private_use},
        {"fc00::1", private_use},
        {"fec0::1", private_use},
        {"224.0.0.1", multicast},
        {"239.255.255.255", multicast},
        {"ff02::1", multicast},
        {"240.0.0.1", reserved},
        {"255.255.255.255", reserved},
        {"192.0.2.1", reserved},
        {"198.18.0.1", reserved},
        {"2001:db8::1", reserved},
        {"2001::1", reserved}, // Teredo
        {"4000::1", reserved}, // given to nobody yet
        {"::ffff:127.0.0.1", loopback},
        {"::ffff:10.1.2.3", private_use},
        {"::ffff:169.254.169.254", metadata},
        {"::ffff:8.8.8.8", global},
        {"::127.0.0.1", loopback},
        {"64:ff9b::7f00:1", loopback},
        {"64:ff9b::808:808", global},
        {"2002:7f00:1::", loopback},
        {"2002:c0a8:101::1", private_use},
    };
    for (const auto& row : rows) {
        INFO(row.address);
        const auto address = fetch::parse_address(row.address);
        REQUIRE(address);
        CHECK(fetch::kind_of(*address) == row.kind);
    }
}

TEST_CASE("a host that is an address is known for one in every form", "[fetch][address]")
{
    const auto here = fetch::parse_address("127.0.0.1");
    for (const auto* form : {"127.0.0.1.", "0x7f.1", "0x7F.0x0.0x0.0x1", "017700000001",
                             "2130706433", "127.1", "127.0.1"}) {
        INFO(form);
        CHECK(fetch::parse_address(form) == here);
    }
    CHECK(fetch::parse_address("[::1]") == fetch::parse_address("::1"));
    for (const auto* name : {"localhost", "example.org", "1.2.3.4.5", "127.0.0.1 x", "", "a"}) {
        INFO(name);
        CHECK_FALSE(fetch::parse_address(name));
    }
}

TEST_CASE("without a rule only global addresses are asked", "[fetch][address]")
{
    const fetch::address_rules none;
    for (const auto* text :
         {"http://127.0.0.1/", "http://0x7f.1/", "http://127.0.0.1./", "http://[::1]/",
          "http://[::ffff:127.0.0.1]/", "http://[::ffff:7f00:1]/", "http://2130706433/",
          "http://169.254.169.254/latest/meta-data/", "http://[fd00:ec2::254]/", "http://10.1.1.1/",
          "http://0/", "http://[fe80::1]/", "http://[64:ff9b::a00:1]/"}) {
        INFO(text);
        const auto wanted = fetch::parse_url(text);
        REQUIRE(wanted);
        const auto judged = none.judge_host(*wanted);
        REQUIRE_FALSE(judged);
        CHECK(judged.error() == errc::permission_denied);
    }
    CHECK(none.judge_host(*fetch::parse_url("http://8.8.8.8/")));
    CHECK(none.judge_host(*fetch::parse_url("http://example.org/")));
}

TEST_CASE("a range allows its addresses and no others", "[fetch][address]")
{
    fetch::address_rules rules;
    REQUIRE(rules.allow("10.1.0.0/16"));
    REQUIRE(rules.allow("::1"));
    const auto allows = [&rules](const char* address) {
        return static_cast<bool>(rules.judge("host", *fetch::parse_address(address)));
    };

    CHECK(allows("10.1.255.1"));
    CHECK(allows("::ffff:10.1.0.1"));
    CHECK_FALSE(allows("10.2.0.0"));
    CHECK(allows("::1"));
    CHECK_FALSE(allows("127.0.0.1"));
}

TEST_CASE("a host rule allows what the name resolves to, but no metadata", "[fetch][address]")
{
    fetch::address_rules rules;
    REQUIRE(rules.allow("Nas.Local."));
    const auto there = *fetch::parse_address("192.168.1.5");
    const auto secrets = *fetch::parse_address("169.254.169.254");

    CHECK(rules.judge("nas.local", there));
    CHECK_FALSE(rules.judge("other.local", there));
    CHECK_FALSE(rules.judge("nas.local", secrets));
}

TEST_CASE("private allows all but metadata, which only a range allows", "[fetch][address]")
{
    fetch::address_rules rules;
    REQUIRE(rules.allow("private"));
    const auto secrets = *fetch::parse_address("169.254.169.254");

    CHECK(rules.judge("x", *fetch::parse_address("127.0.0.1")));
    CHECK_FALSE(rules.judge("x", secrets));
    REQUIRE(rules.allow("169.254.169.254"));
    CHECK(rules.judge("x", secrets));
}

TEST_CASE("a word of allow that is no address, range or name is refused", "[fetch][address]")
{
    for (const auto* word : {"", "10.0.0.0/33", "10.0.0.1/8", "10.0.0.0/", "10.0.0.0/x", "::/129",
                             "http://x", "a b", "0x7f.1", "*"}) {
        INFO(word);
        fetch::address_rules rules;
        const auto allowed = rules.allow(word);
        REQUIRE_FALSE(allowed);
        CHECK(allowed.error() == errc::bad_configuration);
    }
}
