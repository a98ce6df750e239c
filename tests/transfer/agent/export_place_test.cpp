#include "storage/safe_path.hpp"
#include "support/arbitrary.hpp"
#include "support/catch.hpp"
#include "transfer/agent/export_place.hpp"
#include "transfer/agent/export_spec.hpp"

using namespace sluice;
using transfer::places_of;

namespace {

using places = std::vector<std::string>;

const std::vector<transfer::export_place> one_export{{"data", {"/srv/data", "/people/ann/data"}}};
const std::vector<transfer::export_place> two_exports{{"data", {"/srv/data"}},
                                                      {"films", {"/srv/data/films"}}};

transfer::expansion_rules rules()
{
    transfer::expansion_rules made;
    made.allowed = {"~", "HOME", "SHOP"};
    made.variables = {{"HOME", "/people/ann"},
                      {"SHOP", "/srv/data/shop/"},
                      {"SECRET", "/srv/data"},
                      {"NOWHERE", "relative"}};
    return made;
}

struct row {
    std::string asked;
    places wanted;
};

struct refusal {
    std::string asked;
    errc why;
};

} // namespace

TEST_CASE("what is asked for is found below the only export in every form", "[transfer][exports]")
{
    const std::vector<row> table{
        {"", {""}},
        {"x.bin", {"data/x.bin"}},
        {"a/b/c", {"data/a/b/c"}},
        {"data", {"data", "data/data"}},
        {"data/x.bin", {"data/x.bin", "data/data/x.bin"}},
        {"*.csv", {"data/*.csv"}},
        {"a/**/*.csv", {"data/a/**/*.csv"}},
        {"/srv/data", {"data"}},
        {"/srv/data/x", {"data/x"}},
        {"/srv/data/*.csv", {"data/*.csv"}},
        {"/people/ann/data/x", {"data/x"}},
        {"~/data/x", {"data/x"}},
        {"$HOME/data/x", {"data/x"}},
        {"${HOME}/data/x", {"data/x"}},
        {"$SHOP", {"data/shop"}},
        {"$SHOP/x", {"data/shop/x"}},
        {"~backup", {"data/~backup"}},
        {"a/~/b", {"data/a/~/b"}},
        {"a/$HOME", {"data/a/$HOME"}},
        {"$", {"data/$"}},
        {"$HOME.old/x", {"data/$HOME.old/x"}},
        {"${HOME", {"data/${HOME"}},
        {" x", {"data/ x"}},
        {"x/", {"data/x"}},
    };
    for (const auto& [asked, wanted] : table) {
        INFO(asked);
        const auto found = places_of(asked, one_export, rules());
        REQUIRE(found);
        CHECK(*found == wanted);
    }
}

TEST_CASE("of several exports one must be named", "[transfer][exports]")
{
    CHECK(*places_of("data/x", two_exports, rules()) == places{"data/x"});
    CHECK(*places_of("films/x", two_exports, rules()) == places{"films/x"});
    CHECK(*places_of("*/x", two_exports, rules()) == places{"*/x"});
    CHECK(*places_of("/srv/data/films/x", two_exports, rules()) == places{"films/x"});
    CHECK(*places_of("/srv/data/filmsy", two_exports, rules()) == places{"data/filmsy"});
    CHECK(places_of("x", two_exports, rules()).error() == errc::outside_root);
}

