#include "state/conformance.hpp"
#include "state/receipt_authors.hpp"
#include "support/catch.hpp"

namespace sluice::test {

using namespace state;

namespace {

std::vector<receipt_record> all_of(const std::unique_ptr<store>& under)
{
    const auto all = under->receipts({0, 100, {}});
    if (!all) FAIL(all.error().text());
    return *all;
}

void check_signing(const std::unique_ptr<store>& under)
{
    SECTION("a receipt is signed once, and then no longer listed as unsigned")
    {
        auto some = *under->unsigned_receipts(2);
        REQUIRE(some.size() == 2);
        for (auto& one : some)
            one.signature = byte_buffer(64, std::byte{1});
        REQUIRE(under->sign_receipts(some));
        for (auto& one : some)
            one.signature = byte_buffer(64, std::byte{2});
        REQUIRE(under->sign_receipts(some));
        REQUIRE(under->sign_receipts({}));

        const auto left = *under->unsigned_receipts(10);
        REQUIRE(left.size() == 1);
        CHECK(left.front().number == 3);
        CHECK(all_of(under)[0].signature == byte_buffer(64, std::byte{1}));
    }
    SECTION("a signature over another text is not taken")
    {
        auto one = all_of(under).front();
        one.text += "!";
        one.signature = byte_buffer(64, std::byte{1});
        REQUIRE(under->sign_receipts({one}));
        CHECK(under->unsigned_receipts(10)->size() == 3);
    }
}

} // namespace

void check_receipts(const store_factory& make)
{
    const auto under = make();
    // Before there is an author: these have none for ever.
    REQUIRE(under->append_ledger({finished_transfer("old")}));
    under->write_receipts_by(std::make_shared<plain_author>());
    REQUIRE(under->append_ledger({finished_transfer("a"), finished_transfer("b", "bob")}));
    REQUIRE(under->append_ledger({finished_transfer("c")}));
    SECTION("receipts are numbered without a gap and know the one before")
    {
        const auto all = all_of(under);
        REQUIRE(all.size() == 3);
        CHECK(all[0].text == "1 2 a after ");
        CHECK(all[1].text == "2 3 b after 1");
        CHECK(all[2].text == "3 4 c after 2");
        CHECK(all[1].number == 2);
        CHECK(all[1].transfer == 3);
        CHECK(all[1].who == "bob");
        CHECK(all[1].signature.empty());
    }
    SECTION("receipts are read in pages, all or those of one")
    {
        const auto first = *under->receipts({0, 2, {}});
        REQUIRE(first.size() == 2);
        const auto rest = *under->receipts({first.back().number, 2, {}});
        REQUIRE(rest.size() == 1);
        CHECK(rest.front().number == 3);
        const auto of_ann = *under->receipts({0, 10, "ann"});
        REQUIRE(of_ann.size() == 2);
        CHECK(of_ann[1].number == 3);
        CHECK(under->receipts({0, 10, "an"})->empty());
    }
    SECTION("one receipt is found by its number")
    {
        CHECK((*under->find_receipt(2))->text == "2 3 b after 1");
        CHECK_FALSE(under->find_receipt(0)->has_value());
        CHECK_FALSE(under->find_receipt(4)->has_value());
    }
    check_signing(under);
}

} // namespace sluice::test
