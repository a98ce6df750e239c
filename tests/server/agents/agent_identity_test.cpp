#include "server/agents/agent_identity.hpp"
#include "support/catch.hpp"

using namespace sluice;
using server::may_register;
using state::right;
using state::right_set;

namespace {

server::principal who(std::string name, right_set rights)
{
    server::principal made;
    made.name = std::move(name);
    made.rights = rights;
    return made;
}

proto::agent_register wanting(std::string id)
{
    proto::agent_register made;
    made.id = std::move(id);
    made.exports = {"films"};
    return made;
}

} // namespace

TEST_CASE("a token registers the agent of its own name and no other", "[server][agent]")
{
    const auto shop = who("shop-1", right::agent);

    CHECK(may_register(shop, wanting("shop-1")));
    for (const auto* other : {"shop-2", "shop-1x", "shop", "SHOP-1"}) {
        INFO(other);
        CHECK(may_register(shop, wanting(other)).error() == errc::permission_denied);
    }
}

TEST_CASE("a token with the right admin registers any agent", "[server][agent]")
{
    CHECK(may_register(who("boss", right_set(right::agent) | right::admin), wanting("shop-2")));
}

TEST_CASE("without tokens whoever has the right registers any agent", "[server][agent]")
{
    CHECK(may_register(who("", right_set::all()), wanting("shop-2")));
    CHECK(may_register(who("", right::read), wanting("shop-2")).error() == errc::permission_denied);
}

TEST_CASE("the right agent is needed, others do not stand for it", "[server][agent]")
{
    for (const auto rights :
         {right_set(right::read), right_set(right::write), right_set(right::admin), right_set()})
        CHECK(may_register(who("shop-1", rights), wanting("shop-1")).error() ==
              errc::permission_denied);
}

TEST_CASE("an id that could lead somewhere is refused", "[server][agent][hostile]")
{
    const auto any = who("", right_set::all());
    for (const auto* bad : {"", ".", "..", "../x", "a/b", ".a", "a b", "a\n"}) {
        INFO(bad);
        CHECK(may_register(any, wanting(bad)).error() == errc::bad_name);
    }
    auto wanted = wanting("a");
    wanted.exports = {"films", "../films"};
    CHECK_FALSE(may_register(any, wanted));
    wanted.exports = {"a/b"};
    CHECK(may_register(any, wanted).error() == errc::bad_name);
    wanted.exports = {""};
    CHECK(may_register(any, wanted).error() == errc::bad_name);
}