TEST_CASE("nothing outside of the exports can be asked for", "[transfer][exports][hostile]")
{
    const std::vector<refusal> table{
        {"..", errc::outside_root},
        {"../x", errc::outside_root},
        {"data/../../etc/passwd", errc::outside_root},
        {"a/..", errc::outside_root},
        {"/", errc::outside_root},
        {"//srv/data/x", errc::outside_root},
        {"/etc/passwd", errc::outside_root},
        {"/srv", errc::outside_root},
        {"/srv/database/x", errc::outside_root},
        {"/srv/data/../x", errc::outside_root},
        {"/srv/data//etc/passwd", errc::outside_root},
        {"/srv/data/./x", errc::bad_name},
        {"~", errc::outside_root},
        {"~/", errc::outside_root},
        {"~/.ssh/id_ed25519", errc::outside_root},
        {"~/data/../.ssh/id", errc::outside_root},
        {"$HOME", errc::outside_root},
        {"$SECRET/x", errc::outside_root},
        {"${SECRET}/x", errc::outside_root},
        {"$UNKNOWN/x", errc::outside_root},
        {"$NOWHERE/x", errc::outside_root},
        {"a//b", errc::bad_name},
        {"./x", errc::bad_name},
        {"a/./b", errc::bad_name},
        {"a\nb", errc::bad_name},
        {std::string("a\0b", 3), errc::bad_name},
        {std::string("\x7f"), errc::bad_name},
        {std::string(5000, 'a'), errc::bad_name},
        {std::string(300, 'a'), errc::bad_name},
    };
    for (const auto& [asked, why] : table) {
        INFO(asked);
        const auto found = places_of(asked, one_export, rules());
        REQUIRE_FALSE(found);
        CHECK(found.error() == why);
    }
}

TEST_CASE("without leave nothing is expanded", "[transfer][exports][hostile]")
{
    transfer::expansion_rules none;
    none.variables = rules().variables;

    for (const auto* asked : {"~/data/x", "$HOME/data/x", "${SHOP}/x"}) {
        INFO(asked);
        CHECK(places_of(asked, one_export, none).error() == errc::outside_root);
    }
}

TEST_CASE("the value of a variable is not expanded again", "[transfer][exports][hostile]")
{
    auto tricky = rules();
    tricky.variables["HOME"] = "/$SECRET";

    CHECK(places_of("$HOME/x", one_export, tricky).error() == errc::outside_root);
}

TEST_CASE("whatever is asked for, the answer begins with an export and is a sound path",
          "[transfer][exports][hostile]")
{
    constexpr std::string_view letters = "..//~$${}HOMEdatasrv*x\n";
    const std::uint64_t seed = 20'261;
    INFO("seed " << seed);
    test::arbitrary any(seed);
    for (int round = 0; round < 200'000; ++round) {
        std::string asked;
        for (auto left = any.up_to(14); left > 0; --left)
            asked.push_back(letters[any.up_to(letters.size() - 1)]);
        const auto found = places_of(asked, one_export, rules());
        if (!found) continue;
        REQUIRE_FALSE(found->empty());
        for (const auto& one : *found) {
            INFO(asked << " gave " << one);
            const auto checked = storage::check_path(one);
            REQUIRE(checked);
            CHECK(checked->text() == one);
            CHECK((one.empty() || one == "data" || one.starts_with("data/")));
        }
    }
}

TEST_CASE("exports are read as a user writes them", "[transfer][exports]")
{
    const auto plain = transfer::parse_export("/srv/films");
    REQUIRE(plain);
    CHECK((plain->name.empty() && plain->folder == "/srv/films"));
    const auto named = transfer::parse_export("films=/srv/a=b:ro");
    REQUIRE(named);
    CHECK((named->name == "films" && named->folder == "/srv/a=b"));
    const auto slashed = transfer::parse_export("./a=b");
    REQUIRE(slashed);
    CHECK((slashed->name.empty() && slashed->folder == "./a=b"));

    for (const auto* wrong : {"", ":ro", "/srv:rw", "name=", "=/srv", "..=/srv", "a\nb=/srv"}) {
        INFO(wrong);
        CHECK(transfer::parse_export(wrong).error() == errc::bad_usage);
    }
    CHECK(transfer::parse_export("/srv:rw").error().text().find("read-only") != std::string::npos);
}

TEST_CASE("an id of an agent can be a name of a folder", "[transfer][exports]")
{
    for (const auto* good : {"a", "restaurant-001", "A.b_c-9", "-"})
        CHECK(transfer::is_agent_id(good));
    for (const auto* bad : {"", ".", "..", ".hidden", "a/b", "a b", "a\n", "ä", "all*"}) {
        INFO(bad);
        CHECK_FALSE(transfer::is_agent_id(bad));
    }
    CHECK(transfer::is_agent_id(std::string(64, 'a')));
    CHECK_FALSE(transfer::is_agent_id(std::string(65, 'a')));
}
