#include "state/store.hpp"
#include "support/catch.hpp"
#include "support/temp_folder.hpp"

#include <sys/stat.h>

namespace sluice::test {
namespace {

using namespace state;

std::unique_ptr<token_book> open_book(const temp_folder& folder)
{
    auto opened = open_token_book(folder.at("state"));
    if (!opened) FAIL(opened.error().text());
    return std::move(*opened);
}

token_record token(const std::string& id, const std::string& name)
{
    token_record made;
    made.id = id;
    made.name = name;
    made.secret_sha256 = byte_buffer(32, std::byte{5});
    made.rights = right_set(right::read) | right::agent;
    made.path = "films/new";
    made.created_ns = 3;
    made.expires_ns = 4;
    return made;
}

TEST_CASE("a token comes back with all it was given, also after a new start", "[state][tokens]")
{
    const temp_folder folder;
    REQUIRE(open_book(folder)->add(token("00000001", "ann")));

    const auto all = open_book(folder)->all();

    REQUIRE(all);
    REQUIRE(all->size() == 1);
    const auto& read = all->front();
    CHECK(read.id == "00000001");
    CHECK(read.name == "ann");
    CHECK(read.secret_sha256 == byte_buffer(32, std::byte{5}));
    CHECK(to_text(read.rights) == "read,agent");
    CHECK(read.path == "films/new");
    CHECK(read.created_ns == 3);
    CHECK(read.expires_ns == 4);
    CHECK_FALSE(read.revoked);
}

TEST_CASE("the name of a token is free again once it is revoked", "[state][tokens]")
{
    const temp_folder folder;
    const auto book = open_book(folder);
    REQUIRE(book->add(token("00000001", "ann")));

    CHECK(book->add(token("00000002", "ann")).error() == errc::target_exists);
    CHECK(book->add(token("00000001", "bob")).error() == errc::target_exists);
    CHECK(*book->revoke("ann"));
    CHECK(book->all()->front().revoked);
    CHECK_FALSE(*book->revoke("bob"));
    CHECK(book->add(token("00000002", "ann")));
    REQUIRE(book->all()->size() == 1);
    CHECK_FALSE(book->all()->front().revoked);
}

TEST_CASE("the generation of the tokens tells what any program changed", "[state][tokens]")
{
    const temp_folder folder;
    const auto book = open_book(folder);
    const auto other = open_book(folder);
    const auto start = *book->generation();
    CHECK(*book->generation() == start);

    REQUIRE(other->add(token("00000001", "ann")));
    const auto second = *book->generation();
    REQUIRE(book->revoke("ann"));
    const auto third = *book->generation();

    CHECK(second != start);
    CHECK(third != second);
    CHECK(*book->generation() == third);
}

TEST_CASE("the files of the state are for their owner alone", "[state][tokens]")
{
    const temp_folder folder;
    const auto book = open_book(folder);
    const auto opened = open_store(folder.at("state"));
    REQUIRE(opened);

    const auto mode_of = [&](const std::string& name) {
        struct stat found{};
        REQUIRE(::stat(folder.at(name).c_str(), &found) == 0);
        return found.st_mode & 0777U;
    };

    CHECK(mode_of("state") == 0700);
    for (const auto* name : {"tokens.db", "state.db", "state.db-wal", "state.db-shm", "lock"})
        CHECK(mode_of(std::string("state/") + name) == 0600);
}

} // namespace
} // namespace sluice::test
