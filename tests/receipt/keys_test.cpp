#include "receipt/key_file.hpp"
#include "receipt/sample_chain.hpp"
#include "support/temp_folder.hpp"

#include <sys/stat.h>

using namespace sluice;
using namespace sluice::test;

TEST_CASE("what a key signs its public key recognises, and nothing else", "[receipt][keys]")
{
    const auto key = new_key();
    const auto other = new_key();
    const auto signature = key.sign("a text");

    REQUIRE(signature);
    CHECK(key.its_public_key().fits("a text", *signature));
    CHECK_FALSE(key.its_public_key().fits("a texT", *signature));
    CHECK_FALSE(other.its_public_key().fits("a text", *signature));
    CHECK_FALSE(key.its_public_key().fits("a text", {}));
    CHECK(*key.sign("a text") == *signature);
}

TEST_CASE("the key of RFC 8032 signs as RFC 8032 says", "[receipt][keys]")
{
    // Section 7.1, TEST 1: the empty message.
    const auto key = receipt::public_key::read(
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
    const std::string_view signature =
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701c"
        "f9b46bd25bf5f0595bbe24655141438e7a100b";
    byte_buffer bytes;
    for (std::size_t at = 0; at < signature.size(); at += 2)
        bytes.push_back(
            static_cast<std::byte>(std::stoi(std::string(signature.substr(at, 2)), nullptr, 16)));

    REQUIRE(key);
    CHECK(key->id() == "21fe31dfa154a261");
    CHECK(key->fits("", bytes));
    CHECK_FALSE(key->fits("a", bytes));
}

TEST_CASE("a public key is read from digits, PEM and JSON", "[receipt][keys]")
{
    const auto pair = new_key();
    const auto& key = pair.its_public_key();
    auto upper = key.hex();
    for (auto& c : upper)
        c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    for (const auto& text : {key.hex(), upper, " " + key.hex() + "\n", key.pem(),
                             "{\"public_key\":\"" + key.hex() + "\"}\n"}) {
        const auto read = receipt::public_key::read(text);
        REQUIRE(read);
        CHECK(read->hex() == key.hex());
    }
}

TEST_CASE("what is no public key is refused", "[receipt][keys]")
{
    const auto pair = new_key();
    for (const auto& text :
         {std::string(), std::string("00"), pair.its_public_key().hex() + "0", std::string(64, 'g'),
          std::string("{}"), std::string("{\"public_key\":7}"),
          std::string("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"), pair.pem()})
        CHECK(receipt::public_key::read(text).error() == errc::bad_usage);
}

TEST_CASE("the key of a folder is made once and for its owner alone", "[receipt][keys]")
{
    const temp_folder folder;
    CHECK(receipt::read_key_file(folder.path()).error() == errc::not_found);

    const auto made = receipt::open_key_file(folder.path());
    const auto again = receipt::open_key_file(folder.path());

    REQUIRE(made);
    REQUIRE(again);
    CHECK(made->its_public_key().hex() == again->its_public_key().hex());
    CHECK(receipt::read_key_file(folder.path())->its_public_key().hex() ==
          made->its_public_key().hex());
    struct stat seen{};
    REQUIRE(::stat(folder.at("receipt-key.pem").c_str(), &seen) == 0);
    CHECK((seen.st_mode & 0777U) == 0600U);
    CHECK(folder.names().size() == 1);
}

TEST_CASE("a damaged key is an error and never replaced", "[receipt][keys]")
{
    const temp_folder folder;
    for (const std::string_view content : {"", "-----BEGIN ", "x"}) {
        folder.write("receipt-key.pem", content);
        CHECK(receipt::open_key_file(folder.path()).error() == errc::bad_configuration);
        CHECK(folder.read("receipt-key.pem") == content);
    }
}

TEST_CASE("half a key that a kill left behind is in nobody's way", "[receipt][keys]")
{
    const temp_folder folder;
    folder.write("receipt-key.pem.new", "-----BEGIN PRIV");

    CHECK(receipt::open_key_file(folder.path()));
    CHECK(folder.names().size() == 1);
}
