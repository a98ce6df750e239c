#include "support/catch.hpp"
#include "transfer/upload/target_claims.hpp"

#include <optional>

using namespace sluice;
using transfer::target_claims;

TEST_CASE("a path that is claimed is busy until the claim is given back")
{
    target_claims claims;
    auto first = claims.take("a/b");
    REQUIRE(first);
    const auto second = claims.take("a/b");
    REQUIRE(!second);
    CHECK(second.error() == errc::target_busy);
    {
        const auto passed_on = std::move(*first);
        CHECK(!claims.take("a/b"));
    }
    CHECK(claims.take("a/b"));
}

// ThreadSanitizer sees the mutex unlocked after its end if the claim frees it too early.
TEST_CASE("a claim may outlive the claims it came from")
{
    std::optional<target_claims> claims(std::in_place);
    auto kept = claims->take("a");
    REQUIRE(kept);
    claims.reset();
}
