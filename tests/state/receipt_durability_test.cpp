#include "base/unique_fd.hpp"
#include "state/receipt_authors.hpp"
#include "state/receipt_file.hpp"
#include "state/store.hpp"
#include "support/catch.hpp"
#include "support/temp_folder.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>

namespace sluice::test {
namespace {

using namespace state;

/// Adds records, three at a time, until it is killed, and says each group once it is there.
[[noreturn]] void append_for_ever(const std::string& folder, int tell)
{
    const auto opened = open_store(folder);
    if (!opened) ::_exit(1);
    (*opened)->write_receipts_by(std::make_shared<plain_author>());
    for (std::uint64_t i = 0;; ++i) {
        const auto one = finished_transfer(std::to_string(i));
        if (!(*opened)->append_ledger({one, one, one})) ::_exit(2);
        if (::write(tell, &i, sizeof i) != sizeof i) ::_exit(3);
    }
}

/// Kills the one that appends after so many groups; gives how many it told of.
std::uint64_t kill_after(const std::string& folder, std::uint64_t groups)
{
    std::array<int, 2> ends{};
    REQUIRE(::pipe(ends.data()) == 0);
    const unique_fd reading(ends[0]);
    const auto child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) append_for_ever(folder, ends[1]);
    ::close(ends[1]);
    std::uint64_t told = 0;
    std::uint64_t number = 0;
    while (told < groups && ::read(reading.get(), &number, sizeof number) == sizeof number)
        ++told;
    ::kill(child, SIGKILL);
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    REQUIRE(WIFSIGNALED(status));
    while (::read(reading.get(), &number, sizeof number) == sizeof number)
        ++told;
    return told;
}

TEST_CASE("after a kill each record has its receipt and the chain has no gap",
          "[state][durability][receipts]")
{
    const temp_folder folder;
    std::uint64_t told = 0;
    for (const std::uint64_t groups : {1, 5, 30}) {
        told += kill_after(folder.at("state"), groups);

        const auto opened = open_store(folder.at("state"));
        REQUIRE(opened);
        const auto records = *(*opened)->ledger(0, 10'000);
        const auto receipts = *(*opened)->receipts({0, 10'000, {}});

        REQUIRE(records.size() == receipts.size());
        CHECK(records.size() >= 3 * told);
        for (std::size_t i = 0; i < records.size(); ++i) {
            const auto number = std::to_string(i + 1);
            const auto before = i == 0 ? std::string() : std::to_string(i);
            if (receipts[i].text !=
                number + " " + number + " " + records[i].what + " after " + before)
                FAIL(receipts[i].text);
        }
    }
}

TEST_CASE("the last receipts are read beside the store", "[state][receipts]")
{
    const temp_folder folder;
    CHECK(last_receipts(folder.at("state"), 5).error() == errc::not_found);
    const auto opened = open_store(folder.at("state"));
    REQUIRE(opened);
    (*opened)->write_receipts_by(std::make_shared<plain_author>());
    for (const auto* what : {"a", "b", "c"})
        REQUIRE((*opened)->append_ledger({finished_transfer(what)}));

    const auto last = last_receipts(folder.at("state"), 2);

    REQUIRE(last);
    REQUIRE(last->size() == 2);
    CHECK(last->front().number == 2);
    CHECK(last->back().number == 3);
}

} // namespace
} // namespace sluice::test
